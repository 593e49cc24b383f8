#pragma once
#include <array>
#include <memory>
#include <random>
#include <string>
#include <vector>

#include "simulator/program/program.h"
#include "tests/simulator/program/nests.h"

// Random ops with random legal mappings on small arrays: many tiles, parts with less to do, parts with
// nothing.
namespace apollo::program {

class Numbers {
 public:
  explicit Numbers(unsigned seed) : engine_(seed) {}
  int between(int lowest, int highest) {
    return lowest + static_cast<int>(engine_() % static_cast<std::uint64_t>(highest - lowest + 1));
  }
  bool coin() { return between(0, 1) == 1; }

 private:
  std::mt19937_64 engine_;
};

inline WindowAxis random_axis(Numbers* numbers, bool transposed) {
  WindowAxis axis;
  axis.window = numbers->between(1, 3);
  axis.stride = numbers->between(1, 3);
  axis.dilation = transposed ? 1 : numbers->between(1, 2);
  axis.pad = numbers->between(0, axis.window - 1);
  axis.transposed = transposed;
  axis.divisor = transposed ? 1 : numbers->between(1, 3);
  return axis;
}

inline Loops random_loops(Numbers* numbers) {
  Loops loops;
  loops.G = numbers->coin() ? 1 : numbers->between(2, 5);
  loops.K = numbers->coin() ? 1 : numbers->between(2, 9);
  loops.C = numbers->between(1, 9);
  loops.Y = numbers->between(1, 9);
  loops.X = numbers->between(1, 9);
  return loops;
}

// A mac op, perhaps transposed or resized, perhaps with a second operand.
inline Op random_convolution(Numbers* numbers) {
  const bool transposed = numbers->between(0, 3) == 0;
  Op op =
      convolution(random_loops(numbers), random_axis(numbers, transposed), random_axis(numbers, transposed));
  if (numbers->coin()) op.operand2 = {2, 0, 0, 0, op.output.shape};
  if (numbers->coin() && op.operand2.buffer >= 0) {
    op.broadcast_operand2 = true;
    op.operand2.shape = {1, 1, op.output.shape.channels};
  }
  return op;
}

// A mac op whose weights are an activation.
inline Op random_matmul(Numbers* numbers) {
  Loops loops = random_loops(numbers);
  loops.Y = 1;
  Op op = convolution(loops);
  op.has_bias = false;
  op.parameter_layer = -1;
  op.transpose_weight = numbers->coin();
  const int columns = op.transpose_weight ? op.K : op.C,
            channels = op.G * (op.transpose_weight ? op.C : op.K);
  op.weight_view = {3, 0, 0, 0, {1, columns, channels}};
  return op;
}

inline Op random_pooling(Numbers* numbers) {
  Loops loops = random_loops(numbers);
  loops.C = loops.K = 1;
  Op op = convolution(loops, random_axis(numbers, false), random_axis(numbers, false));
  op.kernel = numbers->coin() ? Kernel::max : Kernel::sum;
  op.has_bias = false;
  op.parameter_layer = -1;
  return op;
}

// A kernel on whole rows of channels, with weights or without.
inline Op random_row_op(Numbers* numbers) {
  Loops loops = random_loops(numbers);
  loops.G = loops.K = 1;
  Op op = convolution(loops);
  op.kernel = numbers->coin() ? Kernel::softmax : Kernel::layer_norm;
  op.output.shape.channels = op.C;
  op.has_bias = false;
  if (op.kernel == Kernel::softmax) op.parameter_layer = -1;
  return op;
}

inline Op random_cell(Numbers* numbers) {
  const bool gru = numbers->coin();
  Loops loops = random_loops(numbers);
  loops.Y = 1;
  loops.K = gru ? 2 : 1;
  loops.C = gru ? 3 : 4;
  Op op = convolution(loops);
  op.kernel = gru ? Kernel::gru_gates : Kernel::lstm_state;
  op.has_bias = false;
  op.parameter_layer = -1;
  op.operand2 = {2, 0, 0, 0, {op.Y, op.X, op.G * (gru ? 3 : 1)}};
  return op;
}

// The input's axes y, x and channels, split in two each, in any order.
inline Op random_rearrangement(Numbers* numbers) {
  std::vector<int> split, order{0, 1, 2, 3, 4, 5};
  for (int factor = 0; factor < 6; ++factor) split.push_back(numbers->between(1, 3));
  for (int i = 5; i > 0; --i) std::swap(order[i], order[numbers->between(0, i)]);
  const auto shape = [](const std::vector<int>& f) {
    return workloads::Shape{f[0] * f[1], f[2] * f[3], f[4] * f[5]};
  };
  std::vector<int> moved;
  for (const int factor : order) moved.push_back(split[factor]);
  const workloads::Shape in = shape(split), out = shape(moved);
  Loops loops;
  loops.G = out.channels;
  loops.Y = out.height;
  loops.X = out.width;
  Op op = convolution(loops);
  op.kernel = Kernel::sum;
  op.has_bias = false;
  op.parameter_layer = -1;
  op.input.shape = in;
  op.rearrangement = std::make_shared<Rearrangement>(split, order, in, out);
  return op;
}

// Any widths that the op may have.
inline Op with_random_widths(Numbers* numbers, Op op) {
  const auto bits = [&] { return numbers->coin() ? 8 : 16; };
  op.in_q.bits = bits();
  op.own_q.bits = op.out_q.bits = bits();
  op.operand2_q.bits = bits();
  if (op.kernel == Kernel::mac)
    op.weight_bits = op.weight_view.buffer >= 0 ? bits() : 4 << numbers->between(0, 2);
  return op;
}

inline Op random_narrow_op(Numbers* numbers) {
  switch (numbers->between(0, 6)) {
    case 0:
      return random_matmul(numbers);
    case 1:
      return random_pooling(numbers);
    case 2:
      return random_row_op(numbers);
    case 3:
      return random_cell(numbers);
    case 4:
      return random_rearrangement(numbers);
    default:
      return random_convolution(numbers);
  }
}

inline Op random_op(Numbers* numbers) {
  const Op op = random_narrow_op(numbers);
  return with_random_widths(numbers, op);
}

// Legal or not; row kernels over y and x only, as in the mapping search.
inline Mapping random_mapping(Numbers* numbers, const Op& op) {
  const bool row_kernel = is_row_kernel(op.kernel);
  const auto dim = [&] { return static_cast<Dim>(numbers->between(0, row_kernel ? 1 : 3)); };
  const auto tile = [&](int extent) { return numbers->between(0, 2) ? numbers->between(1, extent) : extent; };
  Mapping m;
  m.rows = dim();
  m.columns = dim();
  m.cores = dim();
  if (numbers->coin()) {
    m.rows_at_work = numbers->between(1, 3);
    m.columns_at_work = numbers->between(1, 4);
  }
  if (!row_kernel) {
    m.lanes_g = numbers->between(1, 2);
    m.lanes_k = numbers->between(1, 3);
    m.lanes_x = op.rows.transposed ? 1 : numbers->between(1, 2);
    m.ways_over_s = numbers->coin();
  }
  m.tile_y = tile(op.Y);
  m.tile_x = tile(op.X);
  m.tile_g = tile(op.G);
  m.tile_k = tile(op.K);
  m.tile_c = op.kernel == Kernel::mac ? tile(op.C) : op.C;
  m.order = static_cast<LoopOrder>(numbers->between(0, 2));
  return m;
}

inline machine::Accelerator random_array(Numbers* numbers) {
  const int pes_x = numbers->between(1, 4), pes_y = numbers->between(1, 3);
  return design(pes_x, pes_y, {numbers->between(1, 4), 12});
}

inline LoopNest random_nest(Numbers* numbers, const Op& op, const machine::Accelerator& accelerator) {
  for (;;)
    if (const Mapping m = random_mapping(numbers, op); check(op, m, accelerator).empty())
      return LoopNest(op, m, accelerator);
}
inline LoopNest random_nest(Numbers* numbers) {
  const Op op = random_op(numbers);
  return random_nest(numbers, op, random_array(numbers));
}

inline Tile random_tile(Numbers* numbers, const LoopNest& n) {
  const auto index = [&](int tiles) { return numbers->between(0, tiles - 1); };
  Tile tile;
  tile.y = index(n.tiling.tiles[0]);
  tile.x = index(n.tiling.tiles[1]);
  tile.g = index(n.tiling.tiles[2]);
  tile.k = index(n.tiling.tiles[3]);
  tile.c = index(n.tiling.tiles_c);
  return tile;
}

// What each PE holds of the output: a range of every axis by PE row, by PE column or by neither, perhaps with
// a halo; sometimes what the PE makes itself; sometimes anything, which mostly is no product.
inline std::vector<Box> random_holds(Numbers* numbers, const LoopNest& n) {
  const workloads::Shape& shape = n.op.output.shape;
  const std::array<int, 3> extents{shape.height, shape.width, shape.channels};
  std::array<int, 3> spread_by{}, halo{};
  for (int axis = 0; axis < 3; ++axis) {
    spread_by[axis] = numbers->between(0, 2);
    halo[axis] = numbers->coin() ? 0 : numbers->between(1, 2);
  }
  const int kind = numbers->between(0, 4);
  std::vector<Box> holds;
  for (int row = 0; row < n.tiling.pes_y; ++row)
    for (int column = 0; column < n.tiling.pes_x; ++column) {
      std::array<Range, 3> ranges;
      for (int axis = 0; axis < 3; ++axis) {
        const int extent = extents[axis];
        const int parts = spread_by[axis] == 0 ? 1 : spread_by[axis] == 1 ? n.tiling.pes_y : n.tiling.pes_x;
        const int part = spread_by[axis] == 0 ? 0 : spread_by[axis] == 1 ? row : column;
        const int share = (extent + parts - 1) / parts;
        ranges[axis] = {std::max(0, part * share - halo[axis]),
                        std::min(extent, (part + 1) * share + halo[axis])};
        if (kind == 0) {
          const int begin = numbers->between(0, extent - 1);
          ranges[axis] = {begin, numbers->between(begin + 1, extent)};
        }
      }
      const Box product{ranges[0].begin, ranges[0].end,   ranges[1].begin,
                        ranges[1].end,   ranges[2].begin, ranges[2].end};
      holds.push_back(kind == 1 ? to_buffer(n.op.output, n.output_share(row, column)) : product);
    }
  return holds;
}

inline bool made_in_place(const LoopNest& n, const std::vector<Box>& holds) {
  for (int pe = 0; pe < static_cast<int>(holds.size()); ++pe)
    if (!holds[pe].contains(to_buffer(n.op.output, n.output_share(pe / n.tiling.pes_x, pe % n.tiling.pes_x))))
      return false;
  return true;
}

// What all boxes have in common with all pieces, summed one by one.
inline std::int64_t total_overlap(const std::vector<Box>& pieces, const std::vector<Box>& boxes) {
  std::int64_t bytes = 0;
  for (const Box& piece : pieces)
    for (const Box& box : boxes) bytes += intersect(piece, box).elements();
  return bytes;
}

// Names a nest and a tile in a failure.
inline std::string described(const LoopNest& n, const Tile& t) {
  const Mapping& m = n.tiling.mapping;
  std::string text = std::string(to_string(n.op.kernel)) + ", " + to_string(m.rows) + " x " +
                     to_string(m.columns) + ", cores " + to_string(m.cores) + ", tile";
  for (const int extent : {m.tile_y, m.tile_x, m.tile_g, m.tile_k, m.tile_c})
    text += " " + std::to_string(extent);
  text += ", at";
  for (const int index : {t.y, t.x, t.g, t.k, t.c}) text += " " + std::to_string(index);
  return text;
}

}  // namespace apollo::program
