#include "apollo/compiler/emit/slot_ring.h"

#include <gtest/gtest.h>

namespace apollo::compiler::emit::slot_ring_test {
namespace {

constexpr int kSlots = 3;
constexpr std::int64_t kBytes = 40, kAddress = 1000;

SlotRing ring() {
  SlotRing ring;
  ring.assign({kSlots, kBytes, kAddress});
  return ring;
}

TEST(SlotRing, LiesOneAfterTheOther) {
  for (int slot = 0; slot < kSlots; ++slot) EXPECT_EQ(ring().address(slot), kAddress + slot * kBytes);
}

TEST(SlotRing, TakesTurns) {
  SlotRing slots = ring();
  for (int turn = 0; turn < 2 * kSlots; ++turn) {
    EXPECT_EQ(slots.next(), turn % kSlots);
    EXPECT_EQ(slots.take(), turn % kSlots);
  }
}

TEST(SlotRing, FindsWhatASlotHas) {
  SlotRing slots = ring();
  slots[1].key = 7;
  EXPECT_EQ(slots.find(7), 1);
  EXPECT_EQ(slots.find(8), -1);
}

TEST(SlotRing, HasNothingAfterItIsAssignedAgain) {
  SlotRing slots = ring();
  slots[slots.take()].key = 7;
  slots.assign({kSlots, kBytes, kAddress});
  EXPECT_EQ(slots.find(7), -1);
  EXPECT_EQ(slots.take(), 0);
}

}  // namespace
}  // namespace apollo::compiler::emit::slot_ring_test
