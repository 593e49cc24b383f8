#include "simulator/program/exchange_table.h"

#include <algorithm>

namespace apollo::program {

namespace {

constexpr int kY = static_cast<int>(Dim::y), kX = static_cast<int>(Dim::x), kG = static_cast<int>(Dim::g),
              kK = static_cast<int>(Dim::k);

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

Exchange ExchangeTable::of(const LoopNest& n, const Tile& t) const {
  const Along* rows = rows_.data() + t.y * n.tiling.parts[kY];
  const Along* columns = columns_.data() + t.x * n.tiling.parts[kX];
  const Along* channels =
      channels_.data() + (t.g * n.tiling.tiles[kK] + t.k) * n.tiling.parts[kG] * n.tiling.parts[kK];
  Exchange sum;
  for (int row = 0; row < n.tiling.pes_y; ++row)
    for (int column = 0; column < n.tiling.pes_x; ++column) {
      const Along& y = rows[n.tiling.part(Dim::y, row, column)];
      const Along& x = columns[n.tiling.part(Dim::x, row, column)];
      const Along& c = channels[n.tiling.part(Dim::g, row, column) * n.tiling.parts[kK] +
                                n.tiling.part(Dim::k, row, column)];
      const std::int64_t made = y.extent * x.extent * c.extent;
      if (made == 0) continue;
      const std::int64_t received = times_ * y.received * x.received * c.received;
      // A hold that only this PE has, and has its results in place, needs nothing.
      const bool own = output_in_place_ && times_ == 1;
      if (y.covers * x.covers * c.covers > (own ? 1 : 0)) {
        sum.bytes += made;
        sum.received += received;
      } else {
        sum.bytes += y.pieces * x.pieces * c.pieces - (own ? made : 0);
        sum.received +=
            times_ * y.pieces_received * x.pieces_received * c.pieces_received - (own ? received : 0);
      }
    }
  return sum;
}

}  // namespace apollo::program
