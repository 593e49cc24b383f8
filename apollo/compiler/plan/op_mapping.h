#pragma once
#include <optional>

#include "apollo/compiler/plan/draft.h"
#include "apollo/compiler/plan/scratch.h"

// One op's mapping, given what is around it in a draft.
namespace apollo::compiler::plan {

map::OpContext context_of(const Problem& problem, int op, const Draft& draft, Scratch* scratch);

// Decides an op's mapping and slots; and its PE spread, if nothing around it is on chip. Or says why it has
// none. The most promising candidates by estimate are simulated alone.
std::optional<machine::Infeasible> map_op(const Problem& problem, int op, Scratch* scratch, Draft* draft);

// Gives an op the PE spread that a mapping has, if it is one of its spreads.
void choose_spread_of(const program::Mapping& mapping, int op, const SharedWork& shared, Draft* draft);

}  // namespace apollo::compiler::plan
