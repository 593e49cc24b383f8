#include "apollo/compiler/hazards.h"

#include <gtest/gtest.h>

#include "apollo/compiler/placement.h"

namespace apollo::compiler {
namespace {

using simulator::Unit;
constexpr int kArray = static_cast<int>(Unit::array), kActivationBus = static_cast<int>(Unit::activation_bus);

TEST(MemoryHazards, ReaderWaitsForWriter) {
  MemoryHazards m;
  const int o = m.create(0, 64);
  m.write(o, Unit::activation_bus, 7);
  EXPECT_EQ(m.read(o, Unit::array, 3)[kActivationBus], 7u);
}

TEST(MemoryHazards, WriterWaitsForReaderOfTheSameBytes) {
  MemoryHazards m;
  const int o = m.create(0, 64);
  m.write(o, Unit::activation_bus, 7);
  m.read(o, Unit::array, 3);
  EXPECT_EQ(m.write(o, Unit::activation_bus, 8)[kArray], 3u);
}

TEST(MemoryHazards, ANewObjectInheritsFromAllThatItOverlaps) {
  MemoryHazards m;
  const int a = m.create(0, 64), b = m.create(64, 128), far = m.create(256, 300);
  m.read(a, Unit::array, 3);
  m.read(b, Unit::array, 5);
  m.read(far, Unit::array, 9);
  EXPECT_EQ(m.write(m.create(32, 100), Unit::activation_bus, 1)[kArray], 5u);
}

TEST(MemoryHazards, InheritanceReachesThroughObjectsThatNobodyTouched) {
  MemoryHazards m;
  m.read(m.create(0, 64), Unit::array, 3);
  m.create(0, 64);
  EXPECT_EQ(m.write(m.create(0, 64), Unit::activation_bus, 1)[kArray], 3u);
}

TEST(MemoryHazards, DisjointWritesWaitOnlyForWhatWasThereBefore) {
  MemoryHazards m;
  m.read(m.create(0, 64), Unit::array, 2);
  const int o = m.create(0, 64);
  m.read(o, Unit::output_bus, 4);
  const Waits waits = m.write(o, Unit::activation_bus, 1, true);
  EXPECT_EQ(waits[kArray], 2u);
  EXPECT_EQ(waits[static_cast<int>(Unit::output_bus)], 0u);
}

TEST(Ring, AllocatesInOrderAndStartsOverWithoutWrapping) {
  Ring ring(100, 200, 4);
  EXPECT_EQ(ring.size(), 100);
  EXPECT_EQ(ring.allocate(38), 100);
  EXPECT_EQ(ring.allocate(40), 140);  // 38 rounded up to 40
  EXPECT_EQ(ring.allocate(24), 100);  // does not fit into the last 20 bytes
}

TEST(Placement, WhatLivesTogetherDoesNotOverlap) {
  Plan plan;
  plan.ops.resize(4);
  plan.buffers.resize(3);
  for (int b = 0; b < 3; ++b) {
    plan.buffers[b].on_chip = true;
    plan.buffers[b].first = b;
    plan.buffers[b].last = b + 1;
    plan.buffers[b].hold_bytes = 1000 + b;
  }
  plan.ops[1].output = {2, 100, 0};
  const std::int64_t used = place(&plan, 10000);
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
}  // namespace apollo::compiler
