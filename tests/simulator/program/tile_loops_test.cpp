#include "simulator/program/tile_loops.h"

#include <gtest/gtest.h>

#include <set>

#include "tests/simulator/program/random_nests.h"

namespace apollo::program::tile_loops_test {
namespace {

constexpr int kRows = 2, kChannels = 3, kInputs = 2;

// Two tiles along y, three along k, two along c.
LoopNest tiled(LoopOrder order) {
  const Op op = convolution({1, kChannels, kInputs, kRows, 1});
  Mapping m = whole(op);
  m.tile_y = m.tile_k = m.tile_c = 1;
  m.order = order;
  return LoopNest(op, m, design());
}

using Indices = std::vector<std::array<int, 3>>;  // y, k, c

Indices visited(LoopOrder order) {
  Indices out;
  for_each_tile(tiled(order), [&](const Tile& t) { out.push_back({t.y, t.k, t.c}); });
  return out;
}

TEST(TileLoops, SpaceOutermostInSkc) {
  Indices expected;
  for (int y = 0; y < kRows; ++y)
    for (int k = 0; k < kChannels; ++k)
      for (int c = 0; c < kInputs; ++c) expected.push_back({y, k, c});
  EXPECT_EQ(visited(LoopOrder::skc), expected);
}

TEST(TileLoops, ChannelsOutermostInKsc) {
  Indices expected;
  for (int k = 0; k < kChannels; ++k)
    for (int y = 0; y < kRows; ++y)
      for (int c = 0; c < kInputs; ++c) expected.push_back({y, k, c});
  EXPECT_EQ(visited(LoopOrder::ksc), expected);
}

TEST(TileLoops, SpaceInnermostInKcs) {
  Indices expected;
  for (int k = 0; k < kChannels; ++k)
    for (int c = 0; c < kInputs; ++c)
      for (int y = 0; y < kRows; ++y) expected.push_back({y, k, c});
  EXPECT_EQ(visited(LoopOrder::kcs), expected);
}

TEST(TileLoops, WeightTilesAreNumberedInTheirOrder) {
  Numbers numbers(1);
  for (int round = 0; round < 100; ++round) {
    const LoopNest n = random_nest(&numbers);
    std::size_t next = 0;
    for_each_weight_tile(n, [&](const Tile& t) { EXPECT_EQ(weight_tile_index(n, t), next++); });
    EXPECT_EQ(next, weight_tiles(n));
  }
}

TEST(TileLoops, ARunIsAllNeighboursWithTheSameInput) {
  Numbers numbers(3);
  for (int round = 0; round < 100; ++round) {
    const LoopNest n = random_nest(&numbers);
    std::vector<Tile> tiles;
    for_each_tile(n, [&](const Tile& t) { tiles.push_back(t); });
    for (std::size_t begin = 0, end = 0; begin < tiles.size(); begin = end) {
      const std::int64_t key = input_key(n, tiles[begin]);
      while (end < tiles.size() && input_key(n, tiles[end]) == key) ++end;
      for (std::size_t i = begin; i < end; ++i) {
        const InputRun run = input_run(n, tiles[i]);
        EXPECT_EQ(run.position, static_cast<int>(i - begin));
        EXPECT_EQ(run.length, static_cast<int>(end - begin));
        ASSERT_EQ(run.is_last, end == tiles.size());
        if (run.is_last) continue;
        const Tile& next = tiles[end];
        EXPECT_EQ(input_key(n, run.next), input_key(n, next));
        EXPECT_EQ(run.next.k, next.k);
        EXPECT_EQ(run.next.c, next.c);
      }
    }
  }
}

TEST(TileLoops, KeysTellInputsAndOutputsApart) {
  Numbers numbers(2);
  for (int round = 0; round < 100; ++round) {
    const LoopNest n = random_nest(&numbers);
    std::set<std::int64_t> inputs, outputs;
    for_each_tile(n, [&](const Tile& t) {
      inputs.insert(input_key(n, t));
      outputs.insert(output_key(n, t));
    });
    EXPECT_EQ(inputs.size(), input_tiles(n));
    EXPECT_EQ(*inputs.rbegin(), static_cast<std::int64_t>(input_tiles(n)) - 1);
    EXPECT_EQ(outputs.size(), input_tiles(n) * n.tiling.tiles[3]);
  }
}

}  // namespace
}  // namespace apollo::program::tile_loops_test
