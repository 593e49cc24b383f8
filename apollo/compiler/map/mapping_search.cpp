#include "apollo/compiler/map/mapping_search.h"

#include <algorithm>
#include <limits>

#include "apollo/compiler/map/tile_sizes.h"

namespace apollo::compiler::map {

using machine::Accelerator;
using program::Dim;
using program::LoopOrder;
using program::Mapping;
using program::Op;
using program::Tiling;

namespace {

class Search {
 public:
  Search(const Op& op, const OpContext& context, const Accelerator& a, std::size_t count)
      : op_(op), context_(context), a_(a), count_(count), model_(op, context, a) {}

  std::variant<std::vector<Candidate>, machine::Infeasible> run(const std::vector<const Spread*>& spreads) {
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
        share_cycles_ = double(split->cycles);
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
    sizes_[c_axis] = op_.kernel != program::Kernel::mac
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
    if (best == (*p)[y_axis])
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

  machine::Infeasible blocked() const {
    static const machine::Infeasible::Reason reasons[] = {
        machine::Infeasible::Reason::core_memory, machine::Infeasible::Reason::parameter_memory,
        machine::Infeasible::Reason::activation_memory, machine::Infeasible::Reason::pe_memory};
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

std::variant<std::vector<Candidate>, machine::Infeasible> search_mapping(
    const Op& op, const OpContext& context, const Accelerator& a, const std::vector<const Spread*>& spreads,
    std::size_t count) {
  return Search(op, context, a, count).run(spreads);
}

}  // namespace apollo::compiler::map
