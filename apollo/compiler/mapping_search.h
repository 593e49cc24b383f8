#pragma once
#include <variant>
#include <vector>

#include "apollo/compiler/cost_model.h"
#include "apollo/compiler/infeasible.h"
#include "apollo/compiler/spreads.h"

// The mapping search for one op: all spreads, lane splits, tile sizes and loop orders of a bounded grid,
// pruned by lower bounds.
namespace apollo::compiler {

// The `count` best candidates found for any of the PE spreads, best first; or, if none fits, the first memory
// (core, parameter, activation, PE) that no candidate passes, with the least that any needs.
std::variant<std::vector<Candidate>, Infeasible> search_mapping(const simulator::Op& op,
                                                                const OpContext& context,
                                                                const simulator::Accelerator& accelerator,
                                                                const std::vector<const Spread*>& spreads,
                                                                std::size_t count);

}  // namespace apollo::compiler
