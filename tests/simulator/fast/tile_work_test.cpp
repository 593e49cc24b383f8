#include "simulator/fast/tile_work.h"

#include <gtest/gtest.h>

#include "tests/simulator/program/random_nests.h"

// Products of sums along each dimension against a sum over PEs, one by one.
namespace apollo::fast {
namespace {

using program::Numbers;

// Adds a tile's work, and returns the cycles of the busiest PE.
std::int64_t add_work_of_every_pe(const program::LoopNest& n, const machine::TemplateConstants& constants,
                                  const program::Tile& t, bool psum_in, bool psum_out, TileWork::Work* work) {
  const int channels = n.tiling.c_range(t.c).size();
  const auto reads = [&](const program::PortTraffic& traffic) {
    return (psum_in ? traffic.psum : 0) + (psum_out ? 0 : traffic.operand2) +
           n.tiling.steps(channels) * traffic.step;
  };
  const auto writes = [&](const program::PortTraffic& traffic) {
    return psum_out ? traffic.psum_drain : traffic.drain;
  };
  std::int64_t cycles = 0;
  for (int row = 0; row < n.tiling.pes_y; ++row)
    for (int column = 0; column < n.tiling.pes_x; ++column) {
      const auto range = [&](program::Dim dim, int tile) {
        return n.tiling.output_range(dim, n.tiling.part(dim, row, column), tile);
      };
      const program::Range y = range(program::Dim::y, t.y), x = range(program::Dim::x, t.x),
                           g = range(program::Dim::g, t.g), k = range(program::Dim::k, t.k);
      const std::int64_t vectors = n.tiling.vectors(y.size(), x.size(), g.size(), k.size());
      if (vectors == 0) continue;
      int cores = 0;
      for (int core = 0; core < n.tiling.cores; ++core) {
        const auto own = [&](program::Dim dim, program::Range r) {
          return n.tiling.core_range(dim, r, core).size();
        };
        if (own(program::Dim::y, y) && own(program::Dim::x, x) && own(program::Dim::g, g) &&
            own(program::Dim::k, k))
          ++cores;
      }
      cycles = std::max(cycles, n.tiling.compute_cycles(vectors, channels, psum_in, psum_out, constants));
      work->beats.read += vectors * reads(n.tiling.beats);
      work->beats.written += vectors * writes(n.tiling.beats);
      work->bytes.read += vectors * reads(n.tiling.bytes);
      work->bytes.written += vectors * writes(n.tiling.bytes);
      work->weight_bytes += vectors * cores * n.tiling.steps(channels) * n.tiling.weight_bytes_per_step;
      if (n.op.kernel == program::Kernel::mac)
        work->macs += n.op.rows.useful_taps(y, n.op.input.shape.height) *
                      n.op.columns.useful_taps(x, n.op.input.shape.width) * g.size() * k.size() * channels;
    }
  return cycles;
}

TEST(TileWork, IsTheSumOverPes) {
  constexpr int kNests = 1000, kRounds = 2, kTiles = 4;
  Numbers numbers(1);
  TileWork work;  // one for all, as the fast engine has it
  for (int nest = 0; nest < kNests; ++nest) {
    const program::LoopNest n = random_nest(&numbers);
    const machine::TemplateConstants constants;
    work.assign(n, constants);
    for (int round = 0; round < kRounds; ++round) {
      TileWork::Work expected;
      for (int i = 0; i < kTiles; ++i) {
        const program::Tile tile = random_tile(&numbers, n);
        const bool psum_in = tile.c > 0, psum_out = tile.c + 1 < n.tiling.tiles_c;
        ASSERT_EQ(work.add(tile, psum_in, psum_out),
                  add_work_of_every_pe(n, constants, tile, psum_in, psum_out, &expected))
            << described(n, tile);
      }
      const TileWork::Work found = work.take();
      ASSERT_EQ(found.beats.read, expected.beats.read) << described(n, {});
      ASSERT_EQ(found.beats.written, expected.beats.written) << described(n, {});
      ASSERT_EQ(found.bytes.read, expected.bytes.read) << described(n, {});
      ASSERT_EQ(found.bytes.written, expected.bytes.written) << described(n, {});
      ASSERT_EQ(found.weight_bytes, expected.weight_bytes) << described(n, {});
      ASSERT_EQ(found.macs, expected.macs) << described(n, {});
      ASSERT_EQ(found.multiplications, expected.macs * n.op.macs_per_product()) << described(n, {});
    }
  }
}

}  // namespace
}  // namespace apollo::fast
