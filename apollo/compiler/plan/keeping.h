#pragma once
#include <vector>

#include "apollo/compiler/emit/weight_transfers.h"
#include "apollo/compiler/plan/problem.h"

namespace apollo::compiler::plan {

// Which weights stay on the chip from inference to inference, in what a plan leaves of its memories: in core
// memories, beside what moves of all others; then in PE memories, one copy for all PEs, or local where the
// bus would take longer beyond the op's computation than the array to fill cores. First those that the array
// waits for most per byte, then those of most traffic per byte; where not all tiles of an op fit, the first
// ones. Ops whose weights are pinned whole keep them. `traffic`: by op, of a program.
void keep_weights(const Problem& problem, const std::vector<emit::WeightTraffic>& traffic,
                  decisions::Plan* plan);

// Has weights that PE memories keep be local where that takes the array less than it waited for them; what
// all PEs have a copy of then makes room for them. `traffic`: by op, of the plan's program. Whether there are
// any that were not local.
bool make_local(const Problem& problem, const std::vector<emit::WeightTraffic>& traffic,
                decisions::Plan* plan);

}  // namespace apollo::compiler::plan
