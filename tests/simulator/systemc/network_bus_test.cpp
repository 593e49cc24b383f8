// Rule T3: the buses of the network.
#include <gtest/gtest.h>

#include "tests/simulator/systemc/tiny_program.h"

namespace apollo::systemc {
namespace {

std::int64_t duration(const simulator::Event& e) { return e.end - e.start + 1; }

TEST(SystemcBus, OneFlitPerCycleAndTheLastTravels) {
  const machine::Accelerator a = tiny_accelerator();
  const int entry = a.constants.activation_entry_bytes;
  for (const int bytes : {1, entry - 1, entry, entry + 1, 7 * entry}) {
    const int flits = (bytes + entry - 1) / entry;
    const auto r = TinyProgram(a).transfer(program::Opcode::multicast_activations, bytes).run();
    EXPECT_EQ(duration(r.events[0]), flits + a.network_latency()) << bytes;
    EXPECT_EQ(of(r, machine::Unit::activation_bus).busy, flits);
    EXPECT_EQ(r.counters.network_flits, flits);
    EXPECT_EQ(r.counters.activation_reads, flits);
  }
}

TEST(SystemcBus, LatencyGrowsWithTheArray) {
  machine::Accelerator a = tiny_accelerator();
  const auto last = [](const machine::Accelerator& on) {
    return TinyProgram(on).transfer(program::Opcode::collect, 64).run().events[0].end;
  };
  const std::int64_t one_by_one = last(a);
  a.configuration.pes_x = 3;
  a.configuration.pes_y = 2;
  EXPECT_EQ(last(a), one_by_one + 3 * a.constants.network_hop_cycles);
  a.constants.network_base_latency_cycles += 1;
  EXPECT_EQ(last(a), one_by_one + 3 * a.constants.network_hop_cycles + 1);
}

TEST(SystemcBus, NoLatencyAtAll) {
  machine::Accelerator a = tiny_accelerator();
  a.constants.network_base_latency_cycles = a.constants.network_hop_cycles = 0;
  EXPECT_EQ(duration(TinyProgram(a).transfer(program::Opcode::collect, 64).run().events[0]), 1);
}

TEST(SystemcBus, NextTransferFollowsWithoutAGapWhileTheLastFlitTravels) {
  const machine::Accelerator a = tiny_accelerator();
  const int flits = 5;
  const auto r =
      TinyProgram(a)
          .transfer(program::Opcode::multicast_activations, flits * a.constants.activation_entry_bytes)
          .transfer(program::Opcode::multicast_activations, 64)
          .run();
  EXPECT_EQ(r.events[1].start, r.events[0].start + flits);
  EXPECT_EQ(of(r, machine::Unit::activation_bus).stall, 0);
}

TEST(SystemcBus, ParametersTravelInEntriesOfTheirOwn) {
  machine::Accelerator a = tiny_accelerator();
  a.constants.parameter_entry_bytes = 16;
  const auto r = TinyProgram(a).transfer(program::Opcode::multicast_parameters, 100).run();
  const int flits = (100 + 15) / 16;
  EXPECT_EQ(duration(r.events[0]), flits + a.network_latency());
  EXPECT_EQ(r.counters.parameter_reads, flits);
}

// Flits of the output bus, entries of the parameter memory.
TEST(SystemcBus, WeightsThatPeMemoriesKeepComeOverTheOutputBus) {
  machine::Accelerator a = tiny_accelerator();
  a.constants.parameter_entry_bytes = 16;
  constexpr int kBytes = 100;
  const auto r = TinyProgram(a)
                     .transfer(program::Opcode::scatter_parameters, kBytes)
                     .transfer(program::Opcode::collect_parameters, kBytes)
                     .run();
  const int scattered = (kBytes + 15) / 16, entry = a.constants.activation_entry_bytes,
            collected = (kBytes + entry - 1) / entry;
  EXPECT_EQ(duration(r.events[0]), scattered + a.network_latency());
  EXPECT_EQ(duration(r.events[1]), collected + a.network_latency());
  EXPECT_EQ(of(r, machine::Unit::parameter_bus).busy, scattered);
  EXPECT_EQ(of(r, machine::Unit::output_bus).busy, collected);
  EXPECT_EQ(r.counters.network_flits, scattered + collected);
  EXPECT_EQ(r.counters.parameter_reads, scattered);
  EXPECT_EQ(r.counters.parameter_writes, scattered);
  EXPECT_EQ(r.counters.pe_network_write_bytes, kBytes);
  EXPECT_EQ(r.counters.pe_network_read_bytes, kBytes);
  EXPECT_EQ(r.counters.core_write_bytes, 0);
  EXPECT_EQ(r.counters.activation_writes, 0);
}

}  // namespace
}  // namespace apollo::systemc
