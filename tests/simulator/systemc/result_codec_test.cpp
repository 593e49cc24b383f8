#include "simulator/systemc/result_codec.h"

#include <gtest/gtest.h>

#include <stdexcept>

namespace apollo::systemc::result_codec_test {
namespace {

simulator::SimulationResult some_result() {
  simulator::SimulationResult result;
  result.counters.cycles = 1234567890123;
  result.counters.units[2].stall = 7;
  result.counters.macs = 99;
  result.events = {{1, 5}, {2, 9}};
  result.dram_buffers = {{1, -2, 3}, {}, {-128}};
  result.sums = {{}, {1 << 30, -5}};
  result.deadlock = "array: waits\n";
  return result;
}

TEST(ResultCodec, AResultArrivesAsItWasSent) {
  const simulator::SimulationResult sent = some_result(), found = decode_result(encode(sent));
  EXPECT_EQ(machine::difference(found.counters, sent.counters), "");
  ASSERT_EQ(found.events.size(), sent.events.size());
  for (std::size_t i = 0; i < sent.events.size(); ++i) {
    EXPECT_EQ(found.events[i].start, sent.events[i].start);
    EXPECT_EQ(found.events[i].end, sent.events[i].end);
  }
  EXPECT_EQ(found.dram_buffers, sent.dram_buffers);
  EXPECT_EQ(found.sums, sent.sums);
  EXPECT_EQ(found.deadlock, sent.deadlock);
}

TEST(ResultCodec, AnEmptyResultToo) {
  const simulator::SimulationResult found = decode_result(encode({}));
  EXPECT_EQ(found.counters, machine::Counters());
  EXPECT_TRUE(found.events.empty());
}

TEST(ResultCodec, HalfAResultIsNone) {
  const std::string bytes = encode(some_result());
  for (std::size_t length = 0; length < bytes.size(); ++length)
    EXPECT_THROW(decode_result(bytes.substr(0, length)), std::runtime_error) << length;
}

}  // namespace
}  // namespace apollo::systemc::result_codec_test
