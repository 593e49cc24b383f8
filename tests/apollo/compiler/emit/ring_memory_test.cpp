#include "apollo/compiler/emit/ring_memory.h"

#include <gtest/gtest.h>

namespace apollo::compiler::emit::ring_memory_test {
namespace {

using machine::Unit;
constexpr int kArray = static_cast<int>(Unit::array);

TEST(RingMemory, AllocatesInOrderAndStartsOverWithoutWrapping) {
  RingMemory ring;
  ring.reset(100, 200, 4);
  EXPECT_EQ(ring.size(), 100);
  EXPECT_EQ(ring.address(ring.allocate(38)), 100);
  EXPECT_EQ(ring.address(ring.allocate(40)), 140);  // 38 rounded up to 40
  EXPECT_EQ(ring.address(ring.allocate(24)), 100);  // does not fit into the last 20 bytes
}

TEST(RingMemory, ABlockIsIntactUntilAnyOfItIsOverwritten) {
  RingMemory ring;
  ring.reset(0, 100, 4);
  const int a = ring.allocate(40), b = ring.allocate(40);
  const int c = ring.allocate(24);  // a new lap: over a
  EXPECT_FALSE(ring.intact(a));
  EXPECT_TRUE(ring.intact(b));
  ring.allocate(20);  // the rest of a, and a bit of b
  EXPECT_FALSE(ring.intact(b));
  EXPECT_TRUE(ring.intact(c));
}

TEST(RingMemory, ANewBlockWaitsForThoseThatTouchedWhatItOverwrites) {
  RingMemory ring;
  ring.reset(0, 100, 4);
  const int a = ring.allocate(40), b = ring.allocate(40);
  ring.read(a, Unit::array, 3);
  ring.read(b, Unit::array, 5);
  EXPECT_EQ(ring.write(ring.allocate(40), Unit::activation_bus, 1)[kArray], 3u);
  EXPECT_EQ(ring.write(ring.allocate(8), Unit::activation_bus, 2)[kArray], 5u);
  EXPECT_EQ(ring.write(ring.allocate(8), Unit::activation_bus, 3)[kArray], 5u);  // more of b
}

TEST(RingMemory, IsBlockedWhileWhatWouldBeOverwrittenHasUsers) {
  RingMemory ring;
  ring.reset(0, 100, 4);
  const int a = ring.allocate(40);
  const int b = ring.allocate(40);
  ring.add_user(b);
  EXPECT_FALSE(ring.blocked(20));  // fits behind b
  EXPECT_FALSE(ring.blocked(40));  // over a
  EXPECT_TRUE(ring.blocked(60));   // over a and b
  ring.add_user(a);
  EXPECT_TRUE(ring.blocked(40));
  ring.remove_user(a);
  ring.remove_user(b);
  EXPECT_FALSE(ring.blocked(60));
}

TEST(RingMemory, IsFullWhereReservedBlocksAre) {
  RingMemory ring;
  ring.reset(0, 100, 4);
  const int a = ring.allocate(60);
  ring.reserve(a, true);
  EXPECT_FALSE(ring.full(40));  // behind it
  EXPECT_TRUE(ring.full(60));
  EXPECT_FALSE(ring.blocked(60)) << "what is needed now may take its place";
  ring.reserve(a, false);
  EXPECT_FALSE(ring.full(60));
  ring.reserve(a, true);
  ring.allocate(60);  // over the most of it: what is left of it is of no use
  EXPECT_FALSE(ring.full(40));
}

TEST(RingMemory, TheMemoryOfAnotherOneBehindItsEndBecomesItsOwn) {
  RingMemory ring, behind;
  ring.reset(0, 60, 4);
  behind.reset(60, 100, 4);
  const int a = ring.allocate(40);
  ring.read(a, Unit::array, 3);
  behind.read(behind.allocate(20), Unit::array, 7);
  behind.read(behind.allocate(20), Unit::array, 5);
  ring.append(behind);
  EXPECT_EQ(ring.size(), 100);
  const int b = ring.allocate(40);
  EXPECT_EQ(ring.address(b), 40);
  EXPECT_TRUE(ring.intact(a));
  EXPECT_EQ(ring.write(b, Unit::activation_bus, 1)[kArray], 7u) << "over the first one behind";
  EXPECT_EQ(ring.write(ring.allocate(20), Unit::activation_bus, 2)[kArray], 5u);
}

}  // namespace
}  // namespace apollo::compiler::emit::ring_memory_test
