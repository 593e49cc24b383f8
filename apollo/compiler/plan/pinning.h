#pragma once
#include "apollo/compiler/plan/draft.h"

namespace apollo::compiler::plan {

struct PinnedWeights {
  bool all = false;  // of the network
  double dram_cycles_saved = 0;
};

// Chooses weights that stay in core memories from inference to inference, in this share of every core memory;
// all, if they fit. Of a plan that has all its mappings; they have to make way afterwards
// (remake_with_pinned_weights).
PinnedWeights pin_weights(const Problem& problem, double share, const SharedWork& shared, Draft* draft);

}  // namespace apollo::compiler::plan
