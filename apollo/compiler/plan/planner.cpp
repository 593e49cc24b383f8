#include "apollo/compiler/plan/planner.h"

#include <algorithm>

#include "apollo/compiler/map/estimate.h"
#include "apollo/compiler/plan/placement.h"
#include "apollo/compiler/plan/refinement.h"
#include "apollo/compiler/plan/relief.h"
#include "apollo/compiler/plan/residency.h"
#include "apollo/compiler/plan/spread_choice.h"

namespace apollo::compiler::plan {

using decisions::OpDecision;
using machine::Infeasible;

namespace {

void refresh_holds_of(const Problem& problem, int op, Draft* draft) {
  for (const int buffer : problem.uses.of_op[op]) refresh_hold(problem, buffer, draft);
}

// Another PE spread may need less memory. Whether one has a mapping; the draft then has it, otherwise the
// last one tried.
bool map_with_other_spread(const Problem& problem, int op, Scratch* scratch, Draft* draft) {
  const std::size_t before = draft->spreads[op];
  const std::size_t count = scratch->shared.spreads(op).spreads.size();
  for (std::size_t s = 0; s < count; ++s) {
    if (s == before) continue;
    choose_spread(scratch->shared, op, s, draft);
    refresh_holds_of(problem, op, draft);
    if (held_during(op, draft->plan) <= problem.accelerator.configuration.pe_memory_bytes &&
        !map_op(problem, op, scratch, draft))
      return true;
  }
  return false;
}

// Makes room for an op that has no mapping. Whether that changed anything, so that ops beside it are mapped
// again.
bool make_room(const Problem& problem, int op, Infeasible::Reason reason, Scratch* scratch, Draft* draft) {
  if (reason == Infeasible::Reason::pe_memory && evict_during(problem, op, draft)) return true;
  const std::size_t before = draft->spreads[op];
  if (map_with_other_spread(problem, op, scratch, draft)) return true;
  // Fewer constraints with everything around it in DRAM.
  if (!evict_during(problem, op, draft)) return false;
  choose_spread(scratch->shared, op, before, draft);
  refresh_holds_of(problem, op, draft);
  return true;
}

// The first op that sees any of the buffers that are alive during an op.
int first_beside(int op, const Draft& draft) {
  int first = op;
  for (const decisions::BufferDecision& buffer : draft.plan.buffers)
    if (buffer.first >= 0 && buffer.first <= op && op <= buffer.last) first = std::min(first, buffer.first);
  return first;
}

std::optional<Infeasible> map_all(const Problem& problem, Scratch* scratch, Draft* draft) {
  const int ops = static_cast<int>(problem.network.ops.size());
  for (int op = 0; op < ops;) {
    auto failure = map_op(problem, op, scratch, draft);
    if (!failure) {
      ++op;
    } else if (draft->plan.ops[op].pins_all()) {
      draft->plan.ops[op].pinned_tiles = 0;  // its weights come from DRAM after all
    } else if (make_room(problem, op, failure->reason, scratch, draft)) {
      op = first_beside(op, *draft);  // those before are as they were
    } else {
      failure->layer = problem.network.ops[op].name;
      return failure;
    }
  }
  return std::nullopt;
}

// The op during which most PE memory is taken, of those during which something could leave; -1: none.
int tightest_op(const decisions::Plan& plan) {
  int tightest = -1;
  std::int64_t most = -1;
  for (std::size_t i = 0; i < plan.ops.size(); ++i) {
    const std::int64_t bytes = bytes_during(static_cast<int>(i), plan);
    if (held_during(static_cast<int>(i), plan) > 0 && bytes > most)
      most = bytes, tightest = static_cast<int>(i);
  }
  return tightest;
}

std::optional<Infeasible> place_all(const Problem& problem, Scratch* scratch, Draft* draft) {
  const std::int64_t capacity = problem.accelerator.configuration.pe_memory_bytes;
  for (;;) {
    const std::int64_t used = place(&draft->plan, capacity);
    if (used <= capacity) return std::nullopt;
    // Fragmentation: move something out where it is tightest.
    const int tightest = tightest_op(draft->plan);
    if (tightest < 0 || !evict_during(problem, tightest, draft))
      return Infeasible{Infeasible::Reason::pe_memory, problem.network.ops[std::max(tightest, 0)].name,
                        static_cast<double>(used), static_cast<double>(capacity)};
    if (auto failure = map_all(problem, scratch, draft)) return failure;
  }
}

// Whether everything fits with one more buffer on chip; the draft is then such a plan, and spoilt otherwise.
bool fits_on_chip(const Problem& problem, int b, Scratch* scratch, Draft* draft) {
  decisions::BufferDecision& buffer = draft->plan.buffers[b];
  buffer.on_chip = true;
  buffer.in_dram = in_dram_anyway(problem, b);
  refresh_hold(problem, b, draft);
  const std::int64_t capacity = problem.accelerator.configuration.pe_memory_bytes;
  for (int op = buffer.first; op <= buffer.last; ++op)
    if (held_during(op, draft->plan) > capacity || map_op(problem, op, scratch, draft)) return false;
  return place(&draft->plan, capacity) <= capacity;
}

// Whether an op's mapping still fits beside pinned weights and costs little more than without them; or, with
// its own weights on the chip, little more than its computation and their way.
bool still_good(const Problem& problem, int i, Scratch* scratch, const Draft& draft) {
  constexpr double kLittle = 1.01, kLittleMore = 1.02;
  const program::Op& op = problem.network.ops[i];
  const OpDecision& decision = draft.plan.ops[i];
  const machine::Accelerator& a = problem.accelerator;
  map::OpContext context = context_of(problem, i, draft, scratch);
  const auto now = map::estimate(op, context, a, decision.mapping, problem.prices);
  if (!now) return false;
  if (context.weights_pinned || context.weights_kept) {
    if (problem.prices.of_energy) return false;  // other loop orders may be better without weights to fetch
    const auto compute = static_cast<double>(chosen_spread(scratch->shared, i, draft).compute_cycles());
    const double bus = context.weights_kept ? static_cast<double>(op.weight_bytes(op.G, op.K, op.C, true)) /
                                                  a.constants.parameter_entry_bytes
                                            : 0;
    return now->cost <= kLittleMore * problem.prices.of_cycles(std::max(compute, bus), compute);
  }
  context.free.core = a.configuration.core_memory_bytes / 4 * 4;
  const auto before = map::estimate(op, context, a, decision.mapping, problem.prices);
  return now->cost <= kLittle * before->cost;
}

// Gives all parts of an op the spread of their model.
void align_parts(const Problem& problem, const SharedWork& shared, Draft* draft) {
  for (int op = 0; op < static_cast<int>(problem.network.ops.size()); ++op) {
    if (problem.uses.models[op] == op) continue;
    const map::Spread& model = chosen_spread(shared, problem.uses.models[op], *draft);
    const std::vector<map::Spread>& spreads = shared.spreads(op).spreads;
    for (std::size_t s = 0; s < spreads.size(); ++s)
      if (spreads[s].spreads_like(model)) choose_spread(shared, op, s, draft);
  }
}

}  // namespace

const ChosenSpreads& spreads_of(const Problem& problem, Scratch* scratch, Draft* draft) {
  const bool fast = problem.options.fast_spreads || !problem.prices.of_energy;
  auto& by_kind = problem.options.plain_spreads ? scratch->plain_spreads
                  : problem.options.whole_array ? scratch->whole_array_spreads
                  : fast                        ? scratch->fast_spreads
                                                : scratch->spreads;
  ChosenSpreads& known = by_kind[problem.options.keep_on_chip];
  if (known.of_op.empty()) {
    const map::Prices& prices = fast ? map::kCyclesAlone : problem.prices;
    known.cost = choose_spreads({problem.network, problem.uses, problem.accelerator, problem.options, prices},
                                scratch, draft);
    align_parts(problem, scratch->shared, draft);
    known.of_op = draft->spreads;
  }
  return known;
}

std::optional<Infeasible> make_plan(const Problem& problem, Scratch* scratch, Draft* draft) {
  draft->plan.ops.assign(problem.network.ops.size(), OpDecision());
  draft->plan.pinned_bytes = 0;
  const std::vector<std::size_t>& known = spreads_of(problem, scratch, draft).of_op;
  for (std::size_t op = 0; op < known.size(); ++op)
    choose_spread(scratch->shared, static_cast<int>(op), known[op], draft);
  start_buffers(problem, draft);
  if (auto failure = map_all(problem, scratch, draft)) return failure;
  relieve(problem, scratch, draft);
  return place_all(problem, scratch, draft);
}

bool bring_back(const Problem& problem, Scratch* scratch, Draft* draft) {
  std::vector<int> gone;
  for (std::size_t b = 0; b < draft->plan.buffers.size(); ++b)
    if (!draft->plan.buffers[b].on_chip && may_stay_on_chip(problem, static_cast<int>(b)))
      gone.push_back(static_cast<int>(b));
  std::stable_sort(gone.begin(), gone.end(),
                   [&](int l, int r) { return saved_traffic(problem, l) > saved_traffic(problem, r); });
  bool any = false;
  for (const int b : gone) {
    const Draft before = *draft;
    if (fits_on_chip(problem, b, scratch, draft))
      any = true;
    else
      *draft = before;
  }
  return any;
}

std::optional<Infeasible> remake_with_pinned_weights(const Problem& problem, Scratch* scratch, Draft* draft) {
  for (int op = 0; op < static_cast<int>(draft->plan.ops.size()); ++op) {
    if (still_good(problem, op, scratch, *draft)) continue;
    auto failure = map_op(problem, op, scratch, draft);
    OpDecision& decision = draft->plan.ops[op];
    if (failure && decision.pins_all()) {
      decision.pinned_tiles = 0;  // its weights come from DRAM after all
      failure = map_op(problem, op, scratch, draft);
    }
    if (failure) return failure;
  }
  return place_all(problem, scratch, draft);
}

void take_up(const decisions::Plan& plan, const Scratch& scratch, Draft* draft) {
  draft->plan = plan;
  for (std::size_t op = 0; op < plan.ops.size(); ++op)
    choose_spread_of(plan.ops[op].mapping, static_cast<int>(op), scratch.shared, draft);
}

std::variant<bool, Infeasible> remake_with_kept_weights(const Problem& problem, Scratch* scratch,
                                                        Draft* draft) {
  bool changed = false;
  for (int op = 0; op < static_cast<int>(draft->plan.ops.size()); ++op) {
    if (!draft->plan.ops[op].at_rest || still_good(problem, op, scratch, *draft)) continue;
    if (auto failure = map_op(problem, op, scratch, draft)) return *failure;
    changed = true;
  }
  if (auto failure = place_all(problem, scratch, draft)) return *failure;
  return changed;
}

std::optional<Infeasible> remake_refined(const Problem& problem, Scratch* scratch, Draft* draft) {
  if (auto failure = refine_spreads(problem, scratch, draft)) return failure;
  return place_all(problem, scratch, draft);
}

std::variant<bool, Infeasible> remake_in_less(const Problem& problem, const Problem& all,
                                              const std::vector<int>& ops, Scratch* scratch, Draft* draft) {
  bool changed = false;
  for (const int op : ops) {
    OpDecision& decision = draft->plan.ops[op];
    if (bytes_during(op, draft->plan) <= problem.accelerator.configuration.pe_memory_bytes) continue;
    const OpDecision before = decision;
    if (map_op(problem, op, scratch, draft))
      decision = before;
    else
      changed = true;
  }
  if (auto failure = place_all(all, scratch, draft)) return *failure;
  return changed;
}

}  // namespace apollo::compiler::plan
