#pragma once
#include <optional>

#include "apollo/compiler/plan/draft.h"
#include "apollo/compiler/plan/scratch.h"

namespace apollo::compiler::plan {

// Maps the ops of a plan anew, and gives them other PE spreads, one at a time, where the estimated cost of
// their mappings and of those around them becomes less. Unlike choose_spreads() it knows the room that other
// decisions leave, but goes downhill only. Addresses are to be found anew; the draft is of no use if there is
// a failure.
std::optional<machine::Infeasible> refine_spreads(const Problem& problem, Scratch* scratch, Draft* draft);

}  // namespace apollo::compiler::plan
