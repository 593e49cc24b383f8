#pragma once
#include <vector>

#include "apollo/compiler/lower/slices.h"
#include "apollo/compiler/plan/problem.h"

namespace apollo::compiler::plan {

// Chains of ops to run part by part, so that what they hand on fits so many bytes of all PE memories
// together, with all else that is alive: those by which least energy goes through DRAM, to the cores again
// with weights, and into what overlapping windows compute twice. By the problem's prices, of energy; the
// network is not cut yet.
std::vector<lower::Chain> depth_first_chains(const Problem& problem, std::int64_t bytes);

}  // namespace apollo::compiler::plan
