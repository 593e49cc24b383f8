#include "optimizers/observations.h"

namespace apollo::optimizers {

void Observations::add(const Trial& trial) {
  trials_.push_back(trial);
  if (!trial.usable()) return;
  if (usable_.empty() || trial.reward > trials_[best_].reward) best_ = trials_.size() - 1;
  usable_.push_back(trials_.size() - 1);
}

}  // namespace apollo::optimizers
