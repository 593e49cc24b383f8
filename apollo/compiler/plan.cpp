#include "apollo/compiler/plan.h"

#include <algorithm>

namespace apollo::compiler {

using simulator::Box;
using simulator::Dim;
using simulator::LoopNest;
using simulator::Op;
using simulator::Tiling;

bool reads_in_place(const LoopNest& n, const simulator::View& view, bool operand2,
                    const BufferDecision& buffer) {
  if (!buffer.on_chip) return false;
  for (int row = 0; row < n.pes_y; ++row)
    for (int column = 0; column < n.pes_x; ++column) {
      const Box out = n.output_share(row, column);
      const Box need = operand2 ? n.operand2_box(out) : n.input_box(out);
      if (!buffer.hold[row * n.pes_x + column].contains(to_buffer(view, need))) return false;
    }
  return true;
}

bool writes_in_place(const LoopNest& n, const BufferDecision& buffer) {
  if (!buffer.on_chip) return false;
  for (int row = 0; row < n.pes_y; ++row)
    for (int column = 0; column < n.pes_x; ++column)
      if (!buffer.hold[row * n.pes_x + column].contains(to_buffer(n.op.output, n.output_share(row, column))))
        return false;
  return true;
}

namespace {

int tile(const Tiling& n, Dim d) { return n.tile[static_cast<int>(d)]; }

std::int64_t output_tile_channels(const Op& op, const Tiling& n) {
  if (is_row_kernel(op.kernel)) return op.C;
  const int g = tile(n, Dim::g), k = tile(n, Dim::k);
  return g > 1 ? std::int64_t{g} * op.K : k;
}

}  // namespace

std::int64_t input_slot_bytes(const Op& op, const Tiling& n) {
  const auto& in = op.input.shape;
  const std::int64_t channels = is_row_kernel(op.kernel) ? op.C : std::int64_t{tile(n, Dim::g)} * op.C;
  return std::min<std::int64_t>(op.rows.input_extent(tile(n, Dim::y)), in.height) *
         std::min<std::int64_t>(op.columns.input_extent(tile(n, Dim::x)), in.width) * channels;
}

std::int64_t operand2_slot_bytes(const Op& op, const Tiling& n) {
  if (op.operand2.buffer < 0) return 0;
  const std::int64_t positions = op.broadcast_operand2 ? 1 : std::int64_t{tile(n, Dim::y)} * tile(n, Dim::x);
  if (is_cell_kernel(op.kernel)) return positions * tile(n, Dim::g) * (op.operand2.shape.channels / op.G);
  return positions * output_tile_channels(op, n);
}

std::int64_t output_slot_bytes(const Op& op, const Tiling& n) {
  return std::int64_t{tile(n, Dim::y)} * tile(n, Dim::x) * output_tile_channels(op, n);
}

std::int64_t core_slot_bytes(const Op& op, const Tiling& n) {
  // The last c tile may be smaller, but brings the bias.
  simulator::Tile last;
  last.c = n.tiles_c - 1;
  return (std::max(core_tile_bytes(op, n, {}), core_tile_bytes(op, n, last)) + 3) / 4 * 4;
}

std::int64_t all_weight_tiles_bytes(const Op& op, const Tiling& n) {
  // Tiles differ in size only at the end of each dimension.
  constexpr int g = static_cast<int>(Dim::g), k = static_cast<int>(Dim::k);
  std::int64_t bytes = 0;
  for (const bool last_g : {false, true})
    for (const bool last_k : {false, true})
      for (const bool last_c : {false, true}) {
        simulator::Tile t;
        std::int64_t times = 1;
        const auto choose = [&](int tiles, bool last, int* index) {
          *index = last ? tiles - 1 : 0;
          times *= last ? 1 : tiles - 1;
        };
        choose(n.tiles[g], last_g, &t.g);
        choose(n.tiles[k], last_k, &t.k);
        choose(n.tiles_c, last_c, &t.c);
        if (times > 0) bytes += times * ((core_tile_bytes(op, n, t) + 3) / 4 * 4);
      }
  return bytes;
}

std::int64_t parameter_slot_bytes(const Op& op, const Tiling& n) {
  // Distinct parts add up to what the first tiles of all parts cover together.
  const auto covered = [&](Dim dim) {
    const int d = static_cast<int>(dim), full = n.extent[d] / n.share[d];
    return full * n.tile[d] + std::min(n.tile[d], n.extent[d] - full * n.share[d]);
  };
  const int g = covered(Dim::g), k = covered(Dim::k);
  return std::max(op.weight_bytes(g, k, n.c_range(0).size(), n.tiles_c == 1),
                  op.weight_bytes(g, k, n.c_range(n.tiles_c - 1).size(), true));
}

std::int64_t psum_bytes(const Op& op, const Tiling& n) {
  if (n.tiles_c == 1) return 0;
  const bool whole_share = n.mapping.order == simulator::LoopOrder::kcs;
  const std::int64_t y = whole_share ? n.share[0] : n.tile[0], x = whole_share ? n.share[1] : n.tile[1];
  return 4 * y * x * output_tile_channels(op, n);
}

std::int64_t dram_bytes(const workloads::Shape& buffer, const Box& b, int burst) {
  const std::int64_t y = b.y1 - b.y0, x = b.x1 - b.x0, c = b.c1 - b.c0;
  std::int64_t runs = 1, run = c;
  if (c < buffer.channels) {
    runs = y * x;
  } else if (x < buffer.width) {
    runs = y, run = x * c;
  } else {
    run = y * x * c;
  }
  return runs * ((run + burst - 1) / burst) * burst;
}

}  // namespace apollo::compiler
