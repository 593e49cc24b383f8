#include "apollo/compiler/map/mapping_search.h"

#include <algorithm>
#include <limits>

#include "apollo/compiler/map/shortage.h"
#include "apollo/compiler/map/shortlist.h"
#include "apollo/compiler/map/split_order.h"
#include "apollo/compiler/map/tile_grid.h"
#include "apollo/compiler/map/tried_points.h"

namespace apollo::compiler::map {

using machine::Accelerator;
using program::LoopOrder;
using program::Op;
using Axis = TileGrid::Axis;
using Point = TileGrid::Point;

namespace {

constexpr double kNever = std::numeric_limits<double>::max();
constexpr LoopOrder kOrders[] = {LoopOrder::skc, LoopOrder::ksc, LoopOrder::kcs};

// Of a large op, the best two tiles of a split and order are looked at closer.
constexpr std::size_t kCrowd = 2;

class Search {
 public:
  // `small`: tries all tiles of each split, instead of going downhill.
  Search(const Op& op, const OpContext& context, const Accelerator& a, const Prices& prices,
         std::size_t count, bool small)
      : op_(op),
        context_(context),
        accelerator_(a),
        // Every tile beyond the first adds its start-up, and at least a beat of drain.
        tile_overhead_(a.constants.compute_startup_cycles + 1),
        small_(small),
        grid_(op, a),
        footprints_(op, context, a.constants.transfers_held),
        costs_(op, context, a, prices),
        found_(count, small ? count : kCrowd) {}

  std::variant<std::vector<Candidate>, machine::Infeasible> run(const std::vector<const Spread*>& spreads) {
    // Where transfers decide, splits hardly differ: after so many that gain less than a tolerance each.
    constexpr int kPatience = 5;
    constexpr double kGain = 0.002;
    int fruitless = 0;
    const std::vector<SplitOfSpread> splits = splits_in_order(spreads, costs_);
    for (const SplitOfSpread& split : splits) {
      // Tiling adds cycles to a whole share, so this bound holds for all that follow.
      if (hopeless_at(split.bound)) break;
      const double before = found_.empty() ? kNever : found_.least_cost();
      share_cycles_ = least_cycles(split, op_, accelerator_, footprints_, costs_);
      events_ = split.events;
      if (hopeless(share_cycles_)) continue;
      set_split(split);
      if (small_)
        try_all();
      else
        descend_from_all_seeds();
      if (found_.empty()) continue;
      fruitless = found_.least_cost() < (1 - kGain) * before ? 0 : fruitless + 1;
      if (!small_ && fruitless >= kPatience) break;
    }
    if (found_.empty())
      for (const SplitOfSpread& split : splits) {
        set_split(split);
        try_smallest();
      }
    if (!found_.empty()) return found_.candidates();
    return shortage_.reason(context_.free);
  }

 private:
  void set_split(const SplitOfSpread& split) {
    grid_.set_split(split.spread->whole_share(op_, *split.split));
    tried_.clear();
  }

  bool matter_of_latencies() const { return !found_.empty() && costs_.is_small(found_.candidates().front()); }
  // No mapping that costs at least so much can be much better than the best found. Where latencies weigh more
  // than any bound tells, a small gain counts, and the list is filled first.
  bool hopeless_at(double bound) const {
    if (found_.empty()) return false;
    constexpr double kTolerance = 0.01, kSmallTolerance = 0.002;
    const bool small = matter_of_latencies();
    if (small && !found_.full()) return false;
    return bound >= found_.least_cost() * (1 - (small ? kSmallTolerance : kTolerance));
  }
  // Likewise of the current split's mappings with at least so many compute cycles.
  bool hopeless(double compute_cycles) const { return hopeless_at(costs_.bound(compute_cycles, events_)); }
  bool hopeless_in_tiles(double tiles) const {
    return hopeless(share_cycles_ + (tiles - 1) * tile_overhead_);
  }

  void try_all();
  void try_columns(Point p, double rows);
  void try_smallest();
  void descend_from_all_seeds();
  void descend(Point p, LoopOrder order);
  bool step(Point* p, double* cost, LoopOrder order, Axis axis, int step);
  bool make_fit(Point* p, LoopOrder order, Axis first, bool* weights_shrank,
                Axis of_space = TileGrid::y_axis) const;
  double best_rows(Point* p, LoopOrder order);
  double try_at(const Point& p, LoopOrder order, bool* overlaps);
  TriedPoints::Result try_new(const Point& p, LoopOrder order);
  // Where latencies do not decide, columns are cut only when rows are already as thin as they get.
  bool thinnest_rows(const Point& p) const {
    return p[TileGrid::y_axis] + 1 == grid_.positions(TileGrid::y_axis);
  }

  const Op& op_;
  const OpContext& context_;
  const Accelerator& accelerator_;
  const double tile_overhead_;  // cycles
  const bool small_;
  TileGrid grid_;
  FootprintModel footprints_;
  CostModel costs_;
  // Of the split: compute cycles, the whole share as one tile; its events, picojoules.
  double share_cycles_ = 0, events_ = 0;
  TriedPoints tried_;
  Shortlist found_;
  Shortage shortage_;
};

// Every tile: for small ops.
void Search::try_all() {
  using G = TileGrid;
  Point p{};
  for (p[G::g_axis] = 0; p[G::g_axis] < grid_.positions(G::g_axis); ++p[G::g_axis])
    for (p[G::k_axis] = 0; p[G::k_axis] < grid_.positions(G::k_axis); ++p[G::k_axis]) {
      if (!grid_.legal(p)) continue;
      const double channels = grid_.tiles(p, G::g_axis) * grid_.tiles(p, G::k_axis);
      if (hopeless_in_tiles(channels)) continue;
      for (p[G::c_axis] = 0; p[G::c_axis] < grid_.positions(G::c_axis); ++p[G::c_axis]) {
        const double weights = channels * grid_.tiles(p, G::c_axis);
        if (hopeless_in_tiles(weights)) break;
        for (p[G::y_axis] = 0; p[G::y_axis] < grid_.positions(G::y_axis); ++p[G::y_axis]) {
          const double rows = weights * grid_.tiles(p, G::y_axis);
          if (hopeless_in_tiles(rows)) break;
          try_columns(p, rows);
        }
      }
    }
}

void Search::try_columns(Point p, double rows) {
  for (std::size_t x = 0; x < grid_.positions(TileGrid::x_axis); ++x) {
    p[TileGrid::x_axis] = x;
    if (x > 0 && !thinnest_rows(p)) break;
    if (hopeless_in_tiles(rows * grid_.tiles(p, TileGrid::x_axis))) break;
    for (const LoopOrder order : kOrders) try_new(p, order);
  }
}

// The smallest tiles, which need the least memory: with all of c (no partial sums) and with little of it.
void Search::try_smallest() {
  Point p = grid_.smallest();
  for (const std::size_t c : {std::size_t{0}, p[TileGrid::c_axis]}) {
    p[TileGrid::c_axis] = c;
    for (const LoopOrder order : kOrders) try_new(p, order);
  }
}

// For each order, downhill from the largest tiles that fit: wide ones, and tall ones where latencies decide.
void Search::descend_from_all_seeds() {
  for (const Axis of_space : {TileGrid::y_axis, TileGrid::x_axis}) {
    if (of_space == TileGrid::x_axis && !matter_of_latencies()) return;
    for (const LoopOrder order : kOrders)
      for (const Axis shrinks_first : {TileGrid::k_axis, TileGrid::c_axis}) {
        Point seed{};
        bool shrank = false;
        if (!make_fit(&seed, order, shrinks_first, &shrank, of_space)) continue;
        descend(seed, order);
        if (hopeless(share_cycles_)) return;
        if (!shrank) break;  // the other seed is the same
      }
  }
}

// Makes tiles smaller until they fit: `first` before others where weights are too large, `of_space` before
// the other axis of space. Whether it succeeded; `weights_shrank`: whether weights were too large.
bool Search::make_fit(Point* p, LoopOrder order, Axis first, bool* weights_shrank, Axis of_space) const {
  using G = TileGrid;
  for (;;) {
    if (!grid_.legal(*p)) {
      if (!grid_.shrink(p, {G::g_axis})) return false;
      continue;
    }
    const TileShape shape = grid_.shape(*p, order);
    const Memories needs = footprints_.needs(shape, footprints_.of(grid_.whole(), shape));
    if (needs.fit(context_.free)) return true;
    bool changed;
    if (needs.core > context_.free.core || needs.parameter > context_.free.parameter) {
      *weights_shrank = true;
      changed = grid_.shrink(p, {first, first == G::k_axis ? G::c_axis : G::k_axis, G::g_axis});
    } else if (needs.activation > context_.free.activation) {
      changed = grid_.shrink(p, {G::x_axis, G::g_axis, G::k_axis});
    } else {
      changed = grid_.shrink(
          p, {of_space, of_space == G::y_axis ? G::x_axis : G::y_axis, G::g_axis, G::k_axis, G::c_axis});
    }
    if (!changed) return false;
  }
}

// Cost of the best number of rows for the other extents of a point, downhill from those that the point has;
// from fewer if those do not fit. Leaves them in the point.
double Search::best_rows(Point* p, LoopOrder order) {
  const std::size_t sizes = grid_.positions(TileGrid::y_axis);
  Point at = *p;
  std::size_t &y = at[TileGrid::y_axis], best = y;
  double least = kNever;
  bool overlaps = false;
  // Fewer rows: until they cost more, which they do once no memory holds one tile only.
  for (; y < sizes; ++y) {
    const double cost = try_at(at, order, &overlaps);
    if (cost < least) {
      least = cost;
      best = y;
    } else if (cost < kNever && overlaps) {
      break;
    }
  }
  // More rows.
  if (best == (*p)[TileGrid::y_axis])
    for (y = best; y-- > 0;) {
      const double cost = try_at(at, order, &overlaps);
      if (cost >= least) break;
      least = cost;
      best = y;
    }
  (*p)[TileGrid::y_axis] = best;
  return least;
}

// Goes one step along an axis, if that costs less. Whether it did.
bool Search::step(Point* p, double* cost, LoopOrder order, Axis axis, int step) {
  Point next = *p;
  next[axis] += static_cast<std::size_t>(step);
  if (next[axis] >= grid_.positions(axis) || !grid_.legal(next)) return false;
  if (axis == TileGrid::x_axis && step > 0 && !thinnest_rows(*p) && !matter_of_latencies()) return false;
  // A larger extent may need smaller ones elsewhere.
  const Axis shrinks_first = axis == TileGrid::k_axis ? TileGrid::c_axis : TileGrid::k_axis;
  bool ignored;
  if (step < 0 && (!make_fit(&next, order, shrinks_first, &ignored) || next == *p)) return false;
  const double found = best_rows(&next, order);
  if (found >= *cost) return false;
  *cost = found;
  *p = next;
  return true;
}

void Search::descend(Point p, LoopOrder order) {
  double cost = best_rows(&p, order);
  for (bool improved = true; improved;) {
    improved = false;
    for (const Axis axis : {TileGrid::k_axis, TileGrid::c_axis, TileGrid::g_axis, TileGrid::x_axis})
      for (const int direction : {1, -1})
        while (step(&p, &cost, order, axis, direction)) {
          improved = true;
          if (hopeless(share_cycles_)) return;
        }
  }
}

// Its cost, or kNever if it does not fit. `overlaps`: no memory holds one tile only; left alone if it does
// not fit.
double Search::try_at(const Point& p, LoopOrder order, bool* overlaps) {
  bool known;
  TriedPoints::Result* const result = tried_.find(p, order, &known);
  if (!known) *result = try_new(p, order);  // again it would not make the list either
  if (result->fits) *overlaps = result->overlaps;
  return result->cost;
}

TriedPoints::Result Search::try_new(const Point& p, LoopOrder order) {
  const TriedPoints::Result no{kNever, false, false};
  const TileShape shape = grid_.shape(p, order);
  if (redundant(shape)) return no;
  const Footprint footprint = footprints_.of(grid_.whole(), shape);
  const Memories needs = footprints_.needs(shape, footprint);
  if (!needs.fit(context_.free)) {
    if (found_.empty()) shortage_.note(needs, context_.free);
    return no;
  }
  Candidate candidate = costs_.estimate(grid_.whole(), shape, footprint);
  candidate.bound = costs_.bound(share_cycles_, events_);
  found_.add(candidate);
  return {candidate.cost, true, candidate.input.count != 1 && candidate.output.count != 1};
}

}  // namespace

std::variant<std::vector<Candidate>, machine::Infeasible> search_mapping(
    const Op& op, const OpContext& context, const Accelerator& a, const std::vector<const Spread*>& spreads,
    std::size_t count, const Prices& prices) {
  const bool small = std::any_of(spreads.begin(), spreads.end(), [](const Spread* spread) {
    return spread->compute_cycles() < kSmallCycles;
  });
  return Search(op, context, a, prices, count, small).run(spreads);
}

}  // namespace apollo::compiler::map
