#include "apollo/report/groups.h"

#include <algorithm>

namespace apollo::report {
namespace {

// Without the runs that are not complete, unless none is.
Group comparable(Group group) {
  const auto incomplete = [](const Run* run) { return !run->complete; };
  if (std::all_of(group.begin(), group.end(), incomplete)) return group;
  group.erase(std::remove_if(group.begin(), group.end(), incomplete), group.end());
  return group;
}

}  // namespace

void for_each_group(
    const Runs& runs,
    const std::function<void(const std::string& strategy, const std::string& budget, const Group&)>& visit) {
  for (const std::string& budget : runs.budgets) {
    for (const std::string& strategy : runs.strategies) {
      Group group;
      for (const Run& run : runs.runs) {
        if (run.budget == budget && run.strategy == strategy) group.push_back(&run);
      }
      if (!group.empty()) visit(strategy, budget, comparable(group));
    }
  }
}

}  // namespace apollo::report
