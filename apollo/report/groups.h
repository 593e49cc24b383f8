#pragma once
#include <functional>
#include <string>
#include <vector>

#include "apollo/report/runs.h"

namespace apollo::report {

// The runs of a strategy at an area budget that are compared with others: the complete ones, or all if none
// is complete. Not empty.
using Group = std::vector<const Run*>;

// Visits the groups by budget, then by strategy, in the orders of Runs.
void for_each_group(
    const Runs& runs,
    const std::function<void(const std::string& strategy, const std::string& budget, const Group&)>& visit);

}  // namespace apollo::report
