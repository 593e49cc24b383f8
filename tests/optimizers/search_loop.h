#pragma once
#include <algorithm>
#include <cmath>
#include <numeric>
#include <string>
#include <vector>

#include "optimizers/registry.h"
#include "tests/optimizers/front_problems.h"
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

// The hypervolume after each trial, relative to that of the problem's front; until it is `enough`, if that
// comes first.
inline std::vector<double> volume_so_far(Optimizer& optimizer, const FrontProblem& problem, int trials,
                                         int batch, double enough = HUGE_VAL) {
  const double all = problem.volume();
  ParetoFront front;
  std::vector<double> volume;
  while (static_cast<int>(volume.size()) < trials && (volume.empty() || volume.back() < enough)) {
    const auto points = optimizer.ask(std::min(batch, trials - static_cast<int>(volume.size())));
    std::vector<Trial> outcomes;
    for (const Point& point : points) {
      const auto values = problem.values(point);
      const auto id = static_cast<std::int64_t>(volume.size());
      Trial trial{id, point, values.has_value(), 0, "", values.value_or(Values(problem.reference.size()))};
      trial.reward = std::accumulate(trial.values.begin(), trial.values.end(), 0.0);
      outcomes.push_back(trial);
      const bool is_better = values && front.add(id, *values);
      volume.push_back(is_better        ? hypervolume(front.values(), problem.reference) / all
                       : volume.empty() ? 0
                                        : volume.back());
    }
    optimizer.tell(outcomes);
  }
  return volume;
}

}  // namespace apollo::optimizers::testing
