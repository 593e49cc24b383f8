#include "simulator/machine/capacity.h"

#include <gtest/gtest.h>

#include <cmath>
#include <random>

#include "simulator/machine/baselines.h"
#include "simulator/machine/template_file.h"

namespace apollo::machine {
namespace {

using Reason = Infeasible::Reason;

// Both arrays of a memory have `words` words of its port.
void expect_least(std::int64_t needed, std::int64_t entry, Reason reason, const char* parameter) {
  Accelerator a = edge_baseline();
  const Field<Configuration>& field = *find_field(kParameters, parameter);
  field.set(&a.configuration, static_cast<double>(needed));
  EXPECT_FALSE(memory_shortage(a)) << parameter;
  field.set(&a.configuration, static_cast<double>(needed - 1));
  const auto shortage = memory_shortage(a);
  ASSERT_TRUE(shortage) << parameter;
  EXPECT_EQ(shortage->reason, reason);
  EXPECT_EQ(shortage->layer, "");
  EXPECT_EQ(shortage->needed, needed * entry);
  EXPECT_EQ(shortage->available, (needed - 1) * entry);
}

TEST(Capacity, CoreMemoryIsTwoArraysOfEnoughWordsForAllLanes) {
  expect_least(2 * 32 * edge_baseline().configuration.compute_lanes * 4, 1, Reason::core_memory,
               "core_memory_bytes");
}

TEST(Capacity, PeMemoryIsTwoArraysOfEnoughWords) {
  expect_least(2 * 32 * TemplateConstants().pe_memory_read_bytes, 1, Reason::pe_memory, "pe_memory_bytes");
}

// Four columns and four rows: 12 cycles each way.
TEST(Capacity, ParameterMemoryHasAQueueForEachPeColumn) {
  expect_least(4 * 2 * (2 * 12), 64, Reason::parameter_memory, "parameter_memory_entries");
}

TEST(Capacity, ActivationMemoryHasTwoQueuesForEachPeRow) {
  expect_least(2 * 4 * 2 * (2 * 12), 64, Reason::activation_memory, "activation_memory_entries");
}

TEST(Capacity, QueuesFollowTheArray) {
  Accelerator a = edge_baseline();
  a.configuration.pes_x = 32;
  a.configuration.pes_y = 1;
  const std::int64_t there_and_back = 2 * (4 + 33);
  EXPECT_EQ(least_memories(a).parameter, 32 * 2 * there_and_back * 64);
  EXPECT_EQ(least_memories(a).activation, 2 * 1 * 2 * there_and_back * 64);
}

TEST(Capacity, OfASmallArrayIsThatOfAnyMemory) {
  Accelerator a = edge_baseline();
  a.configuration.pes_x = a.configuration.pes_y = 1;
  EXPECT_EQ(least_memories(a).parameter, 2 * 32 * 64);
}

TEST(Capacity, BaselinesKeepAllRules) {
  EXPECT_FALSE(memory_shortage(edge_baseline()));
  EXPECT_FALSE(memory_shortage(macs_256()));
}

// Recalled designs of the template's family; the third's core memories are as shallow as may be.
TEST(Capacity, ShippedDesignsKeepAllRules) {
  const Configuration v1{4, 4, 2 << 20, 4, 32 << 10, 64, 16384, 16384, 1024, 17};
  const Configuration v2{4, 4, 384 << 10, 1, 32 << 10, 64, 16384, 8192, 1024, 32};
  const Configuration v3{4, 1, 2 << 20, 8, 8 << 10, 32, 16384, 8192, 1024, 32};
  for (const Configuration& design : {v1, v2, v3}) EXPECT_FALSE(memory_shortage({design, {}}));
  EXPECT_EQ(least_memories({v3, {}}).core, v3.core_memory_bytes);
}

TEST(Capacity, WhatKeepsTheDefaultRulesKeepsThePermissiveOnes) {
  std::mt19937_64 random(1);
  const TemplateConstants permissive = template_file("permissive").constants;
  int kept = 0;
  for (int i = 0; i < 2000; ++i) {
    Accelerator a = edge_baseline();
    for (const auto& field : kParameters)
      field.set(&a.configuration, field.default_value() * std::exp2(static_cast<double>(random() % 9) - 4));
    if (memory_shortage(a)) continue;
    ++kept;
    a.constants = permissive;
    EXPECT_FALSE(memory_shortage(a)) << to_json_text(a);
  }
  EXPECT_GT(kept, 100);
}

// As all designs were before there were rules: a memory is as wide as its port.
TEST(Capacity, PermissiveMemoriesNeedOneWord) {
  Accelerator a = edge_baseline();
  a.constants = template_file("permissive").constants;
  const LeastMemories least = least_memories(a);
  EXPECT_EQ(least.core, 64 * 4);
  EXPECT_EQ(least.pe, 128);
  EXPECT_EQ(least.parameter, 64);
  EXPECT_EQ(least.activation, 64);
}

}  // namespace
}  // namespace apollo::machine
