#include "simulator/systemc/read_port.h"

#include <gtest/gtest.h>

#include <stdexcept>

namespace apollo::systemc::read_port_test {
namespace {

class ReadPortTest : public testing::Test {
 protected:
  ReadPortTest() { memory_.allocate(64); }
  MemoryImage memory_{"memory"};
  ReadPort port_{memory_};
};

TEST_F(ReadPortTest, GivesTheBytesOfTheMemory) {
  *memory_.at(5, 1) = 42;
  EXPECT_EQ(*port_.read(Use::input, 5, 1), 42);
}

TEST_F(ReadPortTest, AllowsAsManyBytesAsTheBeatsCarry) {
  port_.read(Use::input, 0, 8);
  EXPECT_NO_THROW(port_.check(Use::input, 8, "op"));
}

TEST_F(ReadPortTest, OneByteMoreIsTooMuch) {
  port_.read(Use::input, 0, 8);
  EXPECT_THROW(port_.check(Use::input, 7, "op"), std::runtime_error);
}

TEST_F(ReadPortTest, WhatIsReadTwiceCountsOnce) {
  port_.read(Use::input, 0, 8);
  port_.read(Use::input, 4, 8);
  port_.read(Use::input, 0, 8);
  EXPECT_NO_THROW(port_.check(Use::input, 12, "op"));
}

TEST_F(ReadPortTest, EachUseIsCheckedOnItsOwn) {
  port_.read(Use::operand2, 0, 8);
  EXPECT_NO_THROW(port_.check(Use::input, 0, "op"));
  EXPECT_THROW(port_.check(Use::operand2, 0, "op"), std::runtime_error);
}

TEST_F(ReadPortTest, ForgetsWhatWasChecked) {
  port_.read(Use::partial_sums, 0, 8);
  port_.check(Use::partial_sums, 8, "op");
  EXPECT_NO_THROW(port_.check(Use::partial_sums, 0, "op"));
}

}  // namespace
}  // namespace apollo::systemc::read_port_test
