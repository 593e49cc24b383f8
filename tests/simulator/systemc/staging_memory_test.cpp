#include "simulator/systemc/staging_memory.h"

#include <gtest/gtest.h>

namespace apollo::systemc::staging_memory_test {
namespace {

constexpr int kEntry = 8;

class StagingMemoryTest : public testing::Test {
 protected:
  std::int64_t reads_ = 0, writes_ = 0;
  StagingMemory memory_{"staging", kEntry, reads_, writes_};
};

TEST_F(StagingMemoryTest, CountsAnEntryWhenItsFirstBytePasses) {
  memory_.write(0, 3, nullptr);
  EXPECT_EQ(writes_, 1);
  memory_.write(3, kEntry - 3, nullptr);  // the rest of it
  EXPECT_EQ(writes_, 1);
  memory_.write(kEntry, 1, nullptr);
  EXPECT_EQ(writes_, 2);
  EXPECT_EQ(reads_, 0);
}

TEST_F(StagingMemoryTest, ATransferOfOneByteMoreIsOneEntryMore) {
  memory_.read(2 * kEntry, kEntry + 1, nullptr);
  EXPECT_EQ(reads_, 2);
}

TEST_F(StagingMemoryTest, ABusReadsWhatTheDmaWrote) {
  memory_.image.allocate(4 * kEntry);
  const std::int8_t sent[] = {1, 2, 3};
  memory_.write(kEntry, 3, sent);
  program::Instruction i;
  i.staging_address = kEntry;
  std::int8_t payload[2] = {};
  memory_.fetch({&i, 0, 1, 2, true}, payload);
  EXPECT_EQ(payload[0], 2);
  EXPECT_EQ(payload[1], 3);
}

TEST_F(StagingMemoryTest, ABusWritesWhereItsInstructionSays) {
  memory_.image.allocate(4 * kEntry);
  program::Instruction i;
  i.staging_address = 2 * kEntry;
  const std::int8_t payload[] = {7};
  memory_.deliver({&i, 0, 3, 1, true}, payload);
  EXPECT_EQ(*memory_.image.at(2 * kEntry + 3, 1), 7);
}

}  // namespace
}  // namespace apollo::systemc::staging_memory_test
