#include "apollo/compiler/plan/keeping.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <map>
#include <numeric>

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

// Each op's weights brought so many times.
std::vector<emit::WeightTraffic> brought(const Planning& p, const std::vector<int>& times) {
  std::vector<emit::WeightTraffic> traffic;
  for (std::size_t op = 0; op < times.size(); ++op)
    traffic.push_back({times[op] * weights_of(p, static_cast<int>(op)), 0});
  return traffic;
}

// Bytes of its tiles in every core memory, 4-byte aligned, and in PE memories, in whole entries.
struct TileBytes {
  std::vector<std::int64_t> in_core, in_pes, in_each;  // in_each: of the PE that has most, if they are local
};
TileBytes tile_bytes(const Planning& p, std::size_t op) {
  const program::LoopNest nest(p.network.ops[op], p.draft.plan.ops[op].mapping, p.accelerator);
  TileBytes bytes;
  for_each_weight_tile(nest, [&](const program::Tile& tile) {
    bytes.in_core.push_back(machine::round_up(core_tile_bytes(nest.op, nest.tiling, tile), 4));
    std::int64_t pieces = 0, largest = 0;
    for (const program::LoopNest::WeightPiece& piece : nest.weight_pieces(tile)) {
      pieces += piece.bytes;
      largest = std::max(largest, piece.bytes);
    }
    const std::int64_t entry = p.accelerator.constants.parameter_entry_bytes;
    bytes.in_pes.push_back(machine::round_up(pieces, entry));
    bytes.in_each.push_back(machine::round_up(largest, entry));
  });
  return bytes;
}
int tiles(const Planning& p, std::size_t op) { return static_cast<int>(tile_bytes(p, op).in_core.size()); }
// Whether all its tiles stay.
bool stays(const Planning& p, std::size_t op) {
  return p.draft.plan.ops[op].pinned_tiles + p.draft.plan.ops[op].kept_tiles == tiles(p, op);
}

// One after the other from 0, none beyond `end`.
void expect_apart(const std::map<std::int64_t, std::int64_t>& end_of, std::int64_t end) {
  std::int64_t last = 0;
  for (const auto& [begin, stop] : end_of) {
    EXPECT_GE(begin, last);
    last = stop;
  }
  EXPECT_LE(last, end);
}

void expect_apart(const Planning& p) {
  const decisions::Plan& plan = p.draft.plan;
  for (const decisions::BufferDecision& b : plan.buffers)
    EXPECT_TRUE(!b.on_chip || b.pe_address + b.hold_bytes <= plan.kept_weights_address);
  for (const decisions::OpDecision& op : plan.ops)
    for (const decisions::Slots& slots : {op.input, op.operand2, op.output, op.psum})
      EXPECT_LE(slots.address + slots.total(), plan.kept_weights_address);
  std::map<std::int64_t, std::int64_t> in_cores, in_pes, in_each;
  std::int64_t moving = 0;
  for (std::size_t i = 0; i < plan.ops.size(); ++i) {
    const decisions::OpDecision& op = plan.ops[i];
    const TileBytes bytes = tile_bytes(p, i);
    const auto sum = [](const std::vector<std::int64_t>& v, int from, int count) {
      return std::accumulate(v.begin() + from, v.begin() + from + count, std::int64_t{0});
    };
    if (op.pins_all()) continue;
    if (op.pinned_tiles > 0)
      in_cores[op.pinned_address] = op.pinned_address + sum(bytes.in_core, 0, op.pinned_tiles);
    if (op.kept_tiles > 0 && op.local)
      in_each[op.kept_address] = op.kept_address + sum(bytes.in_each, op.pinned_tiles, op.kept_tiles);
    else if (op.kept_tiles > 0)
      in_pes[op.kept_address] = op.kept_address + sum(bytes.in_pes, op.pinned_tiles, op.kept_tiles);
    moving = std::max(moving, 2 * *std::max_element(bytes.in_core.begin(), bytes.in_core.end()));
  }
  const std::int64_t entry = p.accelerator.constants.parameter_entry_bytes;
  expect_apart(in_cores, plan.pinned_bytes);
  EXPECT_LE(plan.pinned_bytes,
            std::max<std::int64_t>(p.accelerator.configuration.core_memory_bytes - moving, 0));
  const std::int64_t end = p.accelerator.configuration.pe_memory_bytes / entry * entry;
  expect_apart(in_each, end);
  const std::int64_t begin_of_each = in_each.empty() ? end : in_each.begin()->first;
  expect_apart(in_pes, (begin_of_each - plan.kept_weights_address) / entry * entry * p.accelerator.pes());
}

TEST(Keeping, AllThatIsBroughtIfItFits) {
  Planning p(chain(8, {64, 64, 64}), with_pe_memory(1 << 20));
  ASSERT_FALSE(p.make());
  keep_weights(p.problem(), brought(p, {1, 2, 0}), &p.draft.plan);
  EXPECT_TRUE(stays(p, 0));
  EXPECT_TRUE(stays(p, 1));
  EXPECT_EQ(p.draft.plan.ops[2].pinned_tiles + p.draft.plan.ops[2].kept_tiles, 0) << "never brought";
  expect_apart(p);
}

// Two layers of 128 x 9 x 128 weights in small tiles, in 16 PEs: room for one and a half, beside activations.
class Tight : public ::testing::Test {
 protected:
  static Planning planned(std::int64_t pe_memory) {
    machine::Accelerator a = with_pe_memory(pe_memory);
    a.configuration.core_memory_bytes = 4096;
    return Planning(chain(8, {128, 128, 128}), a);
  }
  static std::int64_t activations() {
    Planning probe = planned(1 << 20);
    EXPECT_FALSE(probe.make());
    keep_weights(probe.problem(), brought(probe, {0, 1, 1}), &probe.draft.plan);
    return probe.draft.plan.kept_weights_address;
  }
  static constexpr std::int64_t kWeights = 128 * 9 * 128;
  Planning p_ = planned(activations() + kWeights * 3 / 2 / 16);
};

TEST_F(Tight, WhatIsBroughtMostOftenAndTheFirstTilesOfOthers) {
  ASSERT_FALSE(p_.make());
  keep_weights(p_.problem(), brought(p_, {0, 1, 3}), &p_.draft.plan);
  EXPECT_TRUE(stays(p_, 2));
  EXPECT_FALSE(stays(p_, 1));
  EXPECT_GT(p_.draft.plan.ops[1].kept_tiles, 0);
  expect_apart(p_);
}

TEST_F(Tight, WhatTheArrayWaitsForBeforeWhatIsBroughtMoreOften) {
  ASSERT_FALSE(p_.make());
  std::vector<emit::WeightTraffic> traffic = brought(p_, {0, 1, 3});
  traffic[1].waits = 1;
  keep_weights(p_.problem(), traffic, &p_.draft.plan);
  EXPECT_TRUE(stays(p_, 1));
  EXPECT_FALSE(stays(p_, 2));
  expect_apart(p_);
}

// Weights that an op comes back to for each tile of its outputs, and finds: they keep their place in core
// memory.
TEST(Keeping, LeavesRoomForWhatOpsComeBackTo) {
  Planning p(chain(8, {64, 64}), with_pe_memory(1 << 20));
  ASSERT_FALSE(p.make());
  program::Mapping& mapping = p.draft.plan.ops[1].mapping;
  mapping.order = program::LoopOrder::skc;
  mapping.tile_y = mapping.tile_x = 1;
  mapping.tile_k = 1;
  const std::vector<std::int64_t> moving = tile_bytes(p, 1).in_core;
  const std::int64_t all = std::accumulate(moving.begin(), moving.end(), std::int64_t{0});
  const program::LoopNest nest(p.network.ops[1], mapping, p.accelerator);
  ASSERT_GT(input_tiles(nest), 1U);
  ASSERT_LE(all, p.accelerator.configuration.core_memory_bytes);
  keep_weights(p.problem(), brought(p, {1, 0}), &p.draft.plan);
  EXPECT_LE(p.draft.plan.pinned_bytes, p.accelerator.configuration.core_memory_bytes - all);
}

// A layer whose output channels PEs share, each with weights of its own, and which computes next to nothing.
class LocalKeeping : public ::testing::Test {
 protected:
  static constexpr int kChannels = 512;
  static machine::Accelerator accelerator() {
    machine::Accelerator a = with_pe_memory(1 << 20);
    a.configuration.core_memory_bytes = 4096;  // next to nothing of the weights
    return a;
  }
  void SetUp() override {
    ASSERT_FALSE(p_.make());
    spread(program::Dim::k, program::Dim::k);
  }
  void spread(program::Dim rows, program::Dim columns) {
    for (decisions::OpDecision& op : p_.draft.plan.ops) {
      op.mapping.rows = rows;
      op.mapping.columns = columns;
      op.mapping.tile_k = std::min(op.mapping.tile_k, kChannels / 16);
    }
  }
  // All that the ops take is waiting for their weights, or computing.
  std::vector<emit::WeightTraffic> taken(bool waiting) const {
    std::vector<emit::WeightTraffic> traffic = brought(p_, {1, 1});
    for (std::size_t op = 0; op < traffic.size(); ++op) {
      traffic[op].cycles = weights_of(p_, static_cast<int>(op));  // 64 times what the bus takes
      traffic[op].waits = waiting ? traffic[op].cycles : 0;
    }
    return traffic;
  }

  Planning p_{chain(1, {kChannels, kChannels}), accelerator()};
};

TEST_F(LocalKeeping, WhatTheArrayWouldWaitForStaysWhereItIsUsed) {
  keep_weights(p_.problem(), taken(true), &p_.draft.plan);
  EXPECT_TRUE(p_.draft.plan.ops[1].local);
  EXPECT_TRUE(stays(p_, 1));
  expect_apart(p_);
}

TEST_F(LocalKeeping, WhatComesWhileTheArrayComputesDoesNotStopIt) {
  keep_weights(p_.problem(), taken(false), &p_.draft.plan);
  EXPECT_FALSE(p_.draft.plan.ops[1].local);
  EXPECT_TRUE(stays(p_, 1));
}

TEST_F(LocalKeeping, OneCopyForAllWhereEachPeWouldNeedAllOfThem) {
  spread(program::Dim::y, program::Dim::x);
  keep_weights(p_.problem(), taken(true), &p_.draft.plan);
  EXPECT_FALSE(p_.draft.plan.ops[1].local) << "the array would take as long to fill all cores as the bus";
}

TEST(Keeping, NotWhatIsPinnedWhole) {
  Planning p(chain(8, {64, 64}), with_pe_memory(1 << 20));
  ASSERT_FALSE(p.make());
  p.draft.plan.ops[0].pinned_tiles = decisions::kAllTiles;
  keep_weights(p.problem(), brought(p, {1, 1}), &p.draft.plan);
  EXPECT_TRUE(p.draft.plan.ops[0].pins_all());
  EXPECT_EQ(p.draft.plan.ops[0].kept_tiles, 0);
  EXPECT_TRUE(stays(p, 1));
}

}  // namespace
}  // namespace apollo::compiler::plan::keeping_test
