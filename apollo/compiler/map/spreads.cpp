#include "apollo/compiler/map/spreads.h"

#include <algorithm>
#include <boost/container/static_vector.hpp>
#include <iterator>

namespace apollo::compiler::map {

using machine::Accelerator;
using machine::ceil_div;
using program::Dim;
using program::Mapping;
using program::Op;
using program::Tiling;

namespace {

int extent_of(const Op& op, Dim d) {
  const int extents[] = {op.Y, op.X, op.G, op.K};
  return extents[static_cast<int>(d)];
}

// The dimensions that have something to spread; y if nothing has.
using Dims = boost::container::static_vector<Dim, 4>;
Dims useful_dims(const Op& op) {
  Dims dims;
  for (const Dim d : {Dim::y, Dim::x, Dim::g, Dim::k})
    if (extent_of(op, d) > 1) dims.push_back(d);
  if (dims.empty()) dims.push_back(Dim::y);
  return dims;
}

constexpr std::size_t kMostDivisions = 10;
using Divisions = boost::container::static_vector<int, kMostDivisions>;

// Balanced divisions of `extent` into at most `limit` sized parts: extent / n for growing n, without repeats;
// the first `count` of them.
Divisions divisions(int extent, int limit, std::size_t count) {
  Divisions out;
  for (int n = ceil_div(extent, limit); out.size() < count && n <= extent; n = n < 8 ? n + 1 : n * 2) {
    const int part = ceil_div(extent, n);
    if (out.empty() || out.back() != part) out.push_back(part);
    if (part == 1) break;
  }
  return out;
}

// Lane splits for what one core has of each dimension.
void add_lane_splits(const Op& op, Dim cores, int x, int g, int k, int lanes, std::vector<Split>* out) {
  Split split{0, 1, 1, 1, cores, false};
  if (is_row_kernel(op.kernel)) {
    out->push_back(split);
    return;
  }
  const bool over_x = !op.rows.transposed;
  for (const int lanes_k : divisions(k, lanes, kMostDivisions))
    for (const int lanes_g : divisions(g, std::max(1, lanes / lanes_k), 6)) {
      const int rest = lanes / (lanes_k * lanes_g);
      split.lanes_k = static_cast<std::int16_t>(lanes_k);
      split.lanes_g = static_cast<std::int16_t>(lanes_g);
      split.lanes_x = static_cast<std::int16_t>(over_x && rest > 1 ? ceil_div(x, ceil_div(x, rest)) : 1);
      for (const bool ways_over_s : {false, true}) {
        if (ways_over_s && op.S() == 1) continue;
        split.ways_over_s = ways_over_s;
        out->push_back(split);
      }
    }
}

// Fills in the compute cycles of splits that have the same dimension over cores.
void add_cycles(const Op& op, const Accelerator& a, const Spread& spread, std::vector<Split>::iterator begin,
                std::vector<Split>::iterator end) {
  if (begin == end) return;
  Tiling n(op, spread.whole_share(op, *begin), a);
  for (auto split = begin; split != end; ++split) {
    n.set_lanes(op, split->lanes_g, split->lanes_k, split->lanes_x, split->ways_over_s, a);
    split->cycles = n.compute_cycles(n.vectors(n.share[0], n.share[1], n.share[2], n.share[3]), op.C, false,
                                     false, a.constants);
  }
}

// All splits of small ops are tried; of larger ones, the best.
constexpr std::size_t kSplitsOfLarge = 24;
constexpr std::size_t kUsualSplits = 64;  // before that

// Splits of a PE's work over cores, lanes and ways, fewest compute cycles first. `whole`: the spread's tiling
// with any split.
std::vector<Split> core_splits(const Op& op, const Accelerator& a, const Spread& spread,
                               const Tiling& whole) {
  const int cores = a.configuration.cores_per_pe;
  std::vector<Split> out;
  out.reserve(kUsualSplits);
  const Dims dims = useful_dims(op);
  for (const Dim core_dim : dims) {
    if (is_row_kernel(op.kernel) && core_dim != Dim::y && core_dim != Dim::x) continue;
    std::array<int, 4> extent = whole.share;
    if (whole.mapping.tile_g == 1) extent[2] = 1;
    int& split = extent[static_cast<int>(core_dim)];
    if (cores > 1 && split == 1 && core_dim != dims[0]) continue;
    split = ceil_div(split, cores);
    const auto before = static_cast<std::ptrdiff_t>(out.size());
    add_lane_splits(op, core_dim, extent[1], extent[2], extent[3], a.configuration.compute_lanes, &out);
    add_cycles(op, a, spread, out.begin() + before, out.end());
    if (cores == 1) break;
  }
  if (out.empty()) {
    out.push_back({0, 1, 1, 1, Dim::y, false});
    add_cycles(op, a, spread, out.begin(), out.end());
  }
  std::stable_sort(out.begin(), out.end(),
                   [](const Split& l, const Split& r) { return l.cycles < r.cycles; });
  if (out.front().cycles >= kSmallCycles && out.size() > kSplitsOfLarge) out.resize(kSplitsOfLarge);
  out.shrink_to_fit();
  return out;
}

}  // namespace

Mapping whole_op(const Op& op) {
  Mapping m;
  m.tile_y = op.Y;
  m.tile_x = op.X;
  m.tile_g = op.G;
  m.tile_k = op.K;
  m.tile_c = op.C;
  return m;
}

Mapping Spread::whole_share(const Op& op, const Split& split) const {
  Mapping m = whole_op(op);
  m.rows = rows;
  m.columns = columns;
  m.rows_at_work = rows_at_work;
  m.columns_at_work = columns_at_work;
  m.cores = split.cores;
  m.lanes_g = split.lanes_g;
  m.lanes_k = split.lanes_k;
  m.lanes_x = split.lanes_x;
  m.ways_over_s = split.ways_over_s;
  if (op.G > 1 && op.K > 1 && (rows == Dim::k || columns == Dim::k)) m.tile_g = 1;
  return m;
}

std::int64_t bus_cycles(const Op& op, const Accelerator& a) {
  const std::int64_t bytes =
      op.input.shape.elements() * op.in_q.bytes() + op.output.shape.elements() * op.out_q.bytes();
  return ceil_div(bytes, std::int64_t{a.constants.activation_entry_bytes});
}

namespace {

// Half as many PEs: of the rows or columns that split their dimension finer.
void halve(const Op& op, const Accelerator& a, Spread* spread) {
  const Tiling whole(op, spread->whole_share(op, {0, 1, 1, 1, Dim::y, false}), a);
  const bool rows_finer = whole.share[index(spread->rows)] < whole.share[index(spread->columns)];
  const bool rows = spread->columns_at_work == 1 || (spread->rows_at_work > 1 && rows_finer);
  int& at_work = rows ? spread->rows_at_work : spread->columns_at_work;
  at_work = ceil_div(at_work, 2);
}

// The same on fewer and fewer PEs, as long as the bus would take longer: what neighbours exchange is less
// where fewer PEs have more each.
void add_parts_of_array(const Op& op, const Accelerator& a, const Spread& whole, KnownSplits* known,
                        std::vector<Spread>* out) {
  const std::int64_t bus = bus_cycles(op, a);
  std::int64_t cycles = whole.compute_cycles();
  Spread spread{whole.rows, whole.columns, whole.rows_at_work, whole.columns_at_work, {}};
  while (cycles <= bus && spread.rows_at_work * spread.columns_at_work > 1) {
    halve(op, a, &spread);
    Spread part = spread;
    part.splits = known->of(op, a, part);
    if (part.compute_cycles() > bus) return;
    if (part.compute_cycles() == cycles) continue;  // the others had nothing to do anyway
    cycles = part.compute_cycles();
    out->push_back(std::move(part));
  }
}

}  // namespace

const std::vector<Split>& KnownSplits::of(const Op& op, const Accelerator& a, const Spread& spread) {
  const Tiling whole(op, spread.whole_share(op, {0, 1, 1, 1, Dim::y, false}), a);
  const Key key{whole.share, whole.mapping.tile_g == 1, a.configuration.cores_per_pe,
                a.configuration.compute_lanes};
  const auto known = splits_.find(key);
  if (known != splits_.end()) return known->second;
  return splits_.emplace(key, core_splits(op, a, spread, whole)).first->second;
}

std::vector<Spread> spreads(const Op& op, const Accelerator& a) {
  KnownSplits known;
  return spreads(op, a, &known);
}

std::vector<Spread> spreads(const Op& op, const Accelerator& a, KnownSplits* known) {
  std::vector<Spread> out;
  Dims dims = useful_dims(op);
  if (is_row_kernel(op.kernel)) dims = {Dim::y, Dim::x};
  const int rows_of_array = a.configuration.pes_y, columns_of_array = a.configuration.pes_x;
  for (const Dim rows : dims)
    for (const Dim columns : dims) {
      // One row of PEs or one column spreads nothing, whatever it is said to spread.
      if (rows_of_array == 1 && rows != dims.front()) continue;
      if (columns_of_array == 1 && columns != dims.front()) continue;
      out.push_back({rows, columns, rows_of_array, columns_of_array, {}});
      out.back().splits = known->of(op, a, out.back());
    }
  std::vector<Spread> parts;
  for (const Spread& whole : out) add_parts_of_array(op, a, whole, known, &parts);
  std::move(parts.begin(), parts.end(), std::back_inserter(out));
  std::stable_sort(out.begin(), out.end(),
                   [](const Spread& l, const Spread& r) { return l.compute_cycles() < r.compute_cycles(); });
  return out;
}

}  // namespace apollo::compiler::map
