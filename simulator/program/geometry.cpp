// Which part of each tensor a PE, a core and a tile see: the geometry of a LoopNest.
#include <algorithm>

#include "simulator/program/mapping.h"

namespace apollo::program {

Box LoopNest::output_box(int row, int column, const Tile& t) const {
  const Range y = tiling.output_range(Dim::y, tiling.part(Dim::y, row, column), t.y);
  const Range x = tiling.output_range(Dim::x, tiling.part(Dim::x, row, column), t.x);
  const Range g = tiling.output_range(Dim::g, tiling.part(Dim::g, row, column), t.g);
  const Range k = tiling.output_range(Dim::k, tiling.part(Dim::k, row, column), t.k);
  if (!y.size() || !x.size() || !g.size() || !k.size()) return {};
  const Range c = output_channels(g, k);
  return {y.begin, y.end, x.begin, x.end, c.begin, c.end};
}

Box LoopNest::output_share(int row, int column) const {
  std::array<Range, 4> r;
  for (int d = 0; d < 4; ++d) {
    const auto dim = static_cast<Dim>(d);
    r[d] = tiling.share_of(dim, tiling.part(dim, row, column));
    if (!r[d].size()) return {};
  }
  const Range c = output_channels(r[2], r[3]);
  return {r[0].begin, r[0].end, r[1].begin, r[1].end, c.begin, c.end};
}

Box LoopNest::input_box(const Box& out) const {
  if (out.empty()) return {};
  if (op.rearrangement) return op.rearrangement->input_box(out);
  const auto& in = op.input.shape;
  const Range y = op.rows.input_range({out.y0, out.y1}, in.height);
  const Range x = op.columns.input_range({out.x0, out.x1}, in.width);
  if (!y.size() || !x.size()) return {};
  if (is_row_kernel(op.kernel)) return {y.begin, y.end, x.begin, x.end, 0, op.C};
  return {y.begin, y.end, x.begin, x.end, out.c0 / op.K * op.C, machine::ceil_div(out.c1, op.K) * op.C};
}

Box LoopNest::operand2_box(const Box& out) const {
  if (out.empty() || op.operand2.buffer < 0) return {};
  Box box = out;
  if (op.broadcast_operand2) box.y0 = box.x0 = 0, box.y1 = box.x1 = 1;
  if (is_cell_kernel(op.kernel)) {
    const int per_unit = op.operand2.shape.channels / op.G;
    box.c0 = out.c0 / op.K * per_unit;
    box.c1 = machine::ceil_div(out.c1, op.K) * per_unit;
  }
  return box;
}

namespace {

// Calls visit(Range) for the output ranges of one dimension that a tile covers over all PEs: merged into one
// if the dimension has one tile.
template <typename Visit>
void for_each_range(const Tiling& n, Dim dim, int tile_index, Visit visit) {
  const int d = index(dim);
  if (n.tiles[d] == 1) return visit(Range{0, n.extent[d]});
  for (int p = 0; p < n.parts[d]; ++p)
    if (const Range r = n.output_range(dim, p, tile_index); r.size()) visit(r);
}

}  // namespace

void Tiling::output_ranges(Dim dim, int tile_index, std::vector<Range>* out) const {
  out->clear();
  for_each_range(*this, dim, tile_index, [&](Range r) { out->push_back(r); });
}

void Tiling::rearranged_ranges(const Rearrangement& rearrangement, int axis, int driver_tile,
                               std::vector<Range>* out) const {
  output_ranges(static_cast<Dim>(rearrangement.driver(axis)), driver_tile, out);
  for (Range& r : *out) r = rearrangement.input_range(axis, r);
  std::sort(out->begin(), out->end(), [](Range l, Range r) { return l.begin < r.begin; });
  std::size_t last = 0;
  for (const Range r : *out) {
    Range& merged = (*out)[last];
    if (r.begin <= merged.end)
      merged.end = std::max(merged.end, r.end);
    else
      (*out)[++last] = r;
  }
  if (!out->empty()) out->resize(last + 1);
}

void LoopNest::output_channel_ranges(int tile_g, int tile_k, std::vector<Range>* out) const {
  out->clear();
  if (is_row_kernel(op.kernel)) {
    out->push_back({0, op.C});
    return;
  }
  const bool all_k = tiling.tiles[index(Dim::k)] == 1;
  for_each_range(tiling, Dim::g, tile_g, [&](Range g) {
    // A box spans several groups only with all their channels; otherwise each group's k range stands alone.
    if (all_k) {
      out->push_back({g.begin * op.K, g.end * op.K});
      return;
    }
    for (int i = g.begin; i < g.end; ++i)
      for_each_range(tiling, Dim::k, tile_k, [&](Range k) {
        out->push_back({i * op.K + k.begin, i * op.K + k.end});
      });
  });
}

namespace {

std::vector<Range> channel_ranges(const LoopNest& n, const Tile& t) {
  std::vector<Range> out;
  n.output_channel_ranges(t.g, t.k, &out);
  return out;
}

std::vector<Box> boxes(const LoopNest& n, const Tile& t, const std::vector<Range>& channels) {
  std::vector<Box> out;
  for_each_range(n.tiling, Dim::y, t.y, [&](Range y) {
    for_each_range(n.tiling, Dim::x, t.x, [&](Range x) {
      for (const Range c : channels) out.push_back({y.begin, y.end, x.begin, x.end, c.begin, c.end});
    });
  });
  return out;
}

std::vector<Box> rearranged_pieces(const LoopNest& n, const Tile& t) {
  std::array<std::vector<Range>, 3> axes;
  const int tiles_at[] = {t.y, t.x, t.g};
  const Rearrangement& rearrangement = *n.op.rearrangement;
  for (int axis = 0; axis < 3; ++axis)
    n.tiling.rearranged_ranges(rearrangement, axis, tiles_at[rearrangement.driver(axis)], &axes[axis]);
  std::vector<Box> out;
  for (const Range y : axes[0])
    for (const Range x : axes[1])
      for (const Range c : axes[2]) out.push_back({y.begin, y.end, x.begin, x.end, c.begin, c.end});
  return out;
}

}  // namespace

std::vector<Box> LoopNest::output_pieces(const Tile& t) const {
  return boxes(*this, t, channel_ranges(*this, t));
}

std::vector<Box> LoopNest::input_pieces(const Tile& t) const {
  if (op.rearrangement) return rearranged_pieces(*this, t);
  // Over k the input does not change: one channel range per range of groups.
  std::vector<Range> channels{{0, op.output_channels()}};
  if (!is_row_kernel(op.kernel) && op.G > 1) {
    tiling.output_ranges(Dim::g, t.g, &channels);
    for (Range& r : channels) r = {r.begin * op.K, r.end * op.K};
  }
  std::vector<Box> out;
  for (const Box& box : boxes(*this, t, channels))
    if (const Box in = input_box(box); !in.empty()) out.push_back(in);
  return out;
}

std::vector<Box> LoopNest::operand2_pieces(const Tile& t) const {
  if (op.operand2.buffer < 0) return {};
  std::vector<Box> out;
  if (op.broadcast_operand2) {
    for (const Range c : channel_ranges(*this, t)) out.push_back({0, 1, 0, 1, c.begin, c.end});
    return out;
  }
  for (const Box& box : output_pieces(t)) out.push_back(operand2_box(box));
  return out;
}

std::vector<LoopNest::WeightPiece> LoopNest::weight_pieces(const Tile& t) const {
  if (!op.has_weights()) return {};
  const Range c = tiling.c_range(t.c);
  if (is_row_kernel(op.kernel)) return {{{0, 1}, {0, 1}, op.weight_bytes(1, 1, c.size(), false)}};
  std::vector<WeightPiece> out;
  for (int pg = 0; pg < tiling.parts[index(Dim::g)]; ++pg)
    for (int pk = 0; pk < tiling.parts[index(Dim::k)]; ++pk) {
      const Range g = tiling.output_range(Dim::g, pg, t.g), k = tiling.output_range(Dim::k, pk, t.k);
      if (g.size() && k.size())
        out.push_back({g, k, op.weight_bytes(g.size(), k.size(), c.size(), c.end == op.C)});
    }
  return out;
}

std::int64_t core_tile_bytes(const Op& op, const Tiling& n, const Tile& t) {
  // The first part has a whole share, and the first core of it most.
  const auto of_core = [&](Dim dim, int tile) {
    const int d = index(dim), size = std::min(n.tile[d], n.share[d] - tile * n.tile[d]);
    return n.mapping.cores == dim ? machine::ceil_div(size, n.cores) : size;
  };
  return op.weight_bytes(of_core(Dim::g, t.g), of_core(Dim::k, t.k), n.c_range(t.c).size(),
                         t.c + 1 == n.tiles_c);
}

}  // namespace apollo::program
