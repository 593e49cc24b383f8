// Rule T4: DRAM latency, bandwidth and outstanding requests.
#include <gtest/gtest.h>

#include "tests/simulator/systemc/tiny_program.h"

namespace apollo::systemc {
namespace {

TEST(SystemcDram, LoadTakesLatencyThenBandwidth) {
  machine::Accelerator a = tiny_accelerator();
  for (const double gbps : {1.0, 30.0, 33.3, 1000.0})
    for (const int latency : {0, 1, 80, 81}) {
      a.configuration.dram_bandwidth_gbps = gbps;
      a.constants.dram_latency_cycles = latency;
      const int bytes = 10 * a.constants.dram_burst_bytes;
      const auto r = TinyProgram(a).transfer(program::Opcode::load_activations, bytes).run();
      // bytes / (gbps GB/s) in cycles of clock_mhz, rounded up
      const std::int64_t mbps = static_cast<std::int64_t>(gbps * 1000 + 0.5);
      const std::int64_t carried = (std::int64_t{bytes} * a.constants.clock_mhz + mbps - 1) / mbps;
      EXPECT_EQ(r.events[0].end, r.events[0].start + latency + carried - 1)
          << gbps << " GB/s, latency " << latency;
      EXPECT_EQ(of(r, machine::Unit::dma).busy, carried);
      EXPECT_EQ(r.counters.dram_read_bytes, bytes);
    }
}

TEST(SystemcDram, StoreNeedsNoReadLatency) {
  const machine::Accelerator a = tiny_accelerator();
  const auto r = TinyProgram(a).transfer(program::Opcode::store_activations, 640).run();
  EXPECT_EQ(r.events[0].end, r.events[0].start + 1 + a.dram_cycles(640) - 1);
  EXPECT_EQ(r.counters.dram_write_bytes, 640);
}

TEST(SystemcDram, LatenciesOverlapButDataDoesNot) {
  const machine::Accelerator a = tiny_accelerator();
  const int bytes = 6400;
  const auto r = TinyProgram(a)
                     .transfer(program::Opcode::load_activations, bytes)
                     .transfer(program::Opcode::load_activations, bytes)
                     .run();
  EXPECT_EQ(r.events[1].start, r.events[0].start + 1);
  EXPECT_EQ(r.events[1].end, r.events[0].end + a.dram_cycles(bytes));
}

TEST(SystemcDram, StoreBehindALoadWaitsForIt) {
  const machine::Accelerator a = tiny_accelerator();
  const auto r = TinyProgram(a)
                     .transfer(program::Opcode::load_activations, 64)
                     .transfer(program::Opcode::store_activations, 64)
                     .run();
  EXPECT_EQ(r.events[1].end, r.events[0].end + a.dram_cycles(64));
}

TEST(SystemcDram, RequestWaitsWhileTooManyAreOutstanding) {
  machine::Accelerator a = tiny_accelerator();
  for (const int limit : {1, 2, 3}) {
    a.constants.dram_outstanding_requests = limit;
    TinyProgram p(a);
    for (int i = 0; i <= limit; ++i) p.transfer(program::Opcode::load_activations, 64);
    const auto r = p.run();
    for (int i = 1; i < limit; ++i) EXPECT_EQ(r.events[i].start, r.events[i - 1].start + 1);
    EXPECT_EQ(r.events[limit].start, r.events[0].end + 1) << limit << " requests";
    EXPECT_EQ(of(r, machine::Unit::dma).stall, r.events[limit].start - (r.events[limit - 1].start + 1));
  }
}

TEST(SystemcDram, WholeBurstsCrossTheBusWholeEntriesAreWritten) {
  const machine::Accelerator a = tiny_accelerator();
  const auto r = TinyProgram(a)
                     .transfer(program::Opcode::load_activations, 65)
                     .transfer(program::Opcode::load_parameters, 1)
                     .run();
  EXPECT_EQ(r.counters.dram_read_bytes, (2 + 1) * a.constants.dram_burst_bytes);
  EXPECT_EQ(r.counters.activation_writes, 2);
  EXPECT_EQ(r.counters.parameter_writes, 1);
}

}  // namespace
}  // namespace apollo::systemc
