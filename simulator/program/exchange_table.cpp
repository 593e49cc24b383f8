#include "simulator/program/exchange_table.h"

#include <algorithm>

namespace apollo::program {

namespace {

Range shifted(Range r, int by) { return {r.begin + by, r.end + by}; }

bool all_contain(const std::vector<Range>& ranges, Range what) {
  return std::all_of(ranges.begin(), ranges.end(), [&](Range r) { return intersect(r, what) == what; });
}

}  // namespace

ExchangeTable::Along ExchangeTable::along(Range made, const std::vector<Range>& ranges) {
  Along out;
  if (made.size() == 0) return out;
  out.whole.elements = made.size();
  distinct_.clear();
  for (const Range r : ranges) {
    if (r.begin >= made.end) break;
    const Range part = intersect(made, r);
    if (part.size() == 0) continue;
    out.whole.received += part.size();
    if (part == made)
      ++out.covers;
    else if (std::find(distinct_.begin(), distinct_.end(), part) == distinct_.end())
      distinct_.push_back(part);
  }
  if (out.covers > 0) out.parts = out.whole;
  for (const Range part : distinct_) {
    out.parts.elements += part.size();
    out.parts.received += overlap(part, ranges);
  }
  return out;
}

ExchangeTable::Along ExchangeTable::everywhere(std::int64_t elements, std::size_t ranges) {
  const Sent sent{elements, elements * static_cast<std::int64_t>(ranges)};
  return {sent, sent, static_cast<int>(ranges)};
}

void ExchangeTable::add(const Along& part, Sums* sums) const {
  const auto to = [](Sent* sum, const Sent& sent) {
    sum->elements += sent.elements;
    sum->received += sent.received;
  };
  to(&sums->all, own_ ? part.whole : part.parts);
  if (own_ ? part.covers > 1 : part.covers == 0) return;
  to(&sums->covered_whole, part.whole);
  to(&sums->covered_parts, part.parts);
}

void ExchangeTable::tabulate(const LoopNest& n, Dim dim, int offset, const std::vector<Range>& ranges) {
  const bool all_have_all = all_contain(ranges, {offset, offset + n.tiling.extent[index(dim)]});
  for (int tile = 0; tile < n.tiling.tiles[index(dim)]; ++tile) {
    Sums& sums = sums_.emplace_back();
    if (all_have_all) {
      add(everywhere(n.tiling.tile_parts(dim, tile).outputs(), ranges.size()), &sums);
      continue;
    }
    for (int part = 0; part < n.tiling.parts[index(dim)]; ++part)
      add(along(shifted(n.tiling.output_range(dim, part, tile), offset), ranges), &sums);
  }
}

void ExchangeTable::tabulate_channels(const LoopNest& n, const std::vector<Range>& ranges) {
  const Tiling& t = n.tiling;
  const bool rows = is_row_kernel(n.op.kernel);
  const bool all_have_all = all_contain(ranges, {n.op.output.c, n.op.output.c + n.op.output_channels()});
  const auto channels = [&](Range g, Range k) -> Range {
    if (g.size() == 0 || k.size() == 0) return {};
    return rows ? Range{0, n.op.C} : Range{g.begin * n.op.K + k.begin, (g.end - 1) * n.op.K + k.end};
  };
  for (int tile_g = 0; tile_g < t.tiles[index(Dim::g)]; ++tile_g)
    for (int tile_k = 0; tile_k < t.tiles[index(Dim::k)]; ++tile_k) {
      Sums& sums = sums_.emplace_back();
      if (all_have_all) {
        const int outputs = t.tile_parts(Dim::g, tile_g).outputs() * t.tile_parts(Dim::k, tile_k).outputs();
        add(everywhere(rows ? n.op.C : outputs, ranges.size()), &sums);
        continue;
      }
      for (int g = 0; g < t.parts[index(Dim::g)]; ++g)
        for (int k = 0; k < t.parts[index(Dim::k)]; ++k)
          add(along(shifted(channels(t.output_range(Dim::g, g, tile_g), t.output_range(Dim::k, k, tile_k)),
                            n.op.output.c),
                    ranges),
              &sums);
    }
}

bool ExchangeTable::assign(const LoopNest& n, bool output_in_place, const HoldRanges& holds) {
  times_ = holds.times();
  if (times_ == 0) return false;
  own_ = output_in_place && times_ == 1;
  result_bytes_ = n.op.out_q.bytes();
  const std::array<int, 4>& tiles = n.tiling.tiles;
  first_column_ = tiles[index(Dim::y)];
  first_channel_ = first_column_ + tiles[index(Dim::x)];
  tiles_k_ = tiles[index(Dim::k)];
  sums_.clear();
  sums_.reserve(static_cast<std::size_t>(first_channel_) +
                static_cast<std::size_t>(tiles[index(Dim::g)]) * tiles_k_);
  tabulate(n, Dim::y, n.op.output.y, holds.axis(0));
  tabulate(n, Dim::x, n.op.output.x, holds.axis(1));
  tabulate_channels(n, holds.axis(2));
  return true;
}

// A PE whose results are covered along all axes sends them in one piece, and the others send their parts. If
// own_, those that nobody else covers send their parts but the whole, and the others send the whole.
std::int64_t ExchangeTable::total(const Tile& tile, std::int64_t Sent::*value) const {
  const Sums &y = sums_[tile.y], &x = sums_[first_column_ + tile.x],
             &c = sums_[first_channel_ + tile.g * tiles_k_ + tile.k];
  const auto product = [&](Sent Sums::*sent) {
    return (y.*sent).*value * (x.*sent).*value * (c.*sent).*value;
  };
  const std::int64_t all = product(&Sums::all), whole = product(&Sums::covered_whole),
                     parts = product(&Sums::covered_parts);
  return own_ ? all - 2 * whole + parts : all - parts + whole;
}

}  // namespace apollo::program
