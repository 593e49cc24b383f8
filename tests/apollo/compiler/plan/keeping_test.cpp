#include "apollo/compiler/plan/keeping.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <map>

#include "simulator/program/tile_loops.h"
#include "tests/apollo/compiler/plan/chain.h"

namespace apollo::compiler::plan::keeping_test {
namespace {

using testing::chain;
using testing::Planning;

machine::Accelerator with_pe_memory(std::int64_t bytes) {
  machine::Accelerator a;
  a.configuration.pe_memory_bytes = bytes;
  return a;
}

std::int64_t weights_of(const Planning& p, int op) {
  const program::Op& o = p.network.ops[op];
  return o.weight_bytes(o.G, o.K, o.C, true);
}

// Each op's weights fetched so many times.
std::vector<std::int64_t> fetched(const Planning& p, const std::vector<int>& times) {
  std::vector<std::int64_t> bytes;
  for (std::size_t op = 0; op < times.size(); ++op)
    bytes.push_back(times[op] * weights_of(p, static_cast<int>(op)));
  return bytes;
}

void expect_apart(const Planning& p) {
  const decisions::Plan& plan = p.draft.plan;
  for (const decisions::BufferDecision& b : plan.buffers)
    EXPECT_TRUE(!b.on_chip || b.pe_address + b.hold_bytes <= plan.kept_weights_address);
  for (const decisions::OpDecision& op : plan.ops)
    for (const decisions::Slots& slots : {op.input, op.operand2, op.output, op.psum})
      EXPECT_LE(slots.address + slots.total(), plan.kept_weights_address);
  const std::int64_t entry = p.accelerator.constants.parameter_entry_bytes;
  const std::int64_t capacity = (p.accelerator.configuration.pe_memory_bytes - plan.kept_weights_address) /
                                entry * entry * p.accelerator.pes();
  std::map<std::int64_t, std::int64_t> end_of;
  for (std::size_t op = 0; op < plan.ops.size(); ++op)
    if (plan.ops[op].kept)
      end_of[plan.ops[op].kept_address] = plan.ops[op].kept_address + weights_of(p, static_cast<int>(op));
  std::int64_t end = 0;
  for (const auto& [begin, stop] : end_of) {
    EXPECT_EQ(begin % entry, 0);
    EXPECT_GE(begin, end);
    end = stop;
  }
  EXPECT_LE(end, capacity);
}

TEST(Keeping, AllThatIsFetchedIfItFits) {
  Planning p(chain(8, {64, 64, 64}), with_pe_memory(1 << 20));
  ASSERT_FALSE(p.make());
  const auto bytes = fetched(p, {1, 2, 0});
  EXPECT_EQ(keep_weights(p.problem(), bytes, &p.draft.plan), bytes[0] + bytes[1]);
  EXPECT_TRUE(p.draft.plan.ops[0].kept);
  EXPECT_TRUE(p.draft.plan.ops[1].kept);
  EXPECT_FALSE(p.draft.plan.ops[2].kept) << "never fetched";
  expect_apart(p);
}

TEST(Keeping, WhatIsFetchedMostOftenIfNotAllFits) {
  // Two layers of 128 x 9 x 128 weights in 16 PEs: room for one, beside the activations.
  const std::int64_t weights = 128 * 9 * 128;
  Planning probe(chain(8, {128, 128, 128}), with_pe_memory(1 << 20));
  ASSERT_FALSE(probe.make());
  keep_weights(probe.problem(), fetched(probe, {0, 1, 1}), &probe.draft.plan);
  const std::int64_t activations = probe.draft.plan.kept_weights_address;
  Planning p(chain(8, {128, 128, 128}), with_pe_memory(activations + weights * 3 / 2 / 16));
  ASSERT_FALSE(p.make());
  keep_weights(p.problem(), fetched(p, {0, 1, 3}), &p.draft.plan);
  EXPECT_FALSE(p.draft.plan.ops[1].kept);
  EXPECT_TRUE(p.draft.plan.ops[2].kept);
  expect_apart(p);
}

// For energy every byte counts: of an op whose weights do not all fit, the first tiles.
TEST(Keeping, TheFirstTilesForEnergy) {
  const std::int64_t weights = 128 * 9 * 128;
  const auto with_small_tiles = [](std::int64_t pe_memory) {
    machine::Accelerator a = with_pe_memory(pe_memory);
    a.configuration.core_memory_bytes = 4096;
    return a;
  };
  Planning probe(chain(8, {128, 128, 128}), with_small_tiles(1 << 20));
  ASSERT_FALSE(probe.make());
  keep_weights(probe.problem(), fetched(probe, {0, 1, 1}), &probe.draft.plan);
  const std::int64_t activations = probe.draft.plan.kept_weights_address;
  Planning p(chain(8, {128, 128, 128}), with_small_tiles(activations + weights * 3 / 2 / 16));
  ASSERT_FALSE(p.make());
  map::Prices prices;
  prices.of_energy = true;
  const auto bytes = fetched(p, {0, 1, 3});
  const std::int64_t kept =
      keep_weights({p.network, p.uses, p.accelerator, {}, prices}, bytes, &p.draft.plan);
  EXPECT_TRUE(p.draft.plan.ops[2].kept);
  EXPECT_EQ(p.draft.plan.ops[2].kept_tiles, decisions::kAllTiles);
  const program::LoopNest nest(p.network.ops[1], p.draft.plan.ops[1].mapping, p.accelerator);
  const auto tiles = static_cast<int>(weight_tiles(nest));
  ASSERT_GT(tiles, 2) << "otherwise no part of them fits";
  EXPECT_TRUE(p.draft.plan.ops[1].kept);
  EXPECT_GT(p.draft.plan.ops[1].kept_tiles, 0);
  EXPECT_LT(p.draft.plan.ops[1].kept_tiles, tiles);
  EXPECT_EQ(kept, bytes[2] + bytes[1] * p.draft.plan.ops[1].kept_tiles / tiles);
}

TEST(Keeping, NotWhatIsPinned) {
  Planning p(chain(8, {64, 64}), with_pe_memory(1 << 20));
  ASSERT_FALSE(p.make());
  p.draft.plan.ops[0].pinned = true;
  const auto bytes = fetched(p, {1, 1});
  EXPECT_EQ(keep_weights(p.problem(), bytes, &p.draft.plan), bytes[1]);
  EXPECT_FALSE(p.draft.plan.ops[0].kept);
}

}  // namespace
}  // namespace apollo::compiler::plan::keeping_test
