#include "simulator/fast/tile_work.h"

#include <gtest/gtest.h>

#include <random>

#include "tests/simulator/program/nests.h"

// Products of sums along each dimension against a sum over PEs, one by one.
namespace apollo::fast {
namespace {

using program::design;
using program::Loops;

class Numbers {
 public:
  int between(int lowest, int highest) {
    return lowest + static_cast<int>(engine_() % std::uint64_t(highest - lowest + 1));
  }
  bool coin() { return between(0, 1) == 1; }
  program::Dim dim() { return static_cast<program::Dim>(between(0, 3)); }

 private:
  std::mt19937_64 engine_{1};
};

program::WindowAxis random_axis(Numbers* numbers, bool transposed) {
  program::WindowAxis axis;
  axis.window = numbers->between(1, 3);
  axis.stride = numbers->between(1, 3);
  axis.dilation = transposed ? 1 : numbers->between(1, 2);
  axis.pad = numbers->between(0, axis.window - 1);
  axis.transposed = transposed;
  axis.divisor = transposed ? 1 : numbers->between(1, 3);
  return axis;
}

program::Op random_op(Numbers* numbers) {
  Loops loops;
  loops.G = numbers->coin() ? 1 : numbers->between(2, 5);
  loops.K = numbers->coin() ? 1 : numbers->between(2, 9);
  loops.C = numbers->between(1, 9);
  loops.Y = numbers->between(1, 9);
  loops.X = numbers->between(1, 9);
  const bool transposed = numbers->between(0, 3) == 0;
  program::Op op = convolution(loops, random_axis(numbers, transposed), random_axis(numbers, transposed));
  if (numbers->coin()) op.operand2 = {2, 0, 0, 0, op.output.shape};
  return op;
}

program::Mapping random_mapping(Numbers* numbers, const program::Op& op) {
  program::Mapping m;
  m.rows = numbers->dim();
  m.columns = numbers->dim();
  m.cores = numbers->dim();
  m.lanes_g = numbers->between(1, 2);
  m.lanes_k = numbers->between(1, 3);
  m.lanes_x = op.rows.transposed ? 1 : numbers->between(1, 2);
  m.ways_over_s = numbers->coin();
  m.tile_y = numbers->between(1, op.Y);
  m.tile_x = numbers->between(1, op.X);
  m.tile_g = numbers->between(1, op.G);
  m.tile_k = numbers->between(1, op.K);
  m.tile_c = numbers->between(1, op.C);
  return m;
}

TileWork::Work work_of_every_pe(const program::LoopNest& n, const machine::TemplateConstants& constants,
                                const program::Tile& t, bool psum_in, bool psum_out) {
  TileWork::Work work;
  const int channels = n.tiling.c_range(t.c).size();
  const std::int64_t reads = (psum_in ? n.tiling.beats.psum : 0) + (psum_out ? 0 : n.tiling.beats.operand2) +
                             std::int64_t{n.tiling.steps(channels)} * n.tiling.beats.step;
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
      work.cycles =
          std::max(work.cycles, n.tiling.compute_cycles(vectors, channels, psum_in, psum_out, constants));
      work.reads += vectors * reads;
      work.writes += vectors * (psum_out ? n.tiling.beats.psum_drain : n.tiling.beats.drain);
      work.weight_bytes += vectors * cores * n.tiling.steps(channels) * n.tiling.weight_bytes_per_step;
      work.macs += n.op.rows.useful_taps(y, n.op.input.shape.height) *
                   n.op.columns.useful_taps(x, n.op.input.shape.width) * g.size() * k.size() * channels;
    }
  return work;
}

TEST(TileWork, IsTheSumOverPes) {
  Numbers numbers;
  TileWork work;  // one for all, as the fast engine has it
  int checked = 0;
  for (int round = 0; round < 2000; ++round) {
    const program::Op op = random_op(&numbers);
    const program::Mapping mapping = random_mapping(&numbers, op);
    const machine::Accelerator a =
        design(numbers.between(1, 4), numbers.between(1, 3), {numbers.between(1, 4), 12});
    if (!check(op, mapping, a).empty()) continue;
    const program::LoopNest n(op, mapping, a);
    work.assign(n, a.constants);
    for (int i = 0; i < 8; ++i) {
      const program::Tile tile{
          numbers.between(0, n.tiling.tiles[0] - 1), numbers.between(0, n.tiling.tiles[1] - 1),
          numbers.between(0, n.tiling.tiles[2] - 1), numbers.between(0, n.tiling.tiles[3] - 1),
          numbers.between(0, n.tiling.tiles_c - 1)};
      const bool psum_in = tile.c > 0, psum_out = tile.c + 1 < n.tiling.tiles_c;
      const TileWork::Work found = work.of(tile, psum_in, psum_out);
      const TileWork::Work expected = work_of_every_pe(n, a.constants, tile, psum_in, psum_out);
      ASSERT_EQ(found.cycles, expected.cycles) << "round " << round;
      ASSERT_EQ(found.reads, expected.reads) << "round " << round;
      ASSERT_EQ(found.writes, expected.writes) << "round " << round;
      ASSERT_EQ(found.weight_bytes, expected.weight_bytes) << "round " << round;
      ASSERT_EQ(found.macs, expected.macs) << "round " << round;
      ++checked;
    }
  }
  EXPECT_GT(checked, 4000);
}

}  // namespace
}  // namespace apollo::fast
