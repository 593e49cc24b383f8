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
  return a;
}

TinyProgram random_program(const machine::Accelerator& a, Dice& dice) {
  TinyProgram p(a, pointwise(a, dice(1, 20), dice(1, 40)));
  std::array<std::uint32_t, machine::kUnits> issued{};
  for (int n = dice(1, 60); n > 0; --n) {
    const program::Opcode opcode =
        static_cast<program::Opcode>(dice(0, static_cast<int>(program::Opcode::compute)));
    TinyProgram::Waits waits;
    for (int u = 0; u < machine::kUnits; ++u)
      if (dice(0, 3) == 0)
        waits[static_cast<machine::Unit>(u)] =
            static_cast<std::uint32_t>(dice(0, static_cast<int>(issued[u])));
    if (opcode == program::Opcode::compute)
      p.compute(waits);
    else
      p.transfer(opcode, dice(1, 2000), waits);
    p.program.instructions.back().psum_in = dice(0, 1) != 0;
    p.program.instructions.back().psum_out = dice(0, 1) != 0;
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
