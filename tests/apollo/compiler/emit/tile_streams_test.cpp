#include "apollo/compiler/emit/tile_streams.h"

#include <gtest/gtest.h>

#include "apollo/compiler/decisions/plan.h"
#include "tests/simulator/program/random_nests.h"

// Products of sums along each axis against sums over pieces, one by one.
namespace apollo::compiler::emit::tile_streams_test {
namespace {

using program::Box;
using program::LoopNest;
using program::Numbers;
using program::Tile;

constexpr int kNests = 1000, kTiles = 4;

// A buffer on which the view lies, sometimes larger than it.
workloads::Shape random_buffer(Numbers* numbers, const program::View& view) {
  const auto more = [&] { return numbers->coin() ? 0 : numbers->between(1, 3); };
  return {view.shape.height + more(), view.shape.width + more(), view.shape.channels + more()};
}

// `view` of a buffer of that shape, with elements of that quantization.
struct Stored {
  const program::View& view;
  const workloads::Shape& buffer;
  const workloads::Quantization& q;
};

Stream of_pieces(const std::vector<Box>& pieces, const Stored& stored, int burst) {
  const program::Buffer buffer{"", stored.buffer, stored.q.bytes()};
  Stream stream;
  for (const Box& piece : pieces) {
    stream.bytes += piece.elements() * buffer.element_bytes;
    stream.dram_bytes += decisions::dram_bytes(buffer, to_buffer(stored.view, piece), burst);
  }
  return stream;
}

void expect_equal(const Stream& found, const Stream& expected, const LoopNest& n, const Tile& tile) {
  EXPECT_EQ(found.bytes, expected.bytes) << described(n, tile);
  EXPECT_EQ(found.dram_bytes, expected.dram_bytes) << described(n, tile);
}

// Calls visit(nest, buffers, burst, streams, tile).
template <typename Visit>
void for_random_tiles(Visit visit) {
  Numbers numbers(1);
  TileStreams streams;  // one for all, as the emitter has it
  for (int round = 0; round < kNests; ++round) {
    const LoopNest n = random_nest(&numbers);
    const BufferShapes buffers{random_buffer(&numbers, n.op.input), random_buffer(&numbers, n.op.operand2),
                               random_buffer(&numbers, n.op.output)};
    const int burst = 1 << numbers.between(0, 6);
    streams.assign(n, buffers, burst);
    for (int i = 0; i < kTiles; ++i) visit(n, buffers, burst, streams, random_tile(&numbers, n));
    if (testing::Test::HasFailure()) return;
  }
}

TEST(TileStreams, OfInputsAreSumsOverPieces) {
  for_random_tiles([](const LoopNest& n, const BufferShapes& buffers, int burst, const TileStreams& streams,
                      const Tile& tile) {
    expect_equal(streams.input(tile),
                 of_pieces(n.input_pieces(tile), {n.op.input, buffers.input, n.op.in_q}, burst), n, tile);
  });
}

TEST(TileStreams, OfSecondOperandsAreSumsOverPieces) {
  int checked = 0;
  for_random_tiles([&](const LoopNest& n, const BufferShapes& buffers, int burst, const TileStreams& streams,
                       const Tile& tile) {
    if (n.op.operand2.buffer < 0) return;
    ++checked;
    expect_equal(
        streams.operand2(tile),
        of_pieces(n.operand2_pieces(tile), {n.op.operand2, buffers.operand2, n.op.operand2_q}, burst), n,
        tile);
  });
  EXPECT_GT(checked, kNests / 4);
}

TEST(TileStreams, OfOutputsAreSumsOverPieces) {
  for_random_tiles([](const LoopNest& n, const BufferShapes& buffers, int burst, const TileStreams& streams,
                      const Tile& tile) {
    expect_equal(streams.output(tile),
                 of_pieces(n.output_pieces(tile), {n.op.output, buffers.output, n.op.out_q}, burst), n, tile);
  });
}

}  // namespace
}  // namespace apollo::compiler::emit::tile_streams_test
