#include "apollo/designs/occupation.h"

#include <gtest/gtest.h>

namespace apollo::designs {
namespace {

using program::Opcode;
using simulator::Event;

std::int64_t cycles(const Event& event) { return event.end - event.start + 1; }

class OccupationTest : public ::testing::Test {
 protected:
  OccupationTest() {
    accelerator_.constants.parameter_entry_bytes = 32;
    accelerator_.constants.activation_entry_bytes = 64;
  }
  Event of(Opcode opcode, std::int64_t bytes) const {
    program::Instruction instruction;
    instruction.opcode = opcode;
    instruction.bytes = instruction.dram_bytes = bytes;
    return occupation(instruction, event_, accelerator_);
  }

  machine::Accelerator accelerator_;
  const Event event_{100, 900};
};

TEST_F(OccupationTest, OfTheArrayIsFromStartToEnd) {
  EXPECT_EQ(of(Opcode::compute, 0).start, event_.start);
  EXPECT_EQ(of(Opcode::compute, 0).end, event_.end);
}

TEST_F(OccupationTest, OfTheDramBusIsItsBurstsUpToTheEnd) {
  for (const Opcode opcode : {Opcode::load_parameters, Opcode::load_activations, Opcode::store_activations}) {
    const Event busy = of(opcode, 640);
    EXPECT_EQ(busy.end, event_.end);
    EXPECT_EQ(cycles(busy), accelerator_.dram_cycles(640));
  }
}

TEST_F(OccupationTest, OfABusIsItsFlitsFromTheStart) {
  for (const Opcode opcode : {Opcode::multicast_activations, Opcode::collect}) {
    EXPECT_EQ(of(opcode, 129).start, event_.start);
    EXPECT_EQ(cycles(of(opcode, 128)), 2);  // 128 = 2 x 64
    EXPECT_EQ(cycles(of(opcode, 129)), 3);
  }
  EXPECT_EQ(cycles(of(Opcode::multicast_parameters, 128)), 4);  // 128 = 4 x 32
}

}  // namespace
}  // namespace apollo::designs
