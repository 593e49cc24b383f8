#include "apollo/compiler/emit/hazards.h"

#include <gtest/gtest.h>

namespace apollo::compiler::emit::hazards_test {
namespace {

using machine::Unit;
constexpr int kArray = static_cast<int>(Unit::array), kActivationBus = static_cast<int>(Unit::activation_bus),
              kOutputBus = static_cast<int>(Unit::output_bus);

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
  EXPECT_EQ(waits[kOutputBus], 0u);
}

}  // namespace
}  // namespace apollo::compiler::emit::hazards_test
