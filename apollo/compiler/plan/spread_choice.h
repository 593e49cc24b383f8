#pragma once
#include "apollo/compiler/plan/draft.h"
#include "apollo/compiler/plan/scratch.h"

namespace apollo::compiler::plan {

// Chooses every op's PE spread, starting from those that the draft has: by a shortest path along the ops,
// then coordinate descent over those at branches; over compute cycles, the exchange of activations between
// neighbours, and weights that the chip will not hold.
// Returns what the path costs.
double choose_spreads(const Problem& problem, Scratch* scratch, Draft* draft);

}  // namespace apollo::compiler::plan
