#include "apollo/compiler/plan/keeping.h"

#include <algorithm>
#include <map>
#include <numeric>

#include "apollo/compiler/decisions/lifetimes.h"
#include "apollo/compiler/emit/weight_streams.h"
#include "simulator/program/local_weights.h"
#include "simulator/program/tile_loops.h"

namespace apollo::compiler::plan {

namespace {

// Weights of ops that share them, cut into the same tiles.
struct Weights {
  std::vector<std::size_t> ops;
  emit::WeightTraffic traffic;
  // By tile.
  std::vector<std::int64_t> in_core, in_pes;  // bytes of every core memory; of all PE memories, whole entries
  // Likewise, where they are local: bytes of every PE memory, whole entries, and cycles of the array; of a
  // `mac` op.
  std::vector<std::int64_t> in_one_pe, fill;
  std::int64_t again = 0;  // of every core memory, that an op alone comes back to
  bool local = false;
  std::size_t pinned = 0;  // tiles

  double left() const {  // of the traffic, after those that are pinned
    return 1 - static_cast<double>(pinned) / static_cast<double>(in_core.size());
  }
};

std::int64_t sum(const std::vector<std::int64_t>& bytes, std::size_t from = 0) {
  return std::accumulate(bytes.begin() + static_cast<std::ptrdiff_t>(from), bytes.end(), std::int64_t{0});
}

std::int64_t largest(const std::vector<std::int64_t>& bytes) {
  return *std::max_element(bytes.begin(), bytes.end());
}

// How many, from that tile on, fit so many bytes.
std::size_t fitting(const std::vector<std::int64_t>& bytes, std::size_t from, std::int64_t room) {
  std::size_t count = 0;
  for (; from + count < bytes.size() && bytes[from + count] <= room; ++count) room -= bytes[from + count];
  return count;
}

void set_tiles(const program::LoopNest& nest, const machine::TemplateConstants& constants, Weights* weights) {
  const std::int64_t entry = constants.parameter_entry_bytes;
  emit::WeightStreams streams;
  streams.assign(nest, constants.dram_burst_bytes);
  for (auto* by_tile : {&weights->in_core, &weights->in_pes, &weights->in_one_pe, &weights->fill})
    by_tile->reserve(weight_tiles(nest));
  for_each_weight_tile(nest, [&](const program::Tile& tile) {
    weights->in_core.push_back(machine::round_up(streams.core_bytes(tile), 4));
    weights->in_pes.push_back(machine::round_up(streams.of(tile).bytes, entry));
    if (nest.op.kernel != program::Kernel::mac) return;
    const program::LocalWeights local = local_weights(nest, tile, constants);
    weights->in_one_pe.push_back(machine::round_up(local.largest, entry));
    weights->fill.push_back(local.fill_cycles);
  });
  const program::LoopOrder order = nest.tiling.mapping.order;
  if (input_tiles(nest) == 1 || order == program::LoopOrder::kcs) return;
  if (order == program::LoopOrder::skc)
    weights->again = sum(weights->in_core);
  else if (nest.tiling.tiles_c > 1)
    weights->again = largest(weights->in_core) * nest.tiling.tiles_c;
}

// All that is brought anew.
std::vector<Weights> moving_weights(const Problem& problem, const std::vector<emit::WeightTraffic>& traffic,
                                    const decisions::Plan& plan) {
  const std::vector<int>& groups = problem.uses.weight_groups;
  std::map<int, std::vector<std::size_t>> of_group;  // indices in `all`
  std::vector<Weights> all;
  const auto tiling = [&](std::size_t op) {
    return program::Tiling(problem.network.ops[op], plan.ops[op].mapping, problem.accelerator);
  };
  for (std::size_t i = 0; i < traffic.size(); ++i) {
    const program::Op& op = problem.network.ops[i];
    if (op.parameter_layer < 0 || plan.ops[i].pins_all()) continue;
    Weights* found = nullptr;
    if (groups[i] >= 0)
      for (const std::size_t w : of_group[groups[i]])
        if (same_weight_tiles(tiling(all[w].ops.front()), tiling(i))) found = &all[w];
    if (!found) {
      if (groups[i] >= 0) of_group[groups[i]].push_back(all.size());
      found = &all.emplace_back();
      set_tiles(program::LoopNest(op, plan.ops[i].mapping, problem.accelerator),
                problem.accelerator.constants, found);
    }
    found->ops.push_back(i);
    found->traffic.bytes += traffic[i].bytes;
    found->traffic.waits += traffic[i].waits;
    found->traffic.cycles += traffic[i].cycles;
  }
  return all;
}

// Those that are waited for most first, then those of most traffic, for the bytes that `room` says.
template <typename Room>
std::vector<Weights*> by_density(std::vector<Weights>* all, Room room) {
  struct Rank {
    double waits, bytes;
    Weights* weights;
  };
  std::vector<Rank> ranks;
  for (Weights& w : *all) {
    if (w.traffic.bytes == 0 || room(w) == 0) continue;
    const double share = w.left() / static_cast<double>(room(w));
    ranks.push_back(
        {static_cast<double>(w.traffic.waits) * share, static_cast<double>(w.traffic.bytes) * share, &w});
  }
  std::stable_sort(ranks.begin(), ranks.end(), [](const Rank& l, const Rank& r) {
    return l.waits != r.waits ? l.waits > r.waits : l.bytes > r.bytes;
  });
  std::vector<Weights*> order;
  for (const Rank& rank : ranks) order.push_back(rank.weights);
  return order;
}

// Bytes of every core memory for weights on their way: a tile in use while the next one arrives; all that ops
// come back to, if they have stayed until then in a ring of so many bytes.
std::int64_t in_transit(const Weights& weights, std::int64_t ring) {
  const std::int64_t again = weights.ops.size() > 1 ? sum(weights.in_core) : weights.again;
  return std::max(2 * largest(weights.in_core), again <= ring ? again : 0);
}

void pin(const Problem& problem, std::vector<Weights>* all, decisions::Plan* plan) {
  const std::int64_t core_memory = problem.accelerator.configuration.core_memory_bytes / 4 * 4,
                     ring = core_memory - plan->pinned_bytes;
  std::int64_t used = 0, moving = 0;
  for (const Weights& w : *all) moving = std::max(moving, in_transit(w, ring));
  for (std::size_t i = 0; i < plan->ops.size(); ++i) {
    const decisions::OpDecision& decision = plan->ops[i];
    const program::Op& op = problem.network.ops[i];
    if (decision.pins_all()) used = std::max(used, decision.pinned_address + decision.pinned_bytes);
    if (op.weight_view.buffer < 0) continue;
    Weights results;  // of another op
    set_tiles(program::LoopNest(op, decision.mapping, problem.accelerator), problem.accelerator.constants,
              &results);
    moving = std::max(moving, in_transit(results, ring));
  }
  for (Weights* const w : by_density(all, [](const Weights& o) { return sum(o.in_core); })) {
    w->pinned = fitting(w->in_core, 0, core_memory - moving - used);
    for (const std::size_t op : w->ops) {
      plan->ops[op].pinned_tiles = static_cast<int>(w->pinned);
      plan->ops[op].pinned_address = used;
      plan->ops[op].at_rest = w->pinned == w->in_core.size();
    }
    used += sum(w->in_core) - sum(w->in_core, w->pinned);
  }
  plan->pinned_bytes = used;
}

// Whether the array takes less to fill core memories from what each PE has than it would wait for the bus to
// bring these weights while it computes.
bool better_local(const Weights& w, std::int64_t entry_bytes) {
  constexpr double kLess = 0.5;
  if (w.traffic.bytes == 0 || w.fill.empty()) return false;
  const double times = static_cast<double>(w.traffic.bytes) / static_cast<double>(sum(w.in_pes));
  const double fill = times * static_cast<double>(sum(w.fill, w.pinned)),
               bus = times * static_cast<double>(sum(w.in_pes, w.pinned)) / static_cast<double>(entry_bytes);
  return fill < kLess * (bus - static_cast<double>(w.traffic.cycles - w.traffic.waits));
}

// What PE memories have left for weights: one copy for all PEs from its beginning on, entry by entry in turn,
// local ones from its end down. Bytes.
struct KeepingRoom {
  std::int64_t entry, pes, begin, end;  // begin and end of every PE memory
  std::int64_t used = 0;                // of all PEs, from `begin` on

  std::int64_t for_all() const { return std::max<std::int64_t>(end - begin, 0) * pes - used; }
  std::int64_t for_each() const { return end - begin - machine::round_up(used, entry * pes) / pes; }
};

void keep(const Problem& problem, std::vector<Weights>* all, decisions::Plan* plan) {
  const std::int64_t entry = problem.accelerator.constants.parameter_entry_bytes,
                     pes = problem.accelerator.pes();
  plan->kept_weights_address =
      machine::round_up(decisions::end_of(decisions::activation_lifetimes(*plan)), entry);
  KeepingRoom room{entry, pes, plan->kept_weights_address,
                   problem.accelerator.configuration.pe_memory_bytes / entry * entry};
  const auto bytes = [&](const Weights& w) {
    return w.local ? sum(w.in_one_pe, w.pinned) * pes : sum(w.in_pes, w.pinned);
  };
  for (Weights* const w : by_density(all, bytes)) {
    const std::int64_t of_each = w->local ? sum(w->in_one_pe, w->pinned) : 0;
    w->local = w->local && of_each <= room.for_each();
    const std::size_t kept =
        w->local ? w->in_pes.size() - w->pinned : fitting(w->in_pes, w->pinned, room.for_all());
    for (const std::size_t op : w->ops) {
      plan->ops[op].kept_tiles = static_cast<int>(kept);
      plan->ops[op].kept_address = w->local ? room.end - of_each : room.used;
      plan->ops[op].local = w->local;
      plan->ops[op].at_rest = w->pinned + kept == w->in_core.size();
    }
    if (w->local)
      room.end -= of_each;
    else
      room.used += sum(w->in_pes, w->pinned) - sum(w->in_pes, w->pinned + kept);
  }
}

}  // namespace

void keep_weights(const Problem& problem, const std::vector<emit::WeightTraffic>& traffic,
                  decisions::Plan* plan) {
  for (decisions::OpDecision& op : plan->ops) {
    op.kept_tiles = 0;
    op.local = false;
    op.at_rest = op.pins_all();
    if (!op.pins_all()) op.pinned_tiles = 0;
  }
  std::vector<Weights> all = moving_weights(problem, traffic, *plan);
  pin(problem, &all, plan);
  for (Weights& w : all) w.local = better_local(w, problem.accelerator.constants.parameter_entry_bytes);
  keep(problem, &all, plan);
}

bool make_local(const Problem& problem, const std::vector<emit::WeightTraffic>& traffic,
                decisions::Plan* plan) {
  constexpr double kLess = 0.7;
  bool any = false;
  std::vector<Weights> all = moving_weights(problem, traffic, *plan);
  for (Weights& w : all) {
    const decisions::OpDecision& op = plan->ops[w.ops.front()];
    w.pinned = static_cast<std::size_t>(op.pinned_tiles);
    w.local = op.local;
    if (op.kept_tiles == 0) continue;
    const std::int64_t once = sum(w.in_pes, w.pinned);
    const double times = static_cast<double>(w.traffic.bytes) / static_cast<double>(once);
    w.traffic.bytes = std::max(w.traffic.bytes, once);
    if (w.local || w.fill.empty() ||
        times * static_cast<double>(sum(w.fill, w.pinned)) >= kLess * static_cast<double>(w.traffic.waits))
      continue;
    w.local = any = true;
  }
  if (any) keep(problem, &all, plan);
  return any;
}

}  // namespace apollo::compiler::plan
