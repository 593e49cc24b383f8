#pragma once
#include <algorithm>
#include <cmath>
#include <cstdint>
#include <string>

#include "optimizers/pareto.h"
#include "optimizers/search_space.h"

namespace apollo::optimizers {

// A point and what came of it.
struct Trial {
  std::int64_t id = 0;  // position in the study, from 0
  Point point;
  bool feasible = false;
  double reward = 0;   // to be maximised; meaningless if infeasible
  std::string reason;  // why it is infeasible; empty if feasible
  // If there are several objectives: the value of each, to be maximised; all trials have as many. The reward
  // is then a compromise of them that grows with each. Empty if the reward is all that counts.
  Values values = {};

  // Whether the reward counts. An optimizer treats a trial without a finite reward, or without finite,
  // non-negative values, as infeasible, whatever `feasible` says.
  bool usable() const {
    const auto counts = [](double x) { return std::isfinite(x) && x >= 0; };
    return feasible && std::isfinite(reward) && std::all_of(values.begin(), values.end(), counts);
  }
};

}  // namespace apollo::optimizers
