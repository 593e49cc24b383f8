#include "apollo/compiler/plan/pinning.h"

#include <algorithm>
#include <numeric>

namespace apollo::compiler::plan {

using program::Op;

namespace {

std::int64_t all_weight_bytes(const Op& op) { return op.weight_bytes(op.G, op.K, op.C, true); }

// By op, of one core memory.
std::vector<std::int64_t> tile_bytes(const Problem& problem, const decisions::Plan& plan) {
  std::vector<std::int64_t> bytes(problem.network.ops.size(), 0);
  for (std::size_t i = 0; i < bytes.size(); ++i) {
    const Op& op = problem.network.ops[i];
    if (op.has_weights())
      bytes[i] = decisions::all_weight_tiles_bytes(
          op, program::Tiling(op, plan.ops[i].mapping, problem.accelerator));
  }
  return bytes;
}

// Ops whose weights may be pinned, but parts of an op, each of which would have a copy; those first that save
// most DRAM bytes per byte of core memory.
std::vector<int> by_density(const Problem& problem, const std::vector<std::int64_t>& bytes) {
  std::vector<std::pair<double, int>> order;
  const std::vector<int>& parts_of = problem.network.parts_of;
  for (std::size_t i = 0; i < bytes.size(); ++i) {
    const Op& op = problem.network.ops[i];
    if (op.has_weights() && op.parameter_layer >= 0 &&
        (parts_of.empty() || std::count(parts_of.begin(), parts_of.end(), parts_of[i]) == 1))
      order.emplace_back(static_cast<double>(all_weight_bytes(op)) / static_cast<double>(bytes[i]),
                         static_cast<int>(i));
  }
  std::stable_sort(order.begin(), order.end(),
                   [](const auto& l, const auto& r) { return l.first > r.first; });
  std::vector<int> ops;
  for (const auto& [density, op] : order) ops.push_back(op);
  return ops;
}

}  // namespace

PinnedWeights pin_weights(const Problem& problem, double share, decisions::Plan* plan) {
  const std::int64_t capacity = problem.accelerator.configuration.core_memory_bytes;
  const std::vector<std::int64_t> bytes = tile_bytes(problem, *plan);
  const std::vector<int> order = by_density(problem, bytes);
  const std::int64_t total = std::accumulate(bytes.begin(), bytes.end(), std::int64_t{0});
  PinnedWeights pinned;
  pinned.all = total <= capacity;
  // If not all fit, the rest keeps its share for tiles in transit.
  const std::int64_t budget =
      pinned.all ? capacity : static_cast<std::int64_t>(static_cast<double>(capacity) * share) / 4 * 4;
  // Room for mappings that take a little more once their weights need not be brought.
  const std::int64_t spare =
      pinned.all && !order.empty() ? (budget - total) / static_cast<std::int64_t>(order.size()) / 4 * 4 : 0;
  plan->pinned_bytes = 0;
  for (const int op : order) {
    decisions::OpDecision& decision = plan->ops[op];
    if (plan->pinned_bytes + bytes[op] + spare > budget) continue;
    decision.pinned_tiles = decisions::kAllTiles;
    decision.pinned_address = plan->pinned_bytes;
    decision.pinned_bytes = bytes[op] + spare;
    plan->pinned_bytes += decision.pinned_bytes;
  }
  std::int64_t saved = 0;
  for (std::size_t i = 0; i < plan->ops.size(); ++i)
    if (plan->ops[i].pins_all()) saved += all_weight_bytes(problem.network.ops[i]);
  pinned.dram_cycles_saved = static_cast<double>(problem.accelerator.dram_cycles(saved));
  return pinned;
}

}  // namespace apollo::compiler::plan
