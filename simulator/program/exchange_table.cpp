#include "simulator/program/exchange_table.h"

#include <algorithm>

namespace apollo::program {

namespace {

constexpr int kY = static_cast<int>(Dim::y), kX = static_cast<int>(Dim::x), kG = static_cast<int>(Dim::g),
              kK = static_cast<int>(Dim::k);

// How the part that a PE has of a dimension (Tiling::part) changes from a row or column of PEs to the next.
struct Steps {
  int row = 0, column = 0;
};
Steps steps(const Tiling& n, Dim dim) {
  const bool by_row = n.mapping.rows == dim, by_column = n.mapping.columns == dim;
  return {by_row ? (by_column ? n.columns_at_work : 1) : 0, by_column ? 1 : 0};
}

}  // namespace

ExchangeTable::Along ExchangeTable::along(Range made, const std::vector<Range>& ranges,
                                          std::vector<Range>* scratch) {
  Along out;
  out.extent = made.size();
  if (out.extent == 0) return out;
  scratch->clear();
  for (const Range r : ranges) {
    const Range part = intersect(made, r);
    if (part.size() == 0) continue;
    if (part == made) ++out.covers;
    const bool known = std::find(scratch->begin(), scratch->end(), part) != scratch->end();
    if (!known) scratch->push_back(part);
  }
  for (const Range part : *scratch) {
    out.pieces += part.size();
    out.pieces_received += overlap(part, ranges);
  }
  out.received = overlap(made, ranges);
  return out;
}

bool ExchangeTable::assign(const LoopNest& n, bool output_in_place, const HoldOverlap& holds) {
  times_ = holds.times();
  if (times_ == 0) return false;
  output_in_place_ = output_in_place;
  const View& view = n.op.output;
  const auto shifted = [](Range r, int by) { return Range{r.begin + by, r.end + by}; };
  const auto tabulate = [&](Dim dim, int offset, const std::vector<Range>& ranges, std::vector<Along>* out) {
    const int d = static_cast<int>(dim);
    out->clear();
    for (int t = 0; t < n.tiling.tiles[d]; ++t)
      for (int p = 0; p < n.tiling.parts[d]; ++p)
        out->push_back(along(shifted(n.tiling.output_range(dim, p, t), offset), ranges, &scratch_));
  };
  tabulate(Dim::y, view.y, holds.axis(0), &rows_);
  tabulate(Dim::x, view.x, holds.axis(1), &columns_);
  channels_.clear();
  for (int tg = 0; tg < n.tiling.tiles[kG]; ++tg)
    for (int tk = 0; tk < n.tiling.tiles[kK]; ++tk)
      for (int pg = 0; pg < n.tiling.parts[kG]; ++pg)
        for (int pk = 0; pk < n.tiling.parts[kK]; ++pk) {
          const Range g = n.tiling.output_range(Dim::g, pg, tg), k = n.tiling.output_range(Dim::k, pk, tk);
          Range c{0, 0};
          if (g.size() > 0 && k.size() > 0)
            c = is_row_kernel(n.op.kernel) ? Range{0, n.op.C}
                                           : Range{g.begin * n.op.K + k.begin, (g.end - 1) * n.op.K + k.end};
          channels_.push_back(along(shifted(c, view.c), holds.axis(2), &scratch_));
        }
  return true;
}

template <typename Value>
std::int64_t ExchangeTable::sum(const LoopNest& n, const Tile& t, Value value) const {
  const Steps y_steps = steps(n.tiling, Dim::y), x_steps = steps(n.tiling, Dim::x),
              g_steps = steps(n.tiling, Dim::g), k_steps = steps(n.tiling, Dim::k);
  const int parts_k = n.tiling.parts[kK];
  const Steps c_steps{g_steps.row * parts_k + k_steps.row, g_steps.column * parts_k + k_steps.column};
  const Along* const rows = rows_.data() + t.y * n.tiling.parts[kY];
  const Along* const columns = columns_.data() + t.x * n.tiling.parts[kX];
  const Along* const channels =
      channels_.data() + (t.g * n.tiling.tiles[kK] + t.k) * n.tiling.parts[kG] * parts_k;
  const int covered = own() ? 1 : 0;  // by the hold that needs nothing
  std::int64_t total = 0;
  for (int row = 0; row < n.tiling.rows_at_work; ++row) {
    const Along *y = rows + row * y_steps.row, *x = columns + row * x_steps.row,
                *c = channels + row * c_steps.row;
    for (int column = 0; column < n.tiling.columns_at_work; ++column) {
      if (y->extent * x->extent * c->extent > 0)
        total += value(*y, *x, *c, y->covers * x->covers * c->covers > covered);
      y += y_steps.column;
      x += x_steps.column;
      c += c_steps.column;
    }
  }
  return total;
}

std::int64_t ExchangeTable::bytes(const LoopNest& nest, const Tile& tile) const {
  return nest.op.out_q.bytes() *
         sum(nest, tile, [this](const Along& y, const Along& x, const Along& c, bool whole) {
           const std::int64_t made = y.extent * x.extent * c.extent;
           return whole ? made : y.pieces * x.pieces * c.pieces - (own() ? made : 0);
         });
}

std::int64_t ExchangeTable::received(const LoopNest& nest, const Tile& tile) const {
  return times_ * nest.op.out_q.bytes() *
         sum(nest, tile, [this](const Along& y, const Along& x, const Along& c, bool whole) {
           const std::int64_t made = y.received * x.received * c.received;
           return whole ? made
                        : y.pieces_received * x.pieces_received * c.pieces_received - (own() ? made : 0);
         });
}

}  // namespace apollo::program
