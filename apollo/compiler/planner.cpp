#include "apollo/compiler/planner.h"

#include <algorithm>
#include <numeric>

#include "apollo/compiler/placement.h"

namespace apollo::compiler {

using simulator::Op;

Planner::Planner(const LoweredNetwork& network, const simulator::Accelerator& accelerator)
    : network_(network),
      accelerator_(accelerator),
      uses_(buffer_uses(network)),
      states_(network.ops.size()),
      touches_(network.ops.size()),
      isolated_(network, accelerator) {
  for (std::size_t i = 0; i < network.ops.size(); ++i) {
    const Op& op = network.ops[i];
    OpState& state = states_[i];
    state.spreads = spreads(op, accelerator);
    for (const Spread& s : state.spreads) state.nests.emplace_back(op, s.splits.front().mapping, accelerator);
    nests_.push_back(&state.nests[0]);
    touches_[i] = {op.output.buffer, op.input.buffer};
    if (op.operand2.buffer >= 0) touches_[i].push_back(op.operand2.buffer);
  }
}

std::variant<Plan, Infeasible> Planner::plan(const PlanOptions& options) {
  options_ = options;
  plan_ = Plan();
  plan_.ops.resize(network_.ops.size());
  plan_.buffers.resize(network_.buffers.size());
  std::vector<std::size_t>& chosen = chosen_spreads_[options.keep_on_chip];
  if (chosen.empty()) {
    choose_spreads();
    for (const OpState& state : states_) chosen.push_back(state.chosen);
  }
  for (std::size_t i = 0; i < states_.size(); ++i) choose(i, chosen[i]);
  start_buffers();
  if (auto failure = map_all()) return *failure;
  if (auto failure = place_all()) return *failure;
  return plan_;
}

std::variant<Plan, Infeasible> Planner::pin(double share) {
  pin_weights(share);
  if (auto failure = map_all()) return *failure;
  if (auto failure = place_all()) return *failure;
  return plan_;
}

std::optional<Infeasible> Planner::map_all() {
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
    if (failure->reason == Infeasible::Reason::pe_memory && evict_during(op)) {
      i = 0;
      continue;
    }
    OpState& state = states_[i];
    const std::size_t before = state.chosen;
    bool found = false;
    for (std::size_t s = 0; s < state.spreads.size() && !found; ++s) {
      if (s == before) continue;
      choose(i, s);
      for (const int buffer : touches_[i]) refresh_hold(buffer);
      found = held_during(op) <= accelerator_.configuration.pe_memory_bytes && !map_op(op);
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

void Planner::pin_weights(double share) {
  const std::int64_t capacity = accelerator_.configuration.core_memory_bytes;
  std::vector<std::pair<double, int>> order;  // DRAM bytes saved per byte of core memory
  std::vector<std::int64_t> bytes(network_.ops.size(), 0);
  for (std::size_t i = 0; i < network_.ops.size(); ++i) {
    const Op& op = network_.ops[i];
    if (!op.has_weights()) continue;
    bytes[i] = all_weight_tiles_bytes(op, simulator::Tiling(op, plan_.ops[i].mapping, accelerator_));
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
}

std::optional<Infeasible> Planner::place_all() {
  const std::int64_t capacity = accelerator_.configuration.pe_memory_bytes;
  for (;;) {
    const std::int64_t used = place(&plan_, capacity);
    if (used <= capacity) return std::nullopt;
    // Fragmentation: move something out where it is tightest.
    int tightest = -1;
    std::int64_t most = -1;
    for (std::size_t i = 0; i < plan_.ops.size(); ++i) {
      const OpDecision& op = plan_.ops[i];
      const std::int64_t bytes = held_during(static_cast<int>(i)) + op.input.total() + op.operand2.total() +
                                 op.output.total() + op.psum.total();
      const bool movable = held_during(static_cast<int>(i)) > 0;
      if (movable && bytes > most) most = bytes, tightest = static_cast<int>(i);
    }
    if (tightest < 0 || !evict_during(tightest))
      return Infeasible{Infeasible::Reason::pe_memory, network_.ops[std::max(tightest, 0)].name, double(used),
                        double(capacity)};
    if (auto failure = map_all()) return failure;
  }
}

}  // namespace apollo::compiler
