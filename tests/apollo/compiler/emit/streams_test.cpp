#include <gtest/gtest.h>

#include "apollo/compiler/decisions/plan.h"
#include "apollo/compiler/emit/exchange_streams.h"
#include "apollo/compiler/emit/tile_loops.h"
#include "apollo/compiler/emit/tile_streams.h"
#include "apollo/compiler/lower/lowering.h"
#include "simulator/machine/random_accelerator.h"
#include "workloads/random/layer.h"
#include "workloads/random/random.h"

// Products of sums along each axis against sums over pieces and PEs, one by one.
namespace apollo::compiler::emit {
namespace {

using program::Box;
using program::Dim;
using program::LoopNest;
using program::Mapping;
using program::Op;
using program::Tile;
using workloads::random::Random;

// Any legal mapping; row kernels over y and x only, as in the mapping search.
Mapping random_mapping(Random* r, const Op& op, const machine::Accelerator& a) {
  const bool row = is_row_kernel(op.kernel);
  const auto dim = [&] { return static_cast<Dim>(r->between(0, row ? 1 : 3)); };
  const auto tile = [&](int extent) { return r->chance(30) ? extent : r->between(1, extent); };
  for (;;) {
    Mapping m;
    m.rows = dim();
    m.columns = dim();
    m.cores = dim();
    if (!row) {
      m.lanes_k = r->between(1, 2);
      m.lanes_x = op.rows.transposed ? 1 : r->between(1, 2);
    }
    m.tile_y = tile(op.Y);
    m.tile_x = tile(op.X);
    m.tile_g = tile(op.G);
    m.tile_k = tile(op.K);
    m.tile_c = op.kernel == program::Kernel::mac ? tile(op.C) : op.C;
    m.order = static_cast<program::LoopOrder>(r->between(0, 2));
    if (check(op, m, a).empty()) return m;
  }
}

// What all boxes have in common with all pieces, summed.
std::int64_t total_overlap(const std::vector<Box>& pieces, const std::vector<Box>& boxes) {
  std::int64_t bytes = 0;
  for (const Box& piece : pieces)
    for (const Box& box : boxes) bytes += intersect(piece, box).bytes();
  return bytes;
}

Stream of_pieces(const std::vector<Box>& pieces, const std::vector<Box>& own, const program::View& view,
                 const workloads::Shape& buffer, int burst) {
  Stream stream;
  for (const Box& piece : pieces) {
    stream.bytes += piece.bytes();
    stream.dram_bytes += decisions::dram_bytes(buffer, to_buffer(view, piece), burst);
  }
  stream.receiver_bytes = total_overlap(pieces, own);
  return stream;
}

Stream weights(const LoopNest& n, const Tile& tile, int burst) {
  const auto rounded = [&](std::int64_t bytes) { return (bytes + burst - 1) / burst * burst; };
  const program::Range c = n.tiling.c_range(tile.c);
  Stream stream;
  for (const LoopNest::WeightPiece& piece : n.weight_pieces(tile)) {
    stream.bytes += piece.bytes;
    if (n.op.weight_view.buffer < 0) continue;
    stream.dram_bytes += n.op.transpose_weight
                             ? std::int64_t{piece.g.size()} * piece.k.size() * rounded(c.size())
                             : std::int64_t{piece.g.size()} * c.size() * rounded(piece.k.size());
  }
  if (n.op.weight_view.buffer < 0) stream.dram_bytes = rounded(stream.bytes);
  for (int row = 0; row < n.tiling.pes_y; ++row)
    for (int column = 0; column < n.tiling.pes_x; ++column) {
      const auto g = n.tiling.output_range(Dim::g, n.tiling.part(Dim::g, row, column), tile.g),
                 k = n.tiling.output_range(Dim::k, n.tiling.part(Dim::k, row, column), tile.k);
      if (!g.size() || !k.size()) continue;
      for (int core = 0; core < n.tiling.cores; ++core)
        stream.receiver_bytes +=
            n.op.weight_bytes(n.tiling.core_range(Dim::g, g, core).size(),
                              n.tiling.core_range(Dim::k, k, core).size(), c.size(), c.end == n.op.C);
    }
  return stream;
}

void expect_equal(const Stream& found, const Stream& expected, const std::string& what) {
  EXPECT_EQ(found.bytes, expected.bytes) << what;
  EXPECT_EQ(found.dram_bytes, expected.dram_bytes) << what;
  EXPECT_EQ(found.receiver_bytes, expected.receiver_bytes) << what;
}

// A few tiles of an op.
template <typename Visit>
void for_some_tiles(Random* r, const LoopNest& n, Visit visit) {
  for (int i = 0; i < 6; ++i)
    visit(Tile{r->between(0, n.tiling.tiles[0] - 1), r->between(0, n.tiling.tiles[1] - 1),
               r->between(0, n.tiling.tiles[2] - 1), r->between(0, n.tiling.tiles[3] - 1),
               r->between(0, n.tiling.tiles_c - 1)});
}

// Calls visit(network, op, nest, burst) for random mappings of all ops of random layers.
template <typename Visit>
void for_random_nests(Random* r, const char* kind, Visit visit) {
  constexpr int kLayers = 4, kMappings = 8;
  for (int seed = 0; seed < kLayers; ++seed) {
    const lower::LoweredNetwork network = lower::lower(workloads::random::layer(kind, seed));
    for (const Op& op : network.ops)
      for (int i = 0; i < kMappings; ++i) {
        const machine::Accelerator a = machine::random_accelerator(r->between(0, 1000));
        visit(network, LoopNest(op, random_mapping(r, op, a), a), a.constants.dram_burst_bytes);
        if (::testing::Test::HasFailure()) return;
      }
  }
}

std::string described(const LoopNest& n, const Tile& t) {
  const Mapping& m = n.tiling.mapping;
  return n.op.name + ": " + to_string(m.rows) + " x " + to_string(m.columns) + ", cores " +
         to_string(m.cores) + ", tile " + std::to_string(m.tile_y) + " " + std::to_string(m.tile_x) + " " +
         std::to_string(m.tile_g) + " " + std::to_string(m.tile_k) + " " + std::to_string(m.tile_c) +
         ", at " + std::to_string(t.y) + " " + std::to_string(t.x) + " " + std::to_string(t.g) + " " +
         std::to_string(t.k) + " " + std::to_string(t.c);
}

class Streams : public ::testing::TestWithParam<const char*> {};

TEST_P(Streams, OfTilesAreSumsOverPiecesAndPes) {
  Random r(1);
  TileStreams streams, only_weights;  // one for all, as the emitter has them
  for_random_nests(&r, GetParam(), [&](const lower::LoweredNetwork& network, const LoopNest& n, int burst) {
    const Op& op = n.op;
    const auto shape = [&](const program::View& view) {
      return view.buffer < 0 ? workloads::Shape() : network.buffers[view.buffer].buffer.shape;
    };
    streams.assign(n, shape(op.input), shape(op.operand2), shape(op.output), burst, false);
    only_weights.assign(n, shape(op.input), shape(op.operand2), shape(op.output), burst, true);
    for_some_tiles(&r, n, [&](const Tile& t) {
      std::vector<Box> inputs, operands;
      for (int row = 0; row < n.tiling.pes_y; ++row)
        for (int column = 0; column < n.tiling.pes_x; ++column) {
          const Box out = n.output_box(row, column, t);
          inputs.push_back(n.input_box(out));
          operands.push_back(n.operand2_box(out));
        }
      const std::string where = described(n, t);
      expect_equal(streams.input(t), of_pieces(n.input_pieces(t), inputs, op.input, shape(op.input), burst),
                   "input of " + where);
      expect_equal(streams.output(t), of_pieces(n.output_pieces(t), {}, op.output, shape(op.output), burst),
                   "output of " + where);
      if (op.operand2.buffer >= 0)
        expect_equal(streams.operand2(t),
                     of_pieces(n.operand2_pieces(t), operands, op.operand2, shape(op.operand2), burst),
                     "operand2 of " + where);
      if (!op.has_weights()) return;
      expect_equal(streams.weights(t), weights(n, t, burst), "weights of " + where);
      expect_equal(only_weights.weights(t), weights(n, t, burst), "only weights of " + where);
      EXPECT_EQ(streams.core_tile_bytes(t), core_tile_bytes(op, n.tiling, t)) << where;
    });
  });
}

// Each PE's hold: a range of every axis by PE row, by PE column or by neither, perhaps with a halo; sometimes
// what the PE makes itself; sometimes anything, which mostly is no product.
std::vector<Box> random_holds(Random* r, const LoopNest& n, const workloads::Shape& buffer) {
  const std::vector<int> extents{buffer.height, buffer.width, buffer.channels};
  std::vector<int> spread_by, halo;
  for (int axis = 0; axis < 3; ++axis) {
    spread_by.push_back(r->between(0, 2));
    halo.push_back(r->chance(50) ? 0 : r->between(1, 2));
  }
  const int kind = r->between(0, 4);
  std::vector<Box> holds;
  for (int row = 0; row < n.tiling.pes_y; ++row)
    for (int column = 0; column < n.tiling.pes_x; ++column) {
      std::vector<program::Range> ranges;
      for (int axis = 0; axis < 3; ++axis) {
        const int extent = extents[axis];
        const int parts = spread_by[axis] == 0 ? 1 : spread_by[axis] == 1 ? n.tiling.pes_y : n.tiling.pes_x;
        const int part = spread_by[axis] == 0 ? 0 : spread_by[axis] == 1 ? row : column;
        const int share = (extent + parts - 1) / parts;
        if (kind == 0) {
          const int begin = r->between(0, extent - 1);
          ranges.push_back({begin, r->between(begin + 1, extent)});
        } else {
          ranges.push_back(
              {std::max(0, part * share - halo[axis]), std::min(extent, (part + 1) * share + halo[axis])});
        }
      }
      Box hold{ranges[0].begin, ranges[0].end,   ranges[1].begin,
               ranges[1].end,   ranges[2].begin, ranges[2].end};
      if (kind == 1) hold = to_buffer(n.op.output, n.output_share(row, column));
      holds.push_back(hold);
    }
  return holds;
}

TEST_P(Streams, OfExchangesAreSumsOverPiecesAndHolds) {
  Random r(2);
  ExchangeStreams streams;  // one for all, as the emitter has it
  decisions::HoldOverlap overlap;
  int tabulated = 0, in_place = 0;
  for_random_nests(&r, GetParam(), [&](const lower::LoweredNetwork& network, const LoopNest& n, int) {
    decisions::BufferDecision buffer;
    buffer.on_chip = true;
    buffer.hold = random_holds(&r, n, network.buffers[n.op.output.buffer].buffer.shape);
    program::find_distinct_holds(buffer.hold, &buffer.distinct_holds);
    overlap.assign(buffer.hold);
    const bool output_in_place = decisions::writes_in_place(n, buffer);
    const bool product = streams.assign(n, output_in_place, overlap);
    if (product) ++tabulated;
    if (product && output_in_place) ++in_place;
    EXPECT_EQ(product, overlap.times() > 0);
    for_some_tiles(&r, n, [&](const Tile& t) {
      std::vector<Box> pieces;
      exchange_pieces(n, output_in_place, buffer.distinct_holds, t, &pieces);
      for (const Box& piece : pieces)
        EXPECT_EQ(overlap.with(piece), total_overlap({piece}, buffer.hold)) << described(n, t);
      if (!product) return;
      Stream expected;
      for (const Box& piece : pieces) expected.bytes += piece.bytes();
      expected.receiver_bytes = total_overlap(pieces, buffer.hold);
      expect_equal(streams.of(n, t), expected, "exchange of " + described(n, t));
    });
  });
  EXPECT_GT(tabulated, 0);
  EXPECT_GT(in_place, 0);
}

INSTANTIATE_TEST_SUITE_P(OfAllLayerTypes, Streams, ::testing::ValuesIn(workloads::random::kinds()),
                         [](const auto& info) { return std::string(info.param); });

}  // namespace
}  // namespace apollo::compiler::emit
