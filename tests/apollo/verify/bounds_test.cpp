#include "apollo/verify/bounds.h"

#include <gtest/gtest.h>

#include "apollo/compiler/bound/network_bound.h"
#include "apollo/compiler/compiler.h"
#include "simulator/fast/fast_engine.h"
#include "tests/files/error_of.h"
#include "workloads/random/layer.h"

namespace apollo::verify {
namespace {

using testing::expect_contains;

class BrokenBounds : public ::testing::Test {
 protected:
  BrokenBounds() {
    simulator::SimulationOptions options;
    options.events = true;
    result = fast::simulate(program, options);
  }
  std::string broken() const { return broken_bounds(network, program, result); }

  const workloads::Network network = workloads::random::layer("convolution", 1);
  const machine::Accelerator accelerator;
  const program::Program program = std::get<program::Program>(compiler::compile(network, accelerator));
  simulator::SimulationResult result;
};

TEST_F(BrokenBounds, AreNoneOfWhatAnEngineCounts) { EXPECT_EQ(broken(), ""); }

TEST_F(BrokenBounds, NameWhatIsBelow) {
  const compiler::bound::Bound bound = compiler::bound::NetworkBound(network).of(accelerator);
  const simulator::SimulationResult counted = result;
  result.counters.cycles = bound.cycles() - 1;
  expect_contains(broken(), "cycles: " + std::to_string(bound.cycles() - 1) + ", below the bound " +
                                std::to_string(bound.cycles()) + "\n");
  result = counted;
  result.counters.dram_read_bytes = bound.dram_bytes - 1 - result.counters.dram_write_bytes;
  expect_contains(broken(), "dram_bytes: ");
  result = counted;
  for (std::size_t i = 0; i < result.events.size(); ++i)
    if (program.instructions[i].opcode == program::Opcode::compute)
      result.events[i].start = result.events[i].end;
  expect_contains(broken(), "array cycles of " + program.ops[0].op().name + ": ");
}

TEST_F(BrokenBounds, NamePartsThatDoNotAddUp) {
  ++result.counters.cycles;
  EXPECT_EQ(broken(), "parts of " + std::to_string(result.counters.cycles) +
                          " cycles: " + std::to_string(result.counters.cycles - 1) + " together\n");
}

}  // namespace
}  // namespace apollo::verify
