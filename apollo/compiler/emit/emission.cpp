// A plan's program.
#include "apollo/compiler/emit/emission.h"

#include <algorithm>
#include <map>

#include "simulator/program/tile_loops.h"

namespace apollo::compiler::emit {

using program::LoopNest;
using program::Program;

namespace {

void add_buffers(const lower::LoweredNetwork& network, const decisions::Plan& plan, std::int64_t burst,
                 Program* program) {
  for (std::size_t b = 0; b < network.buffers.size(); ++b) {
    const decisions::BufferDecision& decision = plan.buffers[b];
    program::BufferPlan out;
    out.buffer = network.buffers[b].buffer;
    out.tensor = network.buffers[b].tensor;
    out.part_of = network.buffers[b].part_of;
    out.in_dram = decision.in_dram;
    out.on_chip = decision.on_chip;
    out.pe_address = decision.pe_address;
    out.hold = decision.hold;
    out.distinct_holds = decision.distinct_holds;
    out.hold_ranges = decision.hold_ranges;
    if (out.in_dram) {
      out.dram_address = program->dram_bytes;
      program->dram_bytes += machine::round_up(out.buffer.shape.elements() * out.buffer.element_bytes, burst);
    }
    program->buffers.push_back(std::move(out));
  }
}

// Of all weight tiles: more than the whole where each has its last byte of 4-bit weights to itself.
std::int64_t weight_tiles_bytes(const LoopNest& n) {
  const auto tile = [&](int c) {
    const program::Range channels = n.tiling.c_range(c);
    return n.op.weight_bytes(n.op.G, n.op.K, channels.size(), channels.end == n.op.C);
  };
  const int tiles = n.tiling.tiles_c;
  return (tiles - 1) * tile(0) + tile(tiles - 1);
}

void add_ops(const lower::LoweredNetwork& network, const decisions::Plan& plan,
             const std::vector<LoopNest>& nests, const std::vector<PlacedOp>& placed, Program* program) {
  const std::vector<int> groups = lower::weight_groups(network);
  std::map<int, std::size_t> last;  // op of each group
  for (std::size_t i = 0; i < network.ops.size(); ++i) {
    const program::Op& op = network.ops[i];
    const int tiles = static_cast<int>(weight_tiles(nests[i]));
    const int pinned = std::min(plan.ops[i].pinned_tiles, tiles);
    program->ops.push_back({nests[i], placed[i].input_in_place, placed[i].operand2_in_place,
                            placed[i].output_in_place, program->dram_bytes, pinned,
                            std::min(plan.ops[i].kept_tiles, tiles - pinned), plan.ops[i].local});
    if (op.parameter_layer < 0) continue;
    if (groups[i] >= 0) {
      const auto [before, is_first] = last.emplace(groups[i], i);
      const std::size_t other = before->second;
      before->second = i;
      if (!is_first && same_weight_tiles(nests[other].tiling, nests[i].tiling)) {
        program->ops[i].weights_dram_address = program->ops[other].weights_dram_address;
        continue;
      }
    }
    program->dram_bytes += weight_tiles_bytes(nests[i]);
  }
}

}  // namespace

PlanEmitter::PlanEmitter(const lower::LoweredNetwork& network) : network_(network), emitter_(network) {}

void PlanEmitter::set_plan(const machine::Accelerator& accelerator, const decisions::Plan& plan) {
  for (std::size_t i = 0; i < network_.ops.size(); ++i) {
    const program::Op& op = network_.ops[i];
    if (nests_.size() <= i)
      nests_.emplace_back(op, plan.ops[i].mapping, accelerator);
    else  // the op is the same
      nests_[i].tiling = program::Tiling(op, plan.ops[i].mapping, accelerator);
  }
  placed_.clear();
  for (std::size_t i = 0; i < nests_.size(); ++i)
    placed_.push_back(placed_op(static_cast<int>(i), nests_[i], plan.ops[i], plan.buffers, &exchange_));
  hold_addresses_.clear();
  for (const decisions::BufferDecision& buffer : plan.buffers) hold_addresses_.push_back(buffer.pe_address);
  parking_.chunk_bytes = plan.parking_chunk_bytes;
  parking_.last_op = plan.last_parking_op;
  if (plan.parking_chunk_bytes == 0) return;
  parking_.activations = decisions::activation_lifetimes(plan);
  parking_.end = decisions::end_of_parking(plan, accelerator.configuration.pe_memory_bytes);
}

Layout PlanEmitter::layout(const machine::Accelerator& accelerator, const decisions::Plan& plan,
                           Transfers transfers) const {
  Layout layout{network_, accelerator, plan.buffers, hold_addresses_, plan.pinned_bytes, transfers};
  if (plan.parking_chunk_bytes == 0) return layout;
  layout.kept_weights_address = plan.kept_weights_address * accelerator.pes();
  if (transfers == Transfers::early) layout.parking = &parking_;
  return layout;
}

const std::vector<program::Instruction>& PlanEmitter::instructions(const machine::Accelerator& accelerator,
                                                                   const decisions::Plan& plan,
                                                                   Transfers transfers) {
  set_plan(accelerator, plan);
  return emitter_.write(layout(accelerator, plan, transfers), placed_);
}

Program PlanEmitter::program(const machine::Accelerator& accelerator, const decisions::Plan& plan,
                             std::vector<program::Instruction> instructions,
                             std::vector<program::OpRings> rings) {
  set_plan(accelerator, plan);
  Program program;
  program.accelerator = accelerator;
  // Where weights wait, addresses count from the beginning of PE memories (layout()).
  program.kept_weights_address = plan.parking_chunk_bytes > 0 ? 0 : plan.kept_weights_address;
  add_buffers(network_, plan, accelerator.constants.dram_burst_bytes, &program);
  add_ops(network_, plan, nests_, placed_, &program);
  program.instructions = std::move(instructions);
  program.rings = std::move(rings);
  program.preload = emitter_.write_preload(layout(accelerator, plan, Transfers::timely), placed_);
  return program;
}

}  // namespace apollo::compiler::emit
