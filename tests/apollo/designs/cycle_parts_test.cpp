#include "apollo/designs/cycle_parts.h"

#include <gtest/gtest.h>

#include <map>

namespace apollo::designs {
namespace {

using machine::Unit;
using program::Opcode;
using program::Operand;

// A program whose instructions and events are made up: what follows from them is counted by hand.
class CyclePartsOf : public ::testing::Test {
 protected:
  static constexpr std::int64_t kLeast = 20;  // of an op

  CyclePartsOf() { add_op(); }

  void add_op() {
    program_.ops.push_back({program::LoopNest(program::Op(), program::Mapping(), program_.accelerator)});
  }
  // Returns its index. `awaited`: instructions that it waits for.
  std::size_t add(Opcode opcode, const simulator::Event& event, const std::vector<std::size_t>& awaited = {},
                  Operand operand = Operand::weights, std::uint32_t op = 0) {
    program::Instruction i;
    i.opcode = opcode;
    i.operand = operand;
    i.op = op;
    i.bytes = i.dram_bytes = 64;
    for (const std::size_t other : awaited) {
      const Unit unit = unit_of(program_.instructions[other].opcode);
      std::uint32_t& wait = i.wait[static_cast<std::size_t>(unit)];
      for (std::size_t k = 0; k <= other; ++k) wait += unit_of(program_.instructions[k].opcode) == unit;
    }
    program_.instructions.push_back(i);
    events_.push_back(event);
    return events_.size() - 1;
  }
  std::vector<CycleParts> by_op() const {
    return cycle_parts(program_, events_, std::vector<std::int64_t>(program_.ops.size(), kLeast));
  }
  // Of the first op, those that are not 0.
  std::map<std::string, std::int64_t> parts() const {
    std::map<std::string, std::int64_t> out;
    for (int i = 0; i < kCycleParts; ++i)
      if (const auto part = static_cast<CyclePart>(i); by_op()[0][part] != 0)
        out[to_string(part)] = by_op()[0][part];
    return out;
  }
  int startup() const { return program_.accelerator.constants.compute_startup_cycles; }

  using Parts = std::map<std::string, std::int64_t>;
  program::Program program_;
  std::vector<simulator::Event> events_;
};

TEST_F(CyclePartsOf, ComputingIsTheLeastFurtherStartUpsAndTheRest) {
  add(Opcode::compute, {0, 29});
  add(Opcode::compute, {30, 59});
  EXPECT_EQ(
      parts(),
      (Parts{{"least_array", kLeast}, {"start_up", startup()}, {"idle_lanes", 60 - kLeast - startup()}}));
}

TEST_F(CyclePartsOf, AWaitGoesBackThroughWhatWasWaitedFor) {
  // The sequencer until cycle 3, DRAM until 100, the parameter bus until 110.
  const std::size_t load = add(Opcode::load_activations, {3, 99}, {}, Operand::input);
  const std::size_t sent = add(Opcode::multicast_activations, {100, 109}, {load}, Operand::input);
  const std::size_t weights = add(Opcode::multicast_parameters, {50, 90});
  add(Opcode::compute, {110, 110 + kLeast - 1}, {sent, weights});
  EXPECT_EQ(parts(), (Parts{{"instructions", 3}, {"activations", 107}, {"least_array", kLeast}}));
}

TEST_F(CyclePartsOf, OnlyWhatLiesInTheWaitCounts) {
  const std::size_t load = add(Opcode::load_parameters, {0, 59});
  add(Opcode::compute, {10, 39});
  const std::size_t sent = add(Opcode::multicast_parameters, {60, 69}, {load});
  add(Opcode::compute, {70, 79}, {sent});
  EXPECT_EQ(parts()["instructions"], 10);
  EXPECT_EQ(parts()["weights"], 70 - 40);
}

TEST_F(CyclePartsOf, ExchangesComeFromTheArrayItself) {
  const std::size_t first = add(Opcode::compute, {0, 19});
  const std::size_t taken = add(Opcode::collect, {20, 29}, {first}, Operand::exchange);
  const std::size_t given = add(Opcode::multicast_activations, {30, 44}, {taken}, Operand::exchange);
  add(Opcode::compute, {45, 54}, {given});
  EXPECT_EQ(parts()["exchange"], 25);
}

TEST_F(CyclePartsOf, ATransferThatHadToWaitForItsPlaceIsShortOfRoom) {
  const std::size_t first = add(Opcode::compute, {0, 19});
  const std::size_t sent = add(Opcode::multicast_parameters, {20, 29}, {first});
  add(Opcode::compute, {30, 39}, {sent});
  EXPECT_EQ(parts()["memory_room"], 10);
  EXPECT_EQ(parts().count("weights"), 0U);
}

TEST_F(CyclePartsOf, ABusThatIsBusyIsWaitedFor) {
  // One flit each: the second one goes as soon as the first one has left, before that has arrived.
  add(Opcode::multicast_parameters, {0, 12});
  const std::size_t second = add(Opcode::multicast_parameters, {1, 13});
  add(Opcode::compute, {14, 33}, {second});
  EXPECT_EQ(parts()["weights"], 14);
}

TEST_F(CyclePartsOf, AFullQueueHoldsUpTheSequencer) {
  program_.accelerator.constants.unit_queue_entries = 1;
  // The second load leaves the queue in cycle 50, when the first one has completed; the third one is
  // dispatched in the next cycle, and the compute instruction after it.
  program_.accelerator.constants.dram_outstanding_requests = 1;
  add(Opcode::load_parameters, {1, 49});
  add(Opcode::load_parameters, {50, 89});
  add(Opcode::load_parameters, {90, 120});
  add(Opcode::compute, {53, 140});
  EXPECT_EQ(parts()["instructions"], 1 + 3);
  EXPECT_EQ(parts()["weights"], 49);
}

TEST_F(CyclePartsOf, StoresAfterTheLastComputeInstructionAreItsOps) {
  add_op();
  add(Opcode::compute, {0, 19});
  const std::size_t last = add(Opcode::compute, {20, 39}, {}, Operand::weights, 1);
  const std::size_t taken = add(Opcode::collect, {40, 49}, {last}, Operand::output, 1);
  add(Opcode::store_activations, {50, 69}, {taken}, Operand::output, 1);
  EXPECT_EQ(by_op()[1][CyclePart::stores], 30);
  EXPECT_EQ(by_op()[0].total() + by_op()[1].total(), 70);
}

TEST(CycleParts, TextNamesLossesTheMostFirst) {
  CycleParts parts;
  parts[CyclePart::least] = 600;
  parts[CyclePart::weights] = 300;
  parts[CyclePart::start_up] = 100;
  EXPECT_EQ(parts.lost_text(), "waiting for weights 30.0 %, start-up 10.0 %");
  EXPECT_EQ(parts.lost_text(1), "waiting for weights 30.0 %");
  parts[CyclePart::least] = 600'000;
  parts[CyclePart::start_up] = 301;
  EXPECT_EQ(parts.lost_text(), "start-up 0.1 %") << "300 are 0.04997 %";
}

TEST(CycleParts, NothingLostHasNoText) { EXPECT_EQ(CycleParts().lost_text(), ""); }

}  // namespace
}  // namespace apollo::designs
