#include "apollo/compiler/plan/pinning.h"

#include <algorithm>

namespace apollo::compiler::plan {

using program::Op;

namespace {

std::int64_t all_weight_bytes(const Op& op) { return op.weight_bytes(op.G, op.K, op.C, true); }

// Bytes of one core memory that an op's weights take: as it is mapped, and with the split over cores that
// gives a core least, which computes longer.
struct Room {
  std::int64_t mapped = 0, least = 0;
};

Room room_of(const Problem& problem, int op, const SharedWork& shared, const Draft& draft) {
  constexpr double kMoreInTiles = 1.06;  // tiles do not divide a share evenly
  const Op& o = problem.network.ops[op];
  if (!o.has_weights()) return {};
  const std::int64_t mapped = decisions::all_weight_tiles_bytes(
      o, program::Tiling(o, draft.plan.ops[op].mapping, problem.accelerator));
  if (o.parameter_layer < 0) return {mapped, mapped};
  const ShapeWork::WeightShares& shares = shared.spreads(op).weight_shares[draft.spreads[op]];
  const double least = kMoreInTiles * shares.smallest.share * static_cast<double>(all_weight_bytes(o));
  // Only where that is no loss against bringing the weights.
  const std::int64_t longer = shares.smallest.cycles - shares.fastest.cycles;
  if (longer > problem.accelerator.dram_cycles(all_weight_bytes(o)) / 2) return {mapped, mapped};
  return {mapped, std::min(mapped, machine::round_up(static_cast<std::int64_t>(least), 4))};
}

// Ops whose weights may be pinned, but parts of an op, each of which would have a copy; those first that save
// most DRAM bytes per byte of core memory.
std::vector<int> by_density(const Problem& problem, const std::vector<Room>& rooms) {
  std::vector<std::pair<double, int>> order;
  const std::vector<int>& parts_of = problem.network.parts_of;
  for (std::size_t i = 0; i < rooms.size(); ++i) {
    const Op& op = problem.network.ops[i];
    if (op.has_weights() && op.parameter_layer >= 0 &&
        (parts_of.empty() || std::count(parts_of.begin(), parts_of.end(), parts_of[i]) == 1))
      order.emplace_back(static_cast<double>(all_weight_bytes(op)) / static_cast<double>(rooms[i].least),
                         static_cast<int>(i));
  }
  std::stable_sort(order.begin(), order.end(),
                   [](const auto& l, const auto& r) { return l.first > r.first; });
  std::vector<int> ops;
  for (const auto& [density, op] : order) ops.push_back(op);
  return ops;
}

}  // namespace

PinnedWeights pin_weights(const Problem& problem, double share, const SharedWork& shared, Draft* draft) {
  decisions::Plan* const plan = &draft->plan;
  const std::int64_t capacity = problem.accelerator.configuration.core_memory_bytes;
  std::vector<Room> rooms;
  Room all;
  for (std::size_t op = 0; op < plan->ops.size(); ++op) {
    rooms.push_back(room_of(problem, static_cast<int>(op), shared, *draft));
    all.mapped += rooms.back().mapped;
    all.least += rooms.back().least;
  }
  const std::vector<int> order = by_density(problem, rooms);
  PinnedWeights pinned;
  pinned.all = all.least <= capacity;
  // If not all fit, the rest keeps its share for tiles in transit.
  const std::int64_t budget =
      pinned.all ? capacity : static_cast<std::int64_t>(static_cast<double>(capacity) * share) / 4 * 4;
  // Room for mappings that take a little more once their weights need not be brought.
  const std::int64_t spare = all.mapped <= capacity && !order.empty()
                                 ? (capacity - all.mapped) / static_cast<std::int64_t>(order.size()) / 4 * 4
                                 : 0;
  std::int64_t used = 0;
  for (const int op : order) {
    if (used + rooms[op].least > budget) continue;
    plan->ops[op].pinned_tiles = decisions::kAllTiles;
    used += rooms[op].least;
  }
  // What is left goes to mappings as they are.
  std::int64_t saved = 0;
  plan->pinned_bytes = 0;
  for (const int op : order) {
    decisions::OpDecision& decision = plan->ops[op];
    if (!decision.pins_all()) continue;
    const bool as_mapped = used - rooms[op].least + rooms[op].mapped + spare <= budget;
    decision.pinned_bytes = as_mapped ? rooms[op].mapped + spare : rooms[op].least;
    decision.pinned_address = plan->pinned_bytes;
    used += decision.pinned_bytes - rooms[op].least;
    plan->pinned_bytes += decision.pinned_bytes;
    saved += all_weight_bytes(problem.network.ops[op]);
  }
  pinned.dram_cycles_saved = static_cast<double>(problem.accelerator.dram_cycles(saved));
  return pinned;
}

}  // namespace apollo::compiler::plan
