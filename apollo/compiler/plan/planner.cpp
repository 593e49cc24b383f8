#include "apollo/compiler/plan/planner.h"

#include <algorithm>
#include <numeric>

#include "apollo/compiler/plan/placement.h"

namespace apollo::compiler::plan {

using program::Op;

Planner::Planner(const lower::LoweredNetwork& network)
    : network_(network),
      uses_(decisions::buffer_uses(network)),
      touches_(network.ops.size()),
      shared_(network),
      isolated_(network),
      chosen_(network.ops.size()) {
  for (std::size_t i = 0; i < network.ops.size(); ++i) {
    const Op& op = network.ops[i];
    touches_[i] = {op.output.buffer, op.input.buffer};
    if (op.operand2.buffer >= 0) touches_[i].push_back(op.operand2.buffer);
    branches_.push_back(std::any_of(touches_[i].begin(), touches_[i].end(), [&](int b) {
      return uses_[b].writers.size() > 1 || uses_[b].readers.size() > 1;
    }));
  }
}

void Planner::set_accelerator(const machine::Accelerator& accelerator) {
  accelerator_ = &accelerator;
  shared_.set_accelerator(accelerator);
  isolated_.set_accelerator(accelerator);
  memo_.clear();
  for (auto& chosen : chosen_spreads_) chosen.clear();
  for (std::size_t i = 0; i < network_.ops.size(); ++i) {
    if (nests_.size() <= i)
      nests_.emplace_back(network_.ops[i], shared_.spreads(static_cast<int>(i)).tilings[0].mapping,
                          accelerator);
    choose(i, 0);
  }
}

std::optional<machine::Infeasible> Planner::make(const PlanOptions& options) {
  options_ = options;
  plan_.ops.assign(network_.ops.size(), decisions::OpDecision());
  plan_.buffers.resize(network_.buffers.size());
  plan_.pinned_bytes = 0;
  std::vector<std::size_t>& chosen = chosen_spreads_[options.keep_on_chip];
  if (chosen.empty()) {
    choose_spreads();
    chosen = chosen_;
  }
  for (std::size_t i = 0; i < chosen.size(); ++i) choose(i, chosen[i]);
  start_buffers();
  if (auto failure = map_all()) return failure;
  return place_all();
}

std::optional<machine::Infeasible> Planner::make_with_pinned_weights() {
  // Mappings that are still good stay.
  for (int op = 0; op < static_cast<int>(plan_.ops.size()); ++op)
    if (!still_good(op)) {
      auto failure = map_op(op);
      if (failure && plan_.ops[op].pinned) {
        plan_.ops[op].pinned = false;  // its weights come from DRAM after all
        failure = map_op(op);
      }
      if (failure) return failure;
    }
  return place_all();
}

// Whether an op's mapping still fits beside pinned weights and costs little more than without them; or, with
// its own weights pinned, little more than its computation.
bool Planner::still_good(int op) {
  constexpr double kLittle = 1.01, kLittleMore = 1.1;
  const map::OpContext now = context(op);
  const program::Mapping& m = plan_.ops[op].mapping;
  map::CostModel model(network_.ops[op], now, *accelerator_);
  const map::MappingShape shape(&model, m);
  const map::CostModel::Sizes sizes = model.sizes(*shape);
  if (!model.fits(model.smallest_needs(*shape, sizes))) return false;
  const double cost = model.estimate(*shape, sizes).cost;
  if (plan_.ops[op].pinned) return cost <= kLittleMore * double(chosen(op).compute_cycles());
  map::OpContext before = now;
  before.core_memory = accelerator_->configuration.core_memory_bytes / 4 * 4;
  map::CostModel model_before(network_.ops[op], before, *accelerator_);
  model_before.set_split(m);
  return cost <= kLittle * model_before.estimate(*shape, sizes).cost;
}

std::optional<machine::Infeasible> Planner::map_all() {
  for (std::size_t i = 0; i < network_.ops.size();) {
    const int op = static_cast<int>(i);
    auto failure = map_op(op);
    if (!failure) {
      ++i;
      continue;
    }
    if (plan_.ops[i].pinned) {
      plan_.ops[i].pinned = false;  // its weights come from DRAM after all
      continue;
    }
    // Make room; if nothing is left to move out of the way, another PE spread may need less.
    if (failure->reason == machine::Infeasible::Reason::pe_memory && evict_during(op)) {
      i = 0;
      continue;
    }
    const std::size_t before = chosen_[i];
    bool found = false;
    for (std::size_t s = 0; s < spread_count(op) && !found; ++s) {
      if (s == before) continue;
      choose(i, s);
      for (const int buffer : touches_[i]) refresh_hold(buffer);
      found = held_during(op) <= accelerator_->configuration.pe_memory_bytes && !map_op(op);
    }
    if (!found) {
      // Fewer constraints with everything around it in DRAM.
      if (evict_during(op)) {
        choose(i, before);
        for (const int buffer : touches_[i]) refresh_hold(buffer);
        i = 0;
        continue;
      }
      failure->layer = network_.ops[i].name;
      return failure;
    }
    i = 0;
  }
  return std::nullopt;
}

Planner::PinnedWeights Planner::pin_weights(double share) {
  const std::int64_t capacity = accelerator_->configuration.core_memory_bytes;
  std::vector<std::pair<double, int>> order;  // DRAM bytes saved per byte of core memory
  std::vector<std::int64_t> bytes(network_.ops.size(), 0);
  for (std::size_t i = 0; i < network_.ops.size(); ++i) {
    const Op& op = network_.ops[i];
    if (!op.has_weights()) continue;
    bytes[i] =
        decisions::all_weight_tiles_bytes(op, program::Tiling(op, plan_.ops[i].mapping, *accelerator_));
    if (op.parameter_layer >= 0)
      order.emplace_back(double(op.weight_bytes(op.G, op.K, op.C, true)) / double(bytes[i]),
                         static_cast<int>(i));
  }
  std::stable_sort(order.begin(), order.end(),
                   [](const auto& l, const auto& r) { return l.first > r.first; });
  // All weights, if they fit; otherwise the rest keeps its share for tiles in transit.
  const bool all_fit = std::accumulate(bytes.begin(), bytes.end(), std::int64_t{0}) <= capacity;
  const std::int64_t budget = all_fit ? capacity : std::int64_t(double(capacity) * share) / 4 * 4;
  // Room for mappings that take a little more once their weights need not be brought.
  const std::int64_t total = std::accumulate(bytes.begin(), bytes.end(), std::int64_t{0});
  const std::int64_t spare =
      all_fit && !order.empty() ? (budget - total) / std::int64_t(order.size()) / 4 * 4 : 0;
  std::int64_t used = 0;
  for (const auto& [density, op] : order) {
    if (used + bytes[op] + spare > budget) continue;
    plan_.ops[op].pinned = true;
    plan_.ops[op].pinned_address = used;
    plan_.ops[op].pinned_bytes = bytes[op] + spare;
    used += plan_.ops[op].pinned_bytes;
  }
  plan_.pinned_bytes = used;
  PinnedWeights pinned;
  pinned.all = all_fit;
  std::int64_t saved = 0;
  for (std::size_t i = 0; i < plan_.ops.size(); ++i) {
    const Op& op = network_.ops[i];
    if (plan_.ops[i].pinned) saved += op.weight_bytes(op.G, op.K, op.C, true);
  }
  pinned.dram_cycles_saved = double(accelerator_->dram_cycles(saved));
  return pinned;
}

std::optional<machine::Infeasible> Planner::place_all() {
  const std::int64_t capacity = accelerator_->configuration.pe_memory_bytes;
  for (;;) {
    const std::int64_t used = place(&plan_, capacity);
    if (used <= capacity) return std::nullopt;
    // Fragmentation: move something out where it is tightest.
    int tightest = -1;
    std::int64_t most = -1;
    for (std::size_t i = 0; i < plan_.ops.size(); ++i) {
      const decisions::OpDecision& op = plan_.ops[i];
      const std::int64_t bytes = held_during(static_cast<int>(i)) + op.input.total() + op.operand2.total() +
                                 op.output.total() + op.psum.total();
      const bool movable = held_during(static_cast<int>(i)) > 0;
      if (movable && bytes > most) most = bytes, tightest = static_cast<int>(i);
    }
    if (tightest < 0 || !evict_during(tightest))
      return machine::Infeasible{machine::Infeasible::Reason::pe_memory,
                                 network_.ops[std::max(tightest, 0)].name, double(used), double(capacity)};
    if (auto failure = map_all()) return failure;
  }
}

}  // namespace apollo::compiler::plan
