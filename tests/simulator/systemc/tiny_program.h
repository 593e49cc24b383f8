#pragma once
#include <map>

#include "simulator/engine.h"

// Hand-written programs for one op, and what an engine says of them.
namespace apollo::simulator {

// One PE with one core of four lanes, so that a pointwise convolution is small enough to count by hand.
inline Accelerator tiny_accelerator() {
  Accelerator a;
  a.configuration.pes_x = a.configuration.pes_y = 1;
  a.configuration.cores_per_pe = 1;
  a.configuration.compute_lanes = 4;
  return a;
}

// `columns` outputs of four channels from `channels` input channels each; its four lanes take the channels of
// one column.
inline LoopNest pointwise(const Accelerator& a, int columns, int channels) {
  Op op;
  op.name = "pointwise";
  op.K = 4;
  op.C = channels;
  op.X = columns;
  op.input = {0, 0, 0, 0, {1, columns, channels}};
  op.output = {1, 0, 0, 0, {1, columns, 4}};
  op.parameter_layer = 0;
  Mapping m;
  m.lanes_k = 4;
  m.tile_x = columns;
  m.tile_k = 4;
  m.tile_c = channels;
  return LoopNest(op, m, a);
}

class TinyProgram {
 public:
  using Waits = std::map<Unit, std::uint32_t>;

  explicit TinyProgram(const Accelerator& a) : TinyProgram(a, pointwise(a, 16, 16)) {}
  TinyProgram(const Accelerator& a, const LoopNest& nest) {
    program.accelerator = a;
    for (const View* view : {&nest.op.input, &nest.op.output}) {
      BufferPlan buffer;
      buffer.buffer = {view == &nest.op.input ? "input" : "output", view->shape};
      buffer.in_dram = true;
      buffer.dram_address = program.dram_bytes;
      program.dram_bytes += view->shape.elements();
      program.buffers.push_back(buffer);
    }
    program.ops.push_back(OpPlan{nest, false, false, false, false, program.dram_bytes});
  }

  // A transfer of so many bytes (DRAM: whole bursts).
  TinyProgram& transfer(Opcode opcode, std::int64_t bytes, const Waits& waits = {}) {
    Instruction i;
    i.opcode = opcode;
    i.operand = opcode == Opcode::load_parameters || opcode == Opcode::multicast_parameters ? Operand::weights
                                                                                            : Operand::input;
    i.bytes = bytes;
    const int burst = program.accelerator.constants.dram_burst_bytes;
    if (unit_of(opcode) == Unit::dma)
      i.dram_bytes = (bytes + burst - 1) / burst * burst;
    else
      i.receiver_bytes = bytes;
    return add(i, waits);
  }
  TinyProgram& compute(const Waits& waits = {}) { return add(Instruction{}, waits); }
  TinyProgram& add(Instruction i, const Waits& waits) {
    for (const auto& [unit, count] : waits) i.wait[static_cast<int>(unit)] = count;
    program.instructions.push_back(i);
    return *this;
  }

  SimulationResult run(std::int64_t watchdog_cycles = 100000) const {
    SimulationOptions options;
    options.events = true;
    options.watchdog_cycles = watchdog_cycles;
    return simulate_systemc(program, options);
  }

  Program program;
};

inline const UnitCounters& of(const SimulationResult& r, Unit unit) {
  return r.counters.units[static_cast<int>(unit)];
}

}  // namespace apollo::simulator
