#pragma once
#include <nlohmann/json.hpp>
#include <string>

#include "optimizers/search_space.h"

// Conditions between the parameters of a space, such as "core_memory_bytes >= 4 * compute_lanes": expressions
// of numbers, names, parentheses, + - * / %, comparisons, !, && and || (which compute both of their sides),
// a ? b : c, min, max, abs, floor and ceil, and of texts in double quotes, which are compared by == and !=. A
// point keeps a condition that is not 0 there. Names are the space's parameters and what else is `known`:
// {name: number or text}. Conditions hold in their order: one is computed only where those before it are
// kept.
namespace apollo::study {

// The space without the points that break one of its conditions, or at which one divides by zero. ConfigError
// that names `file` if a condition cannot be read or uses a name that is unknown. Thread-safe.
optimizers::SearchSpace restricted_by_conditions(const optimizers::SearchSpace& space,
                                                 const nlohmann::json& known, const std::string& file);

// How much of a space its conditions leave.
struct Remaining {
  double share = 1;      // of the points of the product
  bool is_exact = true;  // or estimated from a sample
};
// Exact if no parameters that conditions connect have more than 2^18 combinations of values. ConfigError also
// if a condition divides by zero at a point that is looked at, or if there is certainly no point left.
Remaining remaining_points(const optimizers::SearchSpace& space, const nlohmann::json& known,
                           const std::string& file);

}  // namespace apollo::study
