#include "apollo/compiler/emit/hazards.h"

#include <gtest/gtest.h>

#include "apollo/compiler/emit/ring_memory.h"
#include "apollo/compiler/plan/placement.h"

namespace apollo::compiler::emit {
namespace {

using machine::Unit;
constexpr int kArray = static_cast<int>(Unit::array), kActivationBus = static_cast<int>(Unit::activation_bus);

TEST(MemoryHazards, ReaderWaitsForWriter) {
  MemoryHazards m;
  const int o = m.create(0, 64);
  m[o].write(Unit::activation_bus, 7);
  EXPECT_EQ(m[o].read(Unit::array, 3)[kActivationBus], 7u);
}

TEST(MemoryHazards, WriterWaitsForReaderOfTheSameBytes) {
  MemoryHazards m;
  const int o = m.create(0, 64);
  m[o].write(Unit::activation_bus, 7);
  m[o].read(Unit::array, 3);
  EXPECT_EQ(m[o].write(Unit::activation_bus, 8)[kArray], 3u);
}

TEST(MemoryHazards, ANewObjectInheritsFromAllThatItOverlaps) {
  MemoryHazards m;
  const int a = m.create(0, 64), b = m.create(64, 128), far = m.create(256, 300);
  m[a].read(Unit::array, 3);
  m[b].read(Unit::array, 5);
  m[far].read(Unit::array, 9);
  EXPECT_EQ(m[m.create(32, 100)].write(Unit::activation_bus, 1)[kArray], 5u);
}

TEST(MemoryHazards, InheritanceReachesThroughObjectsThatNobodyTouched) {
  MemoryHazards m;
  m[m.create(0, 64)].read(Unit::array, 3);
  m.create(0, 64);
  EXPECT_EQ(m[m.create(0, 64)].write(Unit::activation_bus, 1)[kArray], 3u);
}

TEST(MemoryHazards, DisjointWritesWaitOnlyForWhatWasThereBefore) {
  MemoryHazards m;
  m[m.create(0, 64)].read(Unit::array, 2);
  const int o = m.create(0, 64);
  m[o].read(Unit::output_bus, 4);
  const Waits waits = m[o].write(Unit::activation_bus, 1, true);
  EXPECT_EQ(waits[kArray], 2u);
  EXPECT_EQ(waits[static_cast<int>(Unit::output_bus)], 0u);
}

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

TEST(Placement, WhatLivesTogetherDoesNotOverlap) {
  decisions::Plan plan;
  plan.ops.resize(4);
  plan.buffers.resize(3);
  for (int b = 0; b < 3; ++b) {
    plan.buffers[b].on_chip = true;
    plan.buffers[b].first = b;
    plan.buffers[b].last = b + 1;
    plan.buffers[b].hold_bytes = 1000 + b;
  }
  plan.ops[1].output = {2, 100, 0};
  const std::int64_t used = plan::place(&plan, 10000);
  const auto apart = [](std::int64_t a, std::int64_t na, std::int64_t b, std::int64_t nb) {
    return a + na <= b || b + nb <= a;
  };
  EXPECT_TRUE(apart(plan.buffers[0].pe_address, 1000, plan.buffers[1].pe_address, 1001));
  EXPECT_TRUE(apart(plan.buffers[1].pe_address, 1001, plan.buffers[2].pe_address, 1002));
  for (int b = 0; b < 2; ++b)
    EXPECT_TRUE(
        apart(plan.ops[1].output.address, 200, plan.buffers[b].pe_address, plan.buffers[b].hold_bytes));
  EXPECT_LE(used, 1004 + 1004 + 200);  // buffers 0 and 2 share their place
}

}  // namespace
}  // namespace apollo::compiler::emit
