// The fast engine's recurrences and the SystemC modules, on random instruction streams.
#include <gtest/gtest.h>

#include <random>

#include "simulator/fast/fast_engine.h"
#include "tests/simulator/systemc/tiny_program.h"

namespace apollo::systemc {
namespace {

class Dice {
 public:
  explicit Dice(unsigned seed) : random_(seed) {}
  int operator()(int low, int high) {
    return low + static_cast<int>(random_() % static_cast<unsigned>(high - low + 1));
  }

 private:
  std::mt19937 random_;
};

machine::Accelerator random_accelerator(Dice& dice) {
  machine::Accelerator a = tiny_accelerator();
  a.configuration.pes_x = dice(1, 4);
  a.configuration.pes_y = dice(1, 4);
  a.configuration.cores_per_pe = dice(1, 3);
  a.configuration.dram_bandwidth_gbps = dice(1, 100) * 0.7;
  machine::TemplateConstants& k = a.constants;
  k.instruction_fetch_cycles = dice(0, 4);
  k.unit_queue_entries = dice(1, 5);
  k.network_base_latency_cycles = dice(0, 5);
  k.network_hop_cycles = dice(0, 2);
  k.dram_latency_cycles = dice(0, 2) * dice(0, 50);
  k.dram_outstanding_requests = dice(1, 4);
  k.pe_memory_read_bytes = 1 << dice(0, 7);
  k.pe_memory_write_bytes = 1 << dice(0, 7);
  k.compute_startup_cycles = dice(0, 9);
  k.lanes_per_function_unit = dice(1, 5);
  return a;
}

// A convolution with any activation, or an op over the channels of each position.
program::LoopNest random_nest(const machine::Accelerator& a, Dice& dice) {
  const program::LoopNest convolution = pointwise(a, dice(1, 20), dice(1, 40));
  program::Op op = convolution.op;
  op.activation = static_cast<workloads::Activation>(dice(0, static_cast<int>(workloads::Activation::gelu)));
  if (dice(0, 2) > 0) return program::LoopNest(op, convolution.tiling.mapping, a);
  op.kernel = static_cast<program::Kernel>(dice(static_cast<int>(program::Kernel::softmax),
                                                static_cast<int>(program::Kernel::local_response_norm)));
  op.activation = workloads::Activation::none;
  op.K = 1;
  op.output.shape.channels = op.C;
  program::Mapping m;
  m.cores = program::Dim::x;
  m.tile_x = op.X;
  m.tile_c = op.C;
  return program::LoopNest(op, m, a);
}

TinyProgram random_program(const machine::Accelerator& a, Dice& dice) {
  TinyProgram p(a, random_nest(a, dice));
  std::array<std::uint32_t, machine::kUnits> issued{};
  for (int n = dice(1, 60); n > 0; --n) {
    const program::Opcode opcode =
        static_cast<program::Opcode>(dice(0, static_cast<int>(program::Opcode::compute)));
    const bool local =
        opcode == program::Opcode::place_parameters || opcode == program::Opcode::fill_parameters;
    if (local && p.program.ops[0].op().kernel != program::Kernel::mac) continue;
    TinyProgram::Waits waits;
    for (int u = 0; u < machine::kUnits; ++u)
      if (dice(0, 3) == 0)
        waits[static_cast<machine::Unit>(u)] =
            static_cast<std::uint32_t>(dice(0, static_cast<int>(issued[u])));
    if (opcode == program::Opcode::compute)
      p.compute(waits);
    else
      p.transfer(opcode, dice(1, 2000), waits);
    if (!is_row_kernel(p.program.ops[0].op().kernel)) {  // rows have no partial sums
      p.program.instructions.back().psum_in = dice(0, 1) != 0;
      p.program.instructions.back().psum_out = dice(0, 1) != 0;
    }
    ++issued[static_cast<int>(program::unit_of(opcode))];
  }
  return p;
}

TEST(SystemcAndFastEngine, AgreeOnEveryCounterAndEvent) {
  for (unsigned seed = 0; seed < 300; ++seed) {
    Dice dice(seed);
    const machine::Accelerator a = random_accelerator(dice);
    const TinyProgram p = random_program(a, dice);
    simulator::SimulationOptions options;
    options.events = true;
    const auto fast = fast::simulate(p.program, options);
    const auto reference = p.run();
    ASSERT_EQ(reference.deadlock, "") << "seed " << seed;
    ASSERT_EQ(machine::difference(reference.counters, fast.counters), "") << "seed " << seed;
    for (std::size_t i = 0; i < fast.events.size(); ++i) {
      ASSERT_EQ(reference.events[i].start, fast.events[i].start) << "seed " << seed << ", instruction " << i;
      ASSERT_EQ(reference.events[i].end, fast.events[i].end) << "seed " << seed << ", instruction " << i;
    }
  }
}

}  // namespace
}  // namespace apollo::systemc
