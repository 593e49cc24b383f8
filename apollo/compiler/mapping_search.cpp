#include "apollo/compiler/mapping_search.h"

#include <algorithm>
#include <limits>

namespace apollo::compiler {

using simulator::Accelerator;
using simulator::Dim;
using simulator::LoopOrder;
using simulator::Mapping;
using simulator::Op;
using simulator::Tiling;

namespace {

int ceil_div(int a, int b) { return (a + b - 1) / b; }
int extent_of(const Op& op, Dim d) {
  const int extents[] = {op.Y, op.X, op.G, op.K};
  return extents[static_cast<int>(d)];
}

// The dimensions that have something to spread; y if nothing has.
std::vector<Dim> useful_dims(const Op& op) {
  std::vector<Dim> dims;
  for (const Dim d : {Dim::y, Dim::x, Dim::g, Dim::k})
    if (extent_of(op, d) > 1) dims.push_back(d);
  if (dims.empty()) dims.push_back(Dim::y);
  return dims;
}

// Balanced divisions of `extent` into at most `limit` sized parts: extent / n for growing n, without repeats.
std::vector<int> divisions(int extent, int limit, std::size_t count) {
  std::vector<int> out;
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
  for (const int lanes_k : divisions(k, lanes, 6))
    for (const int lanes_g : divisions(g, std::max(1, lanes / lanes_k), 6)) {
      const int rest = lanes / (lanes_k * lanes_g);
      split.lanes_k = std::int16_t(lanes_k);
      split.lanes_g = std::int16_t(lanes_g);
      split.lanes_x = std::int16_t(over_x && rest > 1 ? ceil_div(x, ceil_div(x, rest)) : 1);
      for (const bool ways_over_s : {false, true}) {
        if (ways_over_s && op.S() == 1) continue;
        split.ways_over_s = ways_over_s;
        out->push_back(split);
      }
    }
}

// Splits of a PE's work over cores, lanes and ways, fewest compute cycles first.
std::vector<Split> core_splits(const Op& op, const Accelerator& a, const Spread& spread) {
  const Tiling whole(op, spread.whole_share(op, {0, 1, 1, 1, Dim::y, false}), a);
  const int cores = a.configuration.cores_per_pe;
  std::vector<Split> out;
  const std::vector<Dim> dims = useful_dims(op);
  for (const Dim core_dim : dims) {
    if (is_row_kernel(op.kernel) && core_dim != Dim::y && core_dim != Dim::x) continue;
    std::array<int, 4> extent = whole.share;
    if (whole.mapping.tile_g == 1) extent[2] = 1;
    int& split = extent[static_cast<int>(core_dim)];
    if (cores > 1 && split == 1 && core_dim != dims[0]) continue;
    split = ceil_div(split, cores);
    add_lane_splits(op, core_dim, extent[1], extent[2], extent[3], a.configuration.compute_lanes, &out);
    if (cores == 1) break;
  }
  if (out.empty()) out.push_back({0, 1, 1, 1, Dim::y, false});
  for (Split& split : out) {
    const Tiling n(op, spread.whole_share(op, split), a);
    split.cycles = n.compute_cycles(n.vectors(n.share[0], n.share[1], n.share[2], n.share[3]), op.C, false,
                                    false, a.constants);
  }
  std::stable_sort(out.begin(), out.end(),
                   [](const Split& l, const Split& r) { return l.cycles < r.cycles; });
  return out;
}

// Ops of fewer cycles are small: latencies weigh most, and no bound tells them. All tiles of all their splits
// are tried; of larger ones, the best splits.
constexpr std::int64_t kSmallCycles = 600;
constexpr std::size_t kSplitsOfLarge = 24;

}  // namespace

Mapping Spread::whole_share(const Op& op, const Split& split) const {
  Mapping m;
  m.rows = rows;
  m.columns = columns;
  m.cores = split.cores;
  m.lanes_g = split.lanes_g;
  m.lanes_k = split.lanes_k;
  m.lanes_x = split.lanes_x;
  m.ways_over_s = split.ways_over_s;
  m.tile_y = op.Y;
  m.tile_x = op.X;
  m.tile_g = op.G;
  m.tile_k = op.K;
  m.tile_c = op.C;
  if (op.G > 1 && op.K > 1 && (rows == Dim::k || columns == Dim::k)) m.tile_g = 1;
  return m;
}

std::vector<Spread> spreads(const Op& op, const Accelerator& a) {
  std::vector<Spread> out;
  std::vector<Dim> dims = useful_dims(op);
  if (is_row_kernel(op.kernel)) dims = {Dim::y, Dim::x};
  for (const Dim rows : dims)
    for (const Dim columns : dims) {
      // One row of PEs or one column spreads nothing, whatever it is said to spread.
      if (a.configuration.pes_y == 1 && rows != dims.front()) continue;
      if (a.configuration.pes_x == 1 && columns != dims.front()) continue;
      Spread spread{rows, columns, {}};
      spread.splits = core_splits(op, a, spread);
      if (spread.compute_cycles() >= kSmallCycles && spread.splits.size() > kSplitsOfLarge)
        spread.splits.resize(kSplitsOfLarge);
      spread.splits.shrink_to_fit();
      out.push_back(std::move(spread));
    }
  std::stable_sort(out.begin(), out.end(),
                   [](const Spread& l, const Spread& r) { return l.compute_cycles() < r.compute_cycles(); });
  return out;
}

namespace {

// Tile extents to try for a share, coarse first: every multiple of `unit` where there are few, otherwise the
// whole and balanced divisions of it rounded up to `unit`.
class TileSizes {
 public:
  static constexpr std::size_t kMost = 12;

  TileSizes() = default;
  explicit TileSizes(int only) : whole_units_(1) { add(only); }
  TileSizes(int share, int unit, std::size_t count) {
    constexpr int kFew = 8;
    if (share <= kFew * unit) {
      add(share);
      for (int size = (share - 1) / unit * unit; size > 0; size -= unit) add(size);
    }
    for (int n = 1; size_ < count && share > kFew * unit; n = n < 6 ? n + 1 : n * 2) {
      const int size = std::min(share, ceil_div(ceil_div(share, n), unit) * unit);
      if (size_ == 0 || back() != size) add(size);
      if (size <= unit || n > share) break;
    }
    // The smallest, so that what can fit is always tried.
    if (back() > unit) add(std::min(unit, share));
    whole_units_ = size_;
    if (back() > 1) add(1);
  }
  int operator[](std::size_t i) const { return sizes_[i]; }
  std::size_t size() const { return size_; }
  std::size_t whole_units() const { return whole_units_; }  // so many leave no lane or core idle
  int back() const { return sizes_[size_ - 1]; }
  const int* begin() const { return sizes_.data(); }
  const int* end() const { return sizes_.data() + size_; }

 private:
  void add(int size) { sizes_[size_++] = size; }
  std::array<int, kMost> sizes_{};
  std::size_t size_ = 0, whole_units_ = 0;
};

class Search {
 public:
  Search(const Op& op, const OpContext& context, const Accelerator& a, std::size_t count)
      : op_(op), context_(context), a_(a), count_(count), model_(op, context, a) {}

  std::variant<std::vector<Candidate>, Infeasible> run(const std::vector<const Spread*>& spreads) {
    std::vector<std::pair<const Split*, const Spread*>> splits;
    for (const Spread* spread : spreads)
      for (const Split& split : spread->splits) splits.emplace_back(&split, spread);
    if (spreads.size() > 1)
      std::stable_sort(splits.begin(), splits.end(),
                       [](const auto& l, const auto& r) { return l.first->cycles < r.first->cycles; });
    // Where transfers decide, splits hardly differ.
    constexpr int kPatience = 5;
    small_ = splits.front().first->cycles < kSmallCycles;
    int fruitless = 0;
    for (const auto& [split, spread] : splits) {
      // Tiling adds cycles to a whole share, so this bound holds for all that follow.
      if (hopeless(double(split->cycles))) break;
      share_cycles_ = double(split->cycles);
      const double before = best_.empty() ? std::numeric_limits<double>::max() : best_.front().cost;
      set_tile_sizes(spread->whole_share(op_, *split));
      if (small_)
        try_all();
      else
        descend_from_all_seeds();
      if (best_.empty()) continue;
      fruitless = best_.front().cost < 0.998 * before ? 0 : fruitless + 1;
      if (!small_ && fruitless >= kPatience) break;
    }
    if (best_.empty())
      for (const auto& [split, spread] : splits) {
        set_tile_sizes(spread->whole_share(op_, *split));
        try_smallest();
      }
    if (!best_.empty()) return best_;
    return blocked();
  }

 private:
  enum Axis { y_axis, x_axis, g_axis, k_axis, c_axis, kAxes };
  using Point = std::array<std::size_t, kAxes>;  // indices into sizes_

  bool full() const { return best_.size() >= count_; }

  // No mapping with at least so many compute cycles can be much better than the best found.
  bool hopeless(double compute_cycles) const {
    if (best_.empty()) return false;
    constexpr double kSmallCost = 2000, kTolerance = 0.01, kSmallTolerance = 0.002;
    const double best = best_.front().cost;
    if (best < kSmallCost && !full()) return false;
    const double tolerance = best < kSmallCost ? kSmallTolerance : kTolerance;
    return std::max(compute_cycles, model_.least_transfer()) >= best * (1 - tolerance);
  }

  void set_tile_sizes(const Mapping& m) {
    model_.set_split(m);
    const auto unit = [&](Dim d, int lanes) {
      return lanes * (m.cores == d ? a_.configuration.cores_per_pe : 1);
    };
    const auto tabulate = [&](Axis axis, const TileSizes& sizes) {
      sizes_[axis] = sizes;
      for (std::size_t i = 0; i < sizes.size(); ++i)
        extents_[axis][i] = model_.extent(static_cast<Dim>(axis), sizes[i]);
    };
    tabulate(y_axis, TileSizes(model_.share(Dim::y), unit(Dim::y, 1), 9));
    tabulate(x_axis, TileSizes(model_.share(Dim::x), unit(Dim::x, m.lanes_x), 6));
    tabulate(g_axis,
             m.tile_g == 1 ? TileSizes(1) : TileSizes(model_.share(Dim::g), unit(Dim::g, m.lanes_g), 6));
    tabulate(k_axis, TileSizes(model_.share(Dim::k), unit(Dim::k, m.lanes_k), 8));
    sizes_[c_axis] = op_.kernel != simulator::Kernel::mac
                         ? TileSizes(op_.C)
                         : TileSizes(op_.C, std::min(op_.C, m.ways_over_s ? 1 : a_.constants.mac_ways), 8);
    for (std::size_t i = 0; i < sizes_[c_axis].size(); ++i)
      reductions_[i] = model_.reduction(sizes_[c_axis][i]);
    whole_k_ = op_.G > 1 && op_.K > 1;
  }

  int size(const Point& p, Axis axis) const { return sizes_[axis][p[axis]]; }

  // Several groups at once only with all their channels.
  bool legal(const Point& p) const { return !whole_k_ || size(p, g_axis) == 1 || size(p, k_axis) == op_.K; }

  TileShape shape_at(const Point& p, LoopOrder order) const {
    TileShape shape;
    for (int d = 0; d < 4; ++d) shape.along[d] = &extents_[d][p[d]];
    shape.c = &reductions_[p[c_axis]];
    shape.order = order;
    return shape;
  }

  // Orders that differ only in loops with one tile are the same; the first of them stands for all.
  static bool redundant(const TileShape& s) {
    const auto tiles = [&](Axis axis) { return s.along[axis]->tiles; };
    const bool space = tiles(y_axis) * tiles(x_axis) > 1, channels = tiles(g_axis) * tiles(k_axis) > 1,
               reduction = s.c->tiles > 1;
    if (s.order == LoopOrder::ksc) return !(space && channels);
    return s.order == LoopOrder::kcs && !(space && reduction);
  }

  double tiles(const Point& p, Axis axis) const { return extents_[axis][p[axis]].tiles; }

  // Every tile: for small ops.
  void try_all() {
    // Every tile beyond the first adds its start-up, and at least a beat of drain.
    const double tile_overhead = a_.constants.compute_startup_cycles + 1;
    const auto beyond = [&](double tiles) { return share_cycles_ + (tiles - 1) * tile_overhead; };
    Point p{};
    for (p[g_axis] = 0; p[g_axis] < sizes_[g_axis].size(); ++p[g_axis])
      for (p[k_axis] = 0; p[k_axis] < sizes_[k_axis].size(); ++p[k_axis]) {
        if (!legal(p)) continue;
        const double channels = tiles(p, g_axis) * tiles(p, k_axis);
        if (hopeless(beyond(channels))) continue;
        for (p[c_axis] = 0; p[c_axis] < sizes_[c_axis].size(); ++p[c_axis]) {
          const double weights = channels * reductions_[p[c_axis]].tiles;
          if (hopeless(beyond(weights))) break;
          for (p[y_axis] = 0; p[y_axis] < sizes_[y_axis].size(); ++p[y_axis]) {
            const double rows = weights * tiles(p, y_axis);
            if (hopeless(beyond(rows))) break;
            for (p[x_axis] = 0; p[x_axis] < sizes_[x_axis].size(); ++p[x_axis]) {
              // Columns are cut only when rows are already as thin as they get.
              if (p[x_axis] > 0 && p[y_axis] + 1 < sizes_[y_axis].size()) break;
              if (hopeless(beyond(rows * tiles(p, x_axis)))) break;
              for (const LoopOrder order : {LoopOrder::skc, LoopOrder::ksc, LoopOrder::kcs}) try_at(p, order);
            }
          }
        }
      }
  }

  // The smallest tiles, which need the least memory: with all of c (no partial sums) and with little of it.
  void try_smallest() {
    Point p;
    for (int axis = 0; axis < kAxes; ++axis) p[axis] = sizes_[axis].size() - 1;
    for (const std::size_t c : {std::size_t{0}, p[c_axis]}) {
      p[c_axis] = c;
      for (const LoopOrder order : {LoopOrder::skc, LoopOrder::ksc, LoopOrder::kcs}) try_at(p, order);
    }
  }

  // For each order, downhill from the largest tiles that fit.
  void descend_from_all_seeds() {
    for (const LoopOrder order : {LoopOrder::skc, LoopOrder::ksc, LoopOrder::kcs})
      for (const Axis shrinks_first : {k_axis, c_axis}) {
        Point seed{};
        bool shrank = false;
        if (!make_fit(&seed, order, shrinks_first, &shrank)) continue;
        descend(seed, order);
        if (hopeless(share_cycles_)) return;
        if (!shrank) break;  // the other seed is the same
      }
  }

  // Makes tiles smaller until they fit: `first` before others where weights are too large. Whether it
  // succeeded; `weights_shrank`: whether weights were too large.
  bool make_fit(Point* p, LoopOrder order, Axis first, bool* weights_shrank) const {
    const auto shrink = [&](std::initializer_list<Axis> axes) {
      for (const bool idle : {false, true})
        for (const Axis axis : axes)
          if ((*p)[axis] + 1 < (idle ? sizes_[axis].size() : sizes_[axis].whole_units())) {
            ++(*p)[axis];
            return true;
          }
      return false;
    };
    for (;;) {
      if (!legal(*p)) {
        if (!shrink({g_axis})) return false;
        continue;
      }
      const TileShape shape = shape_at(*p, order);
      const Fit needs = model_.smallest_needs(shape, model_.sizes(shape));
      if (model_.fits(needs)) return true;
      bool changed;
      if (needs.core_memory > context_.core_memory || needs.parameter_memory > context_.parameter_memory) {
        *weights_shrank = true;
        changed = shrink({first, first == k_axis ? c_axis : k_axis, g_axis});
      } else if (needs.activation_memory > context_.activation_memory) {
        changed = shrink({x_axis, g_axis, k_axis});
      } else {
        changed = shrink({y_axis, x_axis, g_axis, k_axis, c_axis});
      }
      if (!changed) return false;
    }
  }

  // Cost of the best number of rows for the other extents of a point, downhill from those that the point has;
  // from fewer if those do not fit. Leaves them in the point.
  double best_rows(Point* p, LoopOrder order) {
    const std::size_t sizes = sizes_[y_axis].size();
    std::size_t y = (*p)[y_axis], best = y;
    double least = kNever;
    bool overlaps = false;
    // Fewer rows: until they cost more, which they do once no memory holds one tile only.
    for (; y < sizes; ++y) {
      const double cost = try_rows(p, y, order, &overlaps);
      if (cost < least) {
        least = cost;
        best = y;
      } else if (cost < kNever && overlaps) {
        break;
      }
    }
    // More rows.
    if (best == (*p)[y_axis] || y == best + 1)
      for (y = best; y-- > 0;) {
        const double cost = try_rows(p, y, order, &overlaps);
        if (cost >= least) break;
        least = cost;
        best = y;
      }
    (*p)[y_axis] = best;
    return least;
  }

  double try_rows(const Point* p, std::size_t y, LoopOrder order, bool* overlaps) {
    Point at = *p;
    at[y_axis] = y;
    return try_at(at, order, overlaps);
  }

  void descend(Point p, LoopOrder order) {
    double cost = best_rows(&p, order);
    for (bool improved = true; improved;) {
      improved = false;
      for (const Axis axis : {k_axis, c_axis, g_axis, x_axis})
        for (const int step : {1, -1}) {
          for (;;) {
            Point next = p;
            next[axis] += std::size_t(step);
            if (next[axis] >= sizes_[axis].size() || !legal(next)) break;
            if (axis == x_axis && step > 0 && p[y_axis] + 1 < sizes_[y_axis].size()) break;
            // A larger extent may need smaller ones elsewhere.
            bool ignored;
            if (step < 0 &&
                (!make_fit(&next, order, axis == k_axis ? c_axis : k_axis, &ignored) || next == p))
              break;
            const double found = best_rows(&next, order);
            if (found >= cost) break;
            cost = found;
            p = next;
            improved = true;
            if (hopeless(share_cycles_)) return;
          }
        }
    }
  }

  static bool same_split(const Mapping& a, const Mapping& b) {
    return a.rows == b.rows && a.columns == b.columns && a.cores == b.cores && a.lanes_g == b.lanes_g &&
           a.lanes_k == b.lanes_k && a.lanes_x == b.lanes_x && a.ways_over_s == b.ways_over_s;
  }

  // Its cost, or kNever if it does not fit. `overlaps`: no memory holds one tile only.
  double try_at(const Point& p, LoopOrder order, bool* overlaps = nullptr) {
    const TileShape shape = shape_at(p, order);
    if (redundant(shape)) return kNever;
    const CostModel::Sizes sizes = model_.sizes(shape);
    const Fit needs = model_.smallest_needs(shape, sizes);
    if (!model_.fits(needs)) {
      if (best_.empty()) note(needs);
      return kNever;
    }
    Candidate candidate = model_.estimate(shape, sizes);
    if (overlaps) *overlaps = candidate.input.count != 1 && candidate.output.count != 1;
    candidate.bound = std::max(share_cycles_, model_.least_transfer());
    if (full() && candidate.cost >= best_.back().cost) return candidate.cost;
    // Of a large op only the best two tiles of a split and order: their neighbours would crowd out other
    // ideas.
    std::size_t alike = 0, worst = 0;
    for (std::size_t i = 0; i < best_.size(); ++i) {
      const Mapping &known = best_[i].mapping, &found = candidate.mapping;
      if (known == found) return candidate.cost;
      if (!small_ && known.order == found.order && same_split(known, found)) ++alike, worst = i;
    }
    if (alike == 2) {
      if (best_[worst].cost <= candidate.cost) return candidate.cost;
      best_.erase(best_.begin() + std::ptrdiff_t(worst));
    }
    const auto at = std::upper_bound(best_.begin(), best_.end(), candidate,
                                     [](const Candidate& l, const Candidate& r) { return l.cost < r.cost; });
    best_.insert(at, candidate);
    if (best_.size() > count_) best_.pop_back();
    return candidate.cost;
  }

  // For each memory: the least that any mapping needs that passes all memories before it.
  void note(const Fit& fit) {
    const std::int64_t needs[] = {fit.core_memory, fit.parameter_memory, fit.activation_memory,
                                  fit.pe_memory};
    for (int i = 0; i < 4; ++i) {
      least_[i] = std::min(least_[i], needs[i]);
      if (needs[i] > available(i)) return;
    }
  }

  std::int64_t available(int memory) const {
    const std::int64_t sizes[] = {context_.core_memory, context_.parameter_memory, context_.activation_memory,
                                  context_.pe_memory};
    return sizes[memory];
  }

  Infeasible blocked() const {
    static const Infeasible::Reason reasons[] = {
        Infeasible::Reason::core_memory, Infeasible::Reason::parameter_memory,
        Infeasible::Reason::activation_memory, Infeasible::Reason::pe_memory};
    int i = 0;
    while (i < 3 && least_[i] <= available(i)) ++i;
    return {reasons[i], {}, double(least_[i]), double(available(i))};
  }

  static constexpr double kNever = std::numeric_limits<double>::max();

  const Op& op_;
  const OpContext& context_;
  const Accelerator& a_;
  const std::size_t count_;
  CostModel model_;
  double share_cycles_ = 0;
  std::array<TileSizes, kAxes> sizes_;
  std::array<std::array<LoopExtent, TileSizes::kMost>, 4> extents_;
  std::array<ReductionExtent, TileSizes::kMost> reductions_;
  bool whole_k_ = false, small_ = false;
  std::vector<Candidate> best_;
  std::array<std::int64_t, 4> least_{INT64_MAX, INT64_MAX, INT64_MAX, INT64_MAX};
};

}  // namespace

std::variant<std::vector<Candidate>, Infeasible> search_mapping(const Op& op, const OpContext& context,
                                                                const Accelerator& a,
                                                                const std::vector<const Spread*>& spreads,
                                                                std::size_t count) {
  return Search(op, context, a, count).run(spreads);
}

}  // namespace apollo::compiler
