// More of a resource never makes a program slower.
#include <gtest/gtest.h>

#include <functional>

#include "tests/simulator/systemc/tiny_program.h"

namespace apollo::systemc {
namespace {

// Rounds of load, multicast, compute, collect and store that overlap as far as their waits let them.
std::int64_t cycles(const machine::Accelerator& a) {
  TinyProgram p(a);
  for (std::uint32_t round = 1; round <= 12; ++round)
    p.transfer(program::Opcode::load_activations, 512)
        .transfer(program::Opcode::multicast_activations, 512, {{machine::Unit::dma, 2 * round - 1}})
        .compute({{machine::Unit::activation_bus, round}})
        .transfer(program::Opcode::collect, 256, {{machine::Unit::array, round}})
        .transfer(program::Opcode::store_activations, 256, {{machine::Unit::output_bus, round}});
  return p.run().counters.cycles;
}

void expect_never_slower(const std::function<void(machine::Accelerator&, int)>& set,
                         const std::vector<int>& improving) {
  machine::Accelerator a = tiny_accelerator();
  std::int64_t before = INT64_MAX;
  for (const int value : improving) {
    set(a, value);
    const std::int64_t now = cycles(a);
    EXPECT_LE(now, before) << value;
    before = now;
  }
}

TEST(SystemcMonotone, Bandwidth) {
  expect_never_slower([](machine::Accelerator& a, int v) { a.configuration.dram_bandwidth_gbps = v; },
                      {1, 3, 10, 30, 100});
}
TEST(SystemcMonotone, DramLatency) {
  expect_never_slower([](machine::Accelerator& a, int v) { a.constants.dram_latency_cycles = v; },
                      {300, 80, 20, 1});
}
TEST(SystemcMonotone, NetworkLatency) {
  expect_never_slower([](machine::Accelerator& a, int v) { a.constants.network_base_latency_cycles = v; },
                      {50, 10, 4, 0});
}
TEST(SystemcMonotone, QueueEntries) {
  expect_never_slower([](machine::Accelerator& a, int v) { a.constants.unit_queue_entries = v; },
                      {1, 2, 4, 16});
}
TEST(SystemcMonotone, OutstandingRequests) {
  expect_never_slower([](machine::Accelerator& a, int v) { a.constants.dram_outstanding_requests = v; },
                      {1, 2, 4, 16});
}
TEST(SystemcMonotone, WritePort) {
  expect_never_slower([](machine::Accelerator& a, int v) { a.constants.pe_memory_write_bytes = v; },
                      {1, 2, 4, 128});
}

}  // namespace
}  // namespace apollo::systemc
