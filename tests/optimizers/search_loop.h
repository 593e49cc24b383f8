#pragma once
#include <algorithm>
#include <string>
#include <vector>

#include "optimizers/registry.h"
#include "tests/optimizers/problems.h"

namespace apollo::optimizers::testing {

// The best reward after each trial, relative to the optimum; 0 before the first feasible trial.
inline std::vector<double> best_so_far(Optimizer& optimizer, const Problem& problem, int trials, int batch) {
  std::vector<double> best;
  while (static_cast<int>(best.size()) < trials) {
    const auto points = optimizer.ask(std::min(batch, trials - static_cast<int>(best.size())));
    std::vector<Trial> outcomes;
    for (const Point& point : points) {
      const auto reward = problem.reward(point);
      outcomes.push_back(
          {static_cast<std::int64_t>(best.size()), point, reward.has_value(), reward.value_or(0), ""});
      best.push_back(std::max(best.empty() ? 0 : best.back(), reward.value_or(0) / problem.optimum));
    }
    optimizer.tell(outcomes);
  }
  return best;
}

}  // namespace apollo::optimizers::testing
