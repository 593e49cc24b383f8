// More of a resource never makes a program slower.
#include <gtest/gtest.h>

#include <functional>

#include "tests/simulator/systemc/tiny_program.h"

namespace apollo::simulator {
namespace {

// Rounds of load, multicast, compute, collect and store that overlap as far as their waits let them.
std::int64_t cycles(const Accelerator& a) {
  TinyProgram p(a);
  for (std::uint32_t round = 1; round <= 12; ++round)
    p.transfer(Opcode::load_activations, 512)
        .transfer(Opcode::multicast_activations, 512, {{Unit::dma, 2 * round - 1}})
        .compute({{Unit::activation_bus, round}})
        .transfer(Opcode::collect, 256, {{Unit::array, round}})
        .transfer(Opcode::store_activations, 256, {{Unit::output_bus, round}});
  return p.run().counters.cycles;
}

void expect_never_slower(const std::function<void(Accelerator&, int)>& set,
                         const std::vector<int>& improving) {
  Accelerator a = tiny_accelerator();
  std::int64_t before = INT64_MAX;
  for (const int value : improving) {
    set(a, value);
    const std::int64_t now = cycles(a);
    EXPECT_LE(now, before) << value;
    before = now;
  }
}

TEST(SystemcMonotone, Bandwidth) {
  expect_never_slower([](Accelerator& a, int v) { a.configuration.dram_bandwidth_gbps = v; },
                      {1, 3, 10, 30, 100});
}
TEST(SystemcMonotone, DramLatency) {
  expect_never_slower([](Accelerator& a, int v) { a.constants.dram_latency_cycles = v; }, {300, 80, 20, 1});
}
TEST(SystemcMonotone, NetworkLatency) {
  expect_never_slower([](Accelerator& a, int v) { a.constants.network_base_latency_cycles = v; },
                      {50, 10, 4, 0});
}
TEST(SystemcMonotone, QueueEntries) {
  expect_never_slower([](Accelerator& a, int v) { a.constants.unit_queue_entries = v; }, {1, 2, 4, 16});
}
TEST(SystemcMonotone, OutstandingRequests) {
  expect_never_slower([](Accelerator& a, int v) { a.constants.dram_outstanding_requests = v; },
                      {1, 2, 4, 16});
}
TEST(SystemcMonotone, WritePort) {
  expect_never_slower([](Accelerator& a, int v) { a.constants.pe_memory_write_bytes = v; }, {1, 2, 4, 128});
}

}  // namespace
}  // namespace apollo::simulator
