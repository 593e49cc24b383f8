// A plan's program.
#include "apollo/compiler/emitter.h"

namespace apollo::compiler {

using simulator::LoopNest;
using simulator::OpPlan;
using simulator::Program;

namespace {

void add_buffers(const LoweredNetwork& network, const Plan& plan, std::int64_t burst, Program* program) {
  for (std::size_t b = 0; b < network.buffers.size(); ++b) {
    const BufferDecision& decision = plan.buffers[b];
    simulator::BufferPlan out;
    out.buffer = network.buffers[b].buffer;
    out.tensor = network.buffers[b].tensor;
    out.in_dram = decision.in_dram;
    out.on_chip = decision.on_chip;
    out.pe_address = decision.pe_address;
    out.hold = decision.hold;
    out.distinct_holds = decision.distinct_holds;
    if (out.in_dram) {
      out.dram_address = program->dram_bytes;
      program->dram_bytes += (out.buffer.shape.elements() + burst - 1) / burst * burst;
    }
    program->buffers.push_back(std::move(out));
  }
}

void add_ops(const LoweredNetwork& network, const Plan& plan, Program* program) {
  for (std::size_t i = 0; i < network.ops.size(); ++i) {
    const simulator::Op& op = network.ops[i];
    OpPlan out{LoopNest(op, plan.ops[i].mapping, program->accelerator)};
    const PlacedOp placed = placed_op(static_cast<int>(i), out.nest, plan.ops[i], plan.buffers);
    out.input_in_place = placed.input_in_place;
    out.operand2_in_place = placed.operand2_in_place;
    out.output_in_place = placed.output_in_place;
    out.weights_pinned = plan.ops[i].pinned;
    out.weights_dram_address = program->dram_bytes;
    if (op.parameter_layer >= 0) program->dram_bytes += op.weight_bytes(op.G, op.K, op.C, true);
    program->ops.push_back(std::move(out));
  }
}

}  // namespace

Program emit(const LoweredNetwork& network, const simulator::Accelerator& accelerator, const Plan& plan,
             Emitter* emitter) {
  Program program;
  program.accelerator = accelerator;
  add_buffers(network, plan, accelerator.constants.dram_burst_bytes, &program);
  add_ops(network, plan, &program);
  const auto placed = [&](std::size_t i) {
    const OpPlan& op = program.ops[i];
    return PlacedOp{static_cast<int>(i),  &op.nest,          &plan.ops[i], op.input_in_place,
                    op.operand2_in_place, op.output_in_place};
  };
  std::vector<std::int64_t> hold_addresses;
  for (const BufferDecision& buffer : plan.buffers) hold_addresses.push_back(buffer.pe_address);
  emitter->begin(plan.buffers, hold_addresses, plan.pinned_bytes);
  for (std::size_t i = 0; i < program.ops.size(); ++i)
    if (plan.ops[i].pinned) emitter->preload(placed(i));
  program.preload = emitter->finish();
  emitter->begin(plan.buffers, hold_addresses, plan.pinned_bytes);
  for (std::size_t i = 0; i < program.ops.size(); ++i) emitter->add(placed(i));
  program.instructions = emitter->finish();
  return program;
}

}  // namespace apollo::compiler
