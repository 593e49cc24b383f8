#include "apollo/compiler/emit/weight_streams.h"

#include <gtest/gtest.h>

#include "simulator/program/tile_loops.h"
#include "tests/simulator/program/random_nests.h"

namespace apollo::compiler::emit::weight_streams_test {
namespace {

using program::LoopNest;
using program::Numbers;
using program::Tile;

constexpr int kBurst = 8;

std::int64_t bursts(std::int64_t bytes) { return (bytes + kBurst - 1) / kBurst * kBurst; }

Stream of_pieces(const LoopNest& n, const Tile& tile) {
  const int channels = n.tiling.c_range(tile.c).size();
  const bool gathered = n.op.weight_view.buffer >= 0;
  const int element = n.op.weight_bits / 8;  // of activations
  Stream stream;
  for (const LoopNest::WeightPiece& piece : n.weight_pieces(tile)) {
    stream.bytes += piece.bytes;
    const std::int64_t groups = piece.g.size(), outputs = piece.k.size();
    if (gathered)  // one run for each output channel, or for each input channel
      stream.dram_bytes += groups * (n.op.transpose_weight ? outputs * bursts(channels * element)
                                                           : channels * bursts(outputs * element));
  }
  if (!gathered) stream.dram_bytes = bursts(stream.bytes);
  return stream;
}

TEST(WeightStreams, AreSumsOverPieces) {
  Numbers numbers(1);
  WeightStreams streams;  // one for all, as the emitter has it
  int parameters = 0, activations = 0;
  for (int round = 0; round < 1500; ++round) {
    const LoopNest n = random_nest(&numbers);
    if (!n.op.has_weights()) continue;
    ++(n.op.weight_view.buffer >= 0 ? activations : parameters);
    streams.assign(n, kBurst);
    for (int i = 0; i < 4; ++i) {
      const Tile tile = random_tile(&numbers, n);
      const Stream found = streams.of(tile), expected = of_pieces(n, tile);
      ASSERT_EQ(found.bytes, expected.bytes) << described(n, tile);
      ASSERT_EQ(found.dram_bytes, expected.dram_bytes) << described(n, tile);
      ASSERT_EQ(streams.core_bytes(tile), core_tile_bytes(n.op, n.tiling, tile)) << described(n, tile);
    }
  }
  EXPECT_GT(parameters, 100);
  EXPECT_GT(activations, 100);
}

TEST(WeightStreams, TheLargestOfAllTiles) {
  Numbers numbers(2);
  WeightStreams streams;
  for (int round = 0; round < 300; ++round) {
    const LoopNest n = random_nest(&numbers);
    if (!n.op.has_weights()) continue;
    streams.assign(n, kBurst);
    std::int64_t largest = 0;
    for_each_weight_tile(n, [&](const Tile& tile) { largest = std::max(largest, of_pieces(n, tile).bytes); });
    ASSERT_EQ(streams.largest(), largest);
  }
}

}  // namespace
}  // namespace apollo::compiler::emit::weight_streams_test
