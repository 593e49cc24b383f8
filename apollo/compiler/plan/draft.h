#pragma once
#include <vector>

#include "apollo/compiler/plan/problem.h"
#include "apollo/compiler/plan/shared_work.h"

namespace apollo::compiler::plan {

// What an op is estimated to cost, and what it would cost at least with its loops split like that over PEs,
// cores and lanes.
struct OpCost {
  double estimate = 0, bound = 0;
};

// A plan in the making: each stage of make_plan() adds to it. Keeps its memory between plans.
struct Draft {
  std::vector<std::size_t> spreads;      // by op: its PE spread, by position in SharedWork::spreads()
  std::vector<program::LoopNest> nests;  // by op: that of its spread, the whole share as one tile
  decisions::Plan plan;
  std::vector<OpCost> costs;  // by op, of map_op()
};

// Every op on its spread of fewest compute cycles; nothing else decided. Call it first for an accelerator.
void start(const Problem& problem, const SharedWork& shared, Draft* draft);

// Gives an op a PE spread. The holds of the buffers that it reads follow with refresh_hold().
void choose_spread(const SharedWork& shared, int op, std::size_t spread, Draft* draft);

inline const map::Spread& chosen_spread(const SharedWork& shared, int op, const Draft& draft) {
  return shared.spreads(op).spreads[draft.spreads[op]];
}

}  // namespace apollo::compiler::plan
