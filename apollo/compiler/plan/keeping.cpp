#include "apollo/compiler/plan/keeping.h"

#include <algorithm>
#include <limits>
#include <map>

#include "apollo/compiler/emit/weight_streams.h"
#include "simulator/program/tile_loops.h"

namespace apollo::compiler::plan {

namespace {

std::int64_t end_of_activations(const decisions::Plan& plan) {
  std::int64_t end = 0;
  for (const decisions::BufferDecision& b : plan.buffers)
    if (b.on_chip) end = std::max(end, b.pe_address + b.hold_bytes);
  for (const decisions::OpDecision& op : plan.ops)
    for (const decisions::Slots& slots : {op.input, op.operand2, op.output, op.psum})
      end = std::max(end, slots.address + slots.total());
  return end;
}

// Of the first tiles, in whole entries, as many as fit the room.
struct Tiles {
  int count = 0, of = 0;
  std::int64_t bytes = 0;
};
Tiles kept_tiles(const program::LoopNest& nest, const machine::TemplateConstants& constants,
                 std::int64_t room) {
  emit::WeightStreams streams;
  streams.assign(nest, constants.dram_burst_bytes);
  Tiles kept;
  bool fits = true;
  for_each_weight_tile(nest, [&](const program::Tile& tile) {
    const std::int64_t bytes = machine::round_up(streams.of(tile).bytes, constants.parameter_entry_bytes);
    ++kept.of;
    fits = fits && kept.bytes + bytes <= room;
    if (fits) ++kept.count, kept.bytes += bytes;
  });
  return kept;
}

struct Weights {
  std::vector<int> ops;  // that have them, cut into the same tiles
  std::int64_t bytes = 0, fetched = 0;
};

// What is fetched, by who shares it.
std::vector<Weights> fetched_weights(const Problem& problem, const std::vector<std::int64_t>& fetched,
                                     const decisions::Plan& plan) {
  const std::vector<int> groups = lower::weight_groups(problem.network);
  std::map<int, std::vector<std::size_t>> of_group;  // indices in `all`
  std::vector<Weights> all;
  const auto tiling = [&](std::size_t op) {
    return program::Tiling(problem.network.ops[op], plan.ops[op].mapping, problem.accelerator);
  };
  for (std::size_t i = 0; i < fetched.size(); ++i) {
    const program::Op& op = problem.network.ops[i];
    if (op.parameter_layer < 0 || plan.ops[i].pinned) continue;
    Weights* found = nullptr;
    if (groups[i] >= 0)
      for (const std::size_t w : of_group[groups[i]])
        if (same_weight_tiles(tiling(static_cast<std::size_t>(all[w].ops.front())), tiling(i)))
          found = &all[w];
    if (!found) {
      if (groups[i] >= 0) of_group[groups[i]].push_back(all.size());
      found = &all.emplace_back();
      found->bytes = kept_tiles(program::LoopNest(op, plan.ops[i].mapping, problem.accelerator),
                                problem.accelerator.constants, std::numeric_limits<std::int64_t>::max())
                         .bytes;
    }
    found->ops.push_back(static_cast<int>(i));
    found->fetched += fetched[i];
  }
  all.erase(std::remove_if(all.begin(), all.end(), [](const Weights& w) { return w.fetched == 0; }),
            all.end());
  std::stable_sort(all.begin(), all.end(), [](const Weights& a, const Weights& b) {
    return static_cast<double>(a.fetched) * static_cast<double>(b.bytes) >
           static_cast<double>(b.fetched) * static_cast<double>(a.bytes);
  });
  return all;
}

}  // namespace

std::int64_t keep_weights(const Problem& problem, const std::vector<std::int64_t>& fetched,
                          decisions::Plan* plan) {
  const std::int64_t entry = problem.accelerator.constants.parameter_entry_bytes;
  plan->kept_weights_address = machine::round_up(end_of_activations(*plan), entry);
  for (decisions::OpDecision& op : plan->ops) op.kept = false;
  const std::int64_t left = problem.accelerator.configuration.pe_memory_bytes - plan->kept_weights_address;
  if (left < entry) return 0;
  const std::int64_t capacity = left / entry * entry * problem.accelerator.pes();
  std::int64_t used = 0, from_pes = 0;
  for (const Weights& weights : fetched_weights(problem, fetched, *plan)) {
    const bool fits = used + weights.bytes <= capacity;
    if (!fits && !problem.prices.of_energy) continue;
    Tiles kept{decisions::kAllTiles, 1, weights.bytes};
    if (!fits) {
      const int op = weights.ops.front();
      kept =
          kept_tiles(program::LoopNest(problem.network.ops[op], plan->ops[op].mapping, problem.accelerator),
                     problem.accelerator.constants, capacity - used);
    }
    if (kept.count == 0) continue;
    for (const int op : weights.ops) {
      plan->ops[op].kept = true;
      plan->ops[op].kept_address = used;
      plan->ops[op].kept_tiles = kept.count;
    }
    used += kept.bytes;
    from_pes += fits ? weights.fetched : weights.fetched * kept.count / kept.of;
  }
  return from_pes;
}

}  // namespace apollo::compiler::plan
