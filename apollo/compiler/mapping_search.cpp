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

std::int64_t whole_share_cycles(const Op& op, const Mapping& m, const Accelerator& a) {
  const Tiling n(op, m, a);
  return n.compute_cycles(n.vectors(n.share[0], n.share[1], n.share[2], n.share[3]), op.C, false, false,
                          a.constants);
}

// Lane splits for what one core has of each dimension.
void add_lane_splits(const Op& op, const Mapping& base, int x, int g, int k, int lanes,
                     std::vector<Mapping>* out) {
  if (is_row_kernel(op.kernel)) {
    out->push_back(base);
    return;
  }
  const bool over_x = !op.rows.transposed;
  for (const int lanes_k : divisions(k, lanes, 6))
    for (const int lanes_g : divisions(g, std::max(1, lanes / lanes_k), 6)) {
      Mapping m = base;
      m.lanes_k = lanes_k;
      m.lanes_g = lanes_g;
      const int rest = lanes / (lanes_k * lanes_g);
      m.lanes_x = over_x && rest > 1 ? ceil_div(x, ceil_div(x, rest)) : 1;
      out->push_back(m);
      if (op.S() > 1) {
        m.ways_over_s = true;
        out->push_back(m);
      }
    }
}

}  // namespace

std::vector<Mapping> core_splits(const Op& op, const Accelerator& a, Dim rows, Dim columns) {
  Mapping base;
  base.rows = rows;
  base.columns = columns;
  base.tile_y = op.Y;
  base.tile_x = op.X;
  base.tile_g = op.G;
  base.tile_k = op.K;
  base.tile_c = op.C;
  if (op.G > 1 && op.K > 1 && (rows == Dim::k || columns == Dim::k)) base.tile_g = 1;
  const Tiling whole(op, base, a);
  const int cores = a.configuration.cores_per_pe;
  std::vector<Mapping> out;
  for (const Dim core_dim : useful_dims(op)) {
    if (is_row_kernel(op.kernel) && core_dim != Dim::y && core_dim != Dim::x) continue;
    std::array<int, 4> extent = whole.share;
    if (base.tile_g == 1) extent[2] = 1;
    int& split = extent[static_cast<int>(core_dim)];
    if (cores > 1 && split == 1 && core_dim != useful_dims(op)[0]) continue;
    split = ceil_div(split, cores);
    Mapping m = base;
    m.cores = core_dim;
    add_lane_splits(op, m, extent[1], extent[2], extent[3], a.configuration.compute_lanes, &out);
    if (cores == 1) break;
  }
  if (out.empty()) {
    base.cores = Dim::y;
    out.push_back(base);
  }
  return out;
}

std::vector<Spread> spreads(const Op& op, const Accelerator& a) {
  std::vector<Spread> out;
  std::vector<Dim> dims = useful_dims(op);
  if (is_row_kernel(op.kernel)) dims = {Dim::y, Dim::x};
  for (const Dim rows : dims)
    for (const Dim columns : dims) {
      Spread best{rows, columns, {}, std::numeric_limits<std::int64_t>::max()};
      for (const Mapping& m : core_splits(op, a, rows, columns))
        if (const std::int64_t cycles = whole_share_cycles(op, m, a); cycles < best.compute_cycles)
          best.whole_share = m, best.compute_cycles = cycles;
      out.push_back(best);
    }
  std::stable_sort(out.begin(), out.end(),
                   [](const Spread& l, const Spread& r) { return l.compute_cycles < r.compute_cycles; });
  return out;
}

namespace {

// Tile extents to try for a share, coarse first: every multiple of `unit` where there are few, otherwise the
// whole and balanced divisions of it rounded up to `unit`.
std::vector<int> tile_sizes(int share, int unit, std::size_t count) {
  constexpr int kFew = 8;
  std::vector<int> out;
  if (share <= kFew * unit) {
    out.push_back(share);
    for (int size = (share - 1) / unit * unit; size > 0; size -= unit) out.push_back(size);
  }
  for (int n = 1; out.size() < count && share > kFew * unit; n = n < 6 ? n + 1 : n * 2) {
    const int size = std::min(share, ceil_div(ceil_div(share, n), unit) * unit);
    if (out.empty() || out.back() != size) out.push_back(size);
    if (size <= unit || n > share) break;
  }
  // The smallest, so that what can fit is always tried.
  if (out.back() > unit) out.push_back(std::min(unit, share));
  if (out.back() > 1) out.push_back(1);
  return out;
}

class Search {
 public:
  Search(const Op& op, const OpContext& context, const Accelerator& a, std::size_t count)
      : op_(op), context_(context), a_(a), count_(count) {
    // Cycles that the transfers take whatever the mapping.
    const auto& k = a.constants;
    double dram = 0;
    if (op.has_weights() && !context.weights_pinned) dram += double(op.weight_bytes(op.G, op.K, op.C, true));
    const auto& in = op.input.shape;
    if (context.input_staged && op.rows.stride <= op.R() && op.columns.stride <= op.S())
      dram += double(op.rows.input_range({0, op.Y}, in.height).size()) *
              op.columns.input_range({0, op.X}, in.width).size() * in.channels;
    if (context.output_stored) dram += double(op.output.shape.elements());
    least_transfer_ = std::max(dram * k.clock_mhz / double(a.dram_mbps()),
                               double(context.exchange_bytes) / k.activation_entry_bytes);
  }

  std::variant<std::vector<Candidate>, Infeasible> run(Dim rows, Dim columns) {
    std::vector<std::pair<std::int64_t, Mapping>> splits;
    for (const Mapping& m : core_splits(op_, a_, rows, columns))
      splits.emplace_back(whole_share_cycles(op_, m, a_), m);
    std::stable_sort(splits.begin(), splits.end(),
                     [](const auto& l, const auto& r) { return l.first < r.first; });
    for (const auto& [cycles, split] : splits) {
      if (hopeless(double(cycles)))
        break;  // tiling adds cycles to a whole share, so this bound holds for all that follow
      share_cycles_ = double(cycles);
      try_tiles(split);
    }
    if (!best_.empty()) return best_;
    return blocked();
  }

 private:
  bool full() const { return best_.size() >= count_; }

  // No mapping with at least so many compute cycles can be better by more than kTolerance than the best
  // found.
  bool hopeless(double compute_cycles) const {
    constexpr double kTolerance = 0.002;
    return full() && std::max(compute_cycles, least_transfer_) >= best_.front().cost * (1 - kTolerance);
  }

  void try_tiles(const Mapping& split) {
    const Tiling whole(op_, split, a_);
    const auto unit = [&](Dim d, int lanes) {
      return lanes * (split.cores == d ? a_.configuration.cores_per_pe : 1);
    };
    const bool has_c_tiles = op_.kernel == simulator::Kernel::mac;
    const auto& s = whole.share;
    const std::vector<int> ys = tile_sizes(s[0], unit(Dim::y, 1), 9),
                           xs = tile_sizes(s[1], unit(Dim::x, split.lanes_x), 6),
                           gs = split.tile_g == 1 ? std::vector<int>{1}
                                                  : tile_sizes(s[2], unit(Dim::g, split.lanes_g), 6);
    const std::vector<int> ks = tile_sizes(s[3], unit(Dim::k, split.lanes_k), 8);
    const std::vector<int> cs =
        has_c_tiles ? tile_sizes(op_.C, std::min(op_.C, split.ways_over_s ? 1 : a_.constants.mac_ways), 8)
                    : std::vector<int>{op_.C};
    // Every tile beyond the first adds its start-up, and at least a beat of drain.
    const double tile_overhead = a_.constants.compute_startup_cycles + 1;
    const auto tiles = [&](int share, int tile) { return double(ceil_div(share, tile)); };
    const int cores_k = split.cores == Dim::k ? a_.configuration.cores_per_pe : 1,
              cores_g = split.cores == Dim::g ? a_.configuration.cores_per_pe : 1;
    Mapping m = split;
    for (const int g : gs)
      for (const int k : ks) {
        if (op_.G > 1 && op_.K > 1 && g > 1 && k < op_.K) continue;
        const double channel_tiles = tiles(s[2], g) * tiles(s[3], k);
        if (hopeless(share_cycles_ + (channel_tiles - 1) * tile_overhead)) continue;
        for (const int c : cs) {
          const double weight_tiles = channel_tiles * tiles(op_.C, c);
          if (hopeless(share_cycles_ + (weight_tiles - 1) * tile_overhead)) break;
          const bool weights_fit =
              context_.weights_pinned ||
              op_.weight_bytes(ceil_div(g, cores_g), ceil_div(k, cores_k), c, false) <= context_.core_memory;
          if (!weights_fit && !best_.empty()) continue;
          for (const int y : ys) {
            if (hopeless(share_cycles_ + (weight_tiles * tiles(s[0], y) - 1) * tile_overhead)) break;
            for (const int x : xs) {
              if (x < s[1] && y > ys.back())
                break;  // columns are cut only when rows are already as thin as they get
              if (hopeless(share_cycles_ +
                           (weight_tiles * tiles(s[0], y) * tiles(s[1], x) - 1) * tile_overhead))
                break;
              m.tile_y = y;
              m.tile_x = x;
              m.tile_g = std::min(g, op_.G);
              m.tile_k = k;
              m.tile_c = c;
              try_orders(m);
            }
          }
        }
      }
  }

  void try_orders(Mapping m) {
    const Tiling n(op_, m, a_);
    const bool space = n.tiles[0] * n.tiles[1] > 1, channels = n.tiles[2] * n.tiles[3] > 1,
               reduction = n.tiles_c > 1;
    for (const LoopOrder order : {LoopOrder::skc, LoopOrder::ksc, LoopOrder::kcs}) {
      if (order == LoopOrder::ksc && !(space && channels)) continue;   // the same as skc
      if (order == LoopOrder::kcs && !(space && reduction)) continue;  // the same as ksc
      m.order = order;
      Tiling ordered = n;
      ordered.mapping.order = order;
      consider(ordered);
    }
  }

  void consider(const Tiling& n) {
    const Fit needs = smallest_needs(op_, n, context_);
    if (!fits(needs, context_, a_)) {
      if (best_.empty()) note(needs);
      return;
    }
    Candidate candidate = estimate(op_, n, context_, a_);
    candidate.bound = std::max(share_cycles_, least_transfer_);
    if (full() && candidate.cost >= best_.back().cost) return;
    const auto at = std::upper_bound(best_.begin(), best_.end(), candidate,
                                     [](const Candidate& l, const Candidate& r) { return l.cost < r.cost; });
    best_.insert(at, candidate);
    if (best_.size() > count_) best_.pop_back();
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
    const std::int64_t sizes[] = {context_.core_memory, a_.parameter_memory_bytes(),
                                  a_.activation_memory_bytes(), context_.pe_memory};
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

  const Op& op_;
  const OpContext& context_;
  const Accelerator& a_;
  const std::size_t count_;
  double least_transfer_ = 0, share_cycles_ = 0;
  std::vector<Candidate> best_;
  std::array<std::int64_t, 4> least_{INT64_MAX, INT64_MAX, INT64_MAX, INT64_MAX};
};

}  // namespace

std::variant<std::vector<Candidate>, Infeasible> search_mapping(const Op& op, const OpContext& context,
                                                                const Accelerator& a, Dim rows, Dim columns,
                                                                std::size_t count) {
  return Search(op, context, a, count).run(rows, columns);
}

}  // namespace apollo::compiler
