#include "simulator/systemc/pe_network_port.h"

#include <gtest/gtest.h>

namespace apollo::systemc::pe_network_port_test {
namespace {

constexpr int kBytes = 6;

class PeNetworkPortTest : public testing::Test {
 protected:
  PeNetworkPortTest() {
    first_.allocate(16);
    second_.allocate(16);
    instruction_.bytes = kBytes;
  }
  // The first memory takes bytes 0 to 4 of the stream at address 10, the second bytes 2 to 6 at address 0.
  static std::vector<std::vector<Segment>> overlapping(const program::Instruction&) {
    return {{{0, 10, 4}}, {{2, 0, 4}}};
  }
  static PeNetworkPort::Layout layout(std::int64_t received) {
    return {overlapping, [received](const program::Instruction&) { return received; }};
  }

  MemoryImage first_{"first"}, second_{"second"};
  program::Instruction instruction_;
  std::int64_t bytes_ = 0;
};

TEST_F(PeNetworkPortTest, EveryMemoryTakesItsPartOfEachFlit) {
  PeNetworkPort port("port", bytes_, {&first_, &second_}, layout(0));
  const std::int8_t stream[kBytes] = {1, 2, 3, 4, 5, 6};
  port.deliver({&instruction_, 0, 0, 3, false}, stream);
  port.deliver({&instruction_, 0, 3, 3, true}, stream + 3);
  for (int i = 0; i < 4; ++i) {
    EXPECT_EQ(*first_.at(10 + i, 1), stream[i]);
    EXPECT_EQ(*second_.at(i, 1), stream[2 + i]);
  }
}

TEST_F(PeNetworkPortTest, CountsWhatItReallyDelivers) {
  PeNetworkPort port("port", bytes_, {&first_, &second_}, layout(0));
  const std::int8_t stream[kBytes] = {};
  port.deliver({&instruction_, 0, 0, 3, false}, stream);
  EXPECT_EQ(bytes_, 3 + 1);
  port.deliver({&instruction_, 0, 3, 3, true}, stream + 3);
  EXPECT_EQ(bytes_, 4 + 4);
}

TEST_F(PeNetworkPortTest, CollectsFromTheMemories) {
  PeNetworkPort port("port", bytes_, {&first_, &second_},
                     {[](const program::Instruction&) {
                        return std::vector<std::vector<Segment>>{{{0, 10, 2}}, {{2, 0, 4}}};
                      },
                      nullptr});
  *first_.at(11, 1) = 42;
  *second_.at(0, 1) = 43;
  std::int8_t payload[kBytes] = {};
  port.fetch({&instruction_, 0, 0, kBytes, true}, payload);
  EXPECT_EQ(payload[1], 42);
  EXPECT_EQ(payload[2], 43);
  EXPECT_EQ(bytes_, kBytes);
}

TEST_F(PeNetworkPortTest, WithoutDataCountsAStreamWithItsFirstFlit) {
  constexpr std::int64_t kReceived = 100;
  PeNetworkPort port("port", bytes_, {}, layout(kReceived));
  port.deliver({&instruction_, 0, 0, 3, false}, nullptr);
  port.deliver({&instruction_, 0, 3, 3, true}, nullptr);
  EXPECT_EQ(bytes_, kReceived);
  program::Instruction second_chunk = instruction_;
  second_chunk.stream_begin = kBytes;
  port.deliver({&second_chunk, 1, 0, 3, true}, nullptr);
  EXPECT_EQ(bytes_, kReceived);
}

TEST_F(PeNetworkPortTest, WithoutDataCountsEachChunkThatIsScattered) {
  constexpr std::int64_t kReceived = 3;
  PeNetworkPort port("port", bytes_, {}, layout(kReceived));
  program::Instruction chunk = instruction_;
  chunk.opcode = program::Opcode::scatter_parameters;
  port.deliver({&chunk, 0, 0, 3, true}, nullptr);
  chunk.stream_begin = kReceived;
  port.deliver({&chunk, 1, 0, 3, true}, nullptr);
  EXPECT_EQ(bytes_, 2 * kReceived);
}

TEST_F(PeNetworkPortTest, WithoutDataACollectCountsItsFlits) {
  PeNetworkPort port("port", bytes_, {}, layout(0));
  port.fetch({&instruction_, 0, 0, 3, false}, nullptr);
  port.fetch({&instruction_, 0, 3, 2, true}, nullptr);
  EXPECT_EQ(bytes_, 3 + 2);
}

}  // namespace
}  // namespace apollo::systemc::pe_network_port_test
