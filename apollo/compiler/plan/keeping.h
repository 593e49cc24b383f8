#pragma once
#include "apollo/compiler/plan/problem.h"

namespace apollo::compiler::plan {

// Lets PE memories keep weights from inference to inference in what the plan leaves of them, one copy for all
// PEs: those of whole ops that are not pinned, first those that save most per byte; for energy also
// the first tiles of an op whose weights do not all fit. `fetched`: by op, the
// bytes of weights that an inference brings from DRAM or from PE memories. Returns how many of these come
// from PE memories then.
std::int64_t keep_weights(const Problem& problem, const std::vector<std::int64_t>& fetched,
                          decisions::Plan* plan);

}  // namespace apollo::compiler::plan
