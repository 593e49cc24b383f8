#pragma once
#include <vector>

#include "apollo/compiler/map/estimate.h"

namespace apollo::compiler::map {

// A split of one of several spreads.
struct SplitOfSpread {
  const Split* split;
  const Spread* spread;
  std::ptrdiff_t rank;  // of the spread's splits, by compute cycles
  double events = 0;    // picojoules that its tiles cost at least beside time
  double bound = 0;     // of its cost (CostModel::bound), if its share is one tile
};

// All splits of the spreads, lowest bound first. Where transfers decide, which do not tell splits apart: of
// each spread the best split, then the second best. Refers to the spreads.
std::vector<SplitOfSpread> splits_in_order(const std::vector<const Spread*>& spreads, const CostModel& costs);

// Compute cycles of a split, where weights come in as few parts as memories allow: partial sums are written
// and read back between them.
double least_cycles(const SplitOfSpread& split, const program::Op& op,
                    const machine::Accelerator& accelerator, const FootprintModel& footprints,
                    const CostModel& costs);

}  // namespace apollo::compiler::map
