#pragma once
#include <variant>
#include <vector>

#include "apollo/compiler/map/candidate.h"
#include "apollo/compiler/map/op_context.h"
#include "apollo/compiler/map/prices.h"
#include "apollo/compiler/map/spreads.h"
#include "simulator/machine/infeasible.h"

// The mapping search for one op: all spreads, lane splits, tile sizes and loop orders of a bounded grid,
// pruned by lower bounds.
namespace apollo::compiler::map {

// The `count` best candidates found for any of the PE spreads, best first; or, if none fits, the first memory
// (core, parameter, activation, PE) that no candidate passes, with the least that any needs.
std::variant<std::vector<Candidate>, machine::Infeasible> search_mapping(
    const program::Op& op, const OpContext& context, const machine::Accelerator& accelerator,
    const std::vector<const Spread*>& spreads, std::size_t count, const Prices& prices = kCyclesAlone);

}  // namespace apollo::compiler::map
