#pragma once
#include <map>

#include "simulator/engine.h"
#include "simulator/systemc/systemc_engine.h"

// Hand-written programs for one op, and what an engine says of them.
namespace apollo::systemc {

// One PE with one core of four lanes, so that a pointwise convolution is small enough to count by hand.
inline machine::Accelerator tiny_accelerator() {
  machine::Accelerator a;
  a.configuration.pes_x = a.configuration.pes_y = 1;
  a.configuration.cores_per_pe = 1;
  a.configuration.compute_lanes = 4;
  return a;
}

// `columns` outputs of four channels from `channels` input channels each; its four lanes take the channels of
// one column.
inline program::LoopNest pointwise(const machine::Accelerator& a, int columns, int channels) {
  program::Op op;
  op.name = "pointwise";
  op.K = 4;
  op.C = channels;
  op.X = columns;
  op.input = {0, 0, 0, 0, {1, columns, channels}};
  op.output = {1, 0, 0, 0, {1, columns, 4}};
  op.parameter_layer = 0;
  program::Mapping m;
  m.lanes_k = 4;
  m.tile_x = columns;
  m.tile_k = 4;
  m.tile_c = channels;
  return program::LoopNest(op, m, a);
}

class TinyProgram {
 public:
  using Waits = std::map<machine::Unit, std::uint32_t>;

  explicit TinyProgram(const machine::Accelerator& a) : TinyProgram(a, pointwise(a, 16, 16)) {}
  TinyProgram(const machine::Accelerator& a, const program::LoopNest& nest) {
    program.accelerator = a;
    for (const program::View* view : {&nest.op.input, &nest.op.output}) {
      program::BufferPlan buffer;
      buffer.buffer = {view == &nest.op.input ? "input" : "output", view->shape};
      buffer.in_dram = true;
      buffer.dram_address = program.dram_bytes;
      program.dram_bytes += view->shape.elements();
      program.buffers.push_back(buffer);
    }
    program.ops.push_back(program::OpPlan{nest, false, false, false, program.dram_bytes});
  }

  // A transfer of so many bytes (DRAM: whole bursts).
  TinyProgram& transfer(program::Opcode opcode, std::int64_t bytes, const Waits& waits = {}) {
    program::Instruction i;
    i.opcode = opcode;
    switch (opcode) {
      case program::Opcode::load_parameters:
      case program::Opcode::multicast_parameters:
      case program::Opcode::scatter_parameters:
      case program::Opcode::place_parameters:
      case program::Opcode::collect_parameters:
      case program::Opcode::fill_parameters:
        i.operand = program::Operand::weights;
        break;
      default:
        i.operand = program::Operand::input;
    }
    i.bytes = bytes;
    const int burst = program.accelerator.constants.dram_burst_bytes;
    if (program::unit_of(opcode) == machine::Unit::dma) i.dram_bytes = (bytes + burst - 1) / burst * burst;
    return add(i, waits);
  }
  TinyProgram& compute(const Waits& waits = {}) { return add(program::Instruction{}, waits); }
  TinyProgram& add(program::Instruction i, const Waits& waits) {
    for (const auto& [unit, count] : waits) i.wait[static_cast<int>(unit)] = count;
    program.instructions.push_back(i);
    return *this;
  }

  simulator::SimulationResult run(std::int64_t watchdog_cycles = 100000) const {
    simulator::SimulationOptions options;
    options.events = true;
    options.watchdog_cycles = watchdog_cycles;
    return systemc::simulate(program, options);
  }

  program::Program program;
};

inline const machine::UnitCounters& of(const simulator::SimulationResult& r, machine::Unit unit) {
  return r.counters.units[static_cast<int>(unit)];
}

}  // namespace apollo::systemc
