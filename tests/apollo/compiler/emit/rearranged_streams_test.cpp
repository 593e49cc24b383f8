#include "apollo/compiler/emit/rearranged_streams.h"

#include <gtest/gtest.h>

#include "apollo/compiler/decisions/plan.h"
#include "tests/simulator/program/random_nests.h"

namespace apollo::compiler::emit::rearranged_streams_test {
namespace {

using program::LoopNest;
using program::Numbers;
using program::Tile;

constexpr int kBurst = 4;

Stream of_pieces(const LoopNest& n, const Tile& tile) {
  const program::Buffer buffer{"", n.op.input.shape, n.op.in_q.bytes()};
  Stream stream;
  for (const program::Box& piece : n.input_pieces(tile)) {
    stream.bytes += piece.elements() * buffer.element_bytes;
    stream.dram_bytes += decisions::dram_bytes(buffer, piece, kBurst);
  }
  return stream;
}

TEST(RearrangedStreams, AreSumsOverPieces) {
  Numbers numbers(1);
  RearrangedStreams streams;  // one for all, as the emitter has it
  for (int round = 0; round < 1000; ++round) {
    const program::Op op = with_random_widths(&numbers, random_rearrangement(&numbers));
    const LoopNest n = random_nest(&numbers, op, random_array(&numbers));
    streams.assign(n, n.op.input.shape, kBurst);
    for (int i = 0; i < 4; ++i) {
      const Tile tile = random_tile(&numbers, n);
      const Stream found = streams.of(tile), expected = of_pieces(n, tile);
      ASSERT_EQ(found.bytes, expected.bytes) << described(n, tile);
      ASSERT_EQ(found.dram_bytes, expected.dram_bytes) << described(n, tile);
    }
  }
}

TEST(RearrangedStreams, ASwapOfAxesReadsAColumnForARow) {
  constexpr int kRows = 3, kColumns = 5;
  const workloads::Shape in{kRows, kColumns, 1}, out{kColumns, kRows, 1};
  program::Op op = program::convolution({1, 1, 1, kColumns, kRows});
  op.kernel = program::Kernel::sum;
  op.input.shape = in;
  op.rearrangement = std::make_shared<program::Rearrangement>(std::vector<int>{kRows, kColumns, 1},
                                                              std::vector<int>{1, 0, 2}, in, out);
  program::Mapping m = whole(op);
  m.tile_y = 1;  // a row of the output: a column of the input, in runs of one byte
  const LoopNest n(op, m, program::design());
  RearrangedStreams streams;
  streams.assign(n, in, kBurst);
  const Stream row = streams.of(Tile());
  EXPECT_EQ(row.bytes, kRows);
  EXPECT_EQ(row.dram_bytes, kRows * kBurst);
}

}  // namespace
}  // namespace apollo::compiler::emit::rearranged_streams_test
