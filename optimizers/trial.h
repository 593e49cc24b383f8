#pragma once
#include <cmath>
#include <cstdint>
#include <string>

#include "optimizers/search_space.h"

namespace apollo::optimizers {

// A point and what came of it.
struct Trial {
  std::int64_t id = 0;  // position in the study, from 0
  Point point;
  bool feasible = false;
  double reward = 0;   // to be maximised; meaningless if infeasible
  std::string reason;  // why it is infeasible; empty if feasible

  // Whether the reward counts. An optimizer treats a trial without a finite, non-negative reward as
  // infeasible, whatever `feasible` says.
  bool usable() const { return feasible && std::isfinite(reward) && reward >= 0; }
};

}  // namespace apollo::optimizers
