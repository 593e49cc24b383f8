#pragma once
#include <vector>

#include "optimizers/draw.h"
#include "optimizers/trial.h"

namespace apollo::optimizers {

// All trials that a strategy was told, as its models need them.
class Observations {
 public:
  void add(const Trial& trial);

  std::size_t size() const { return trials_.size(); }
  const Trial& operator[](std::size_t i) const { return trials_[i]; }
  // Numbers of the usable trials, in the order of telling.
  const std::vector<std::size_t>& usable() const { return usable_; }
  // Number of the usable trial with the highest reward, the first of equals. Requires one.
  std::size_t best() const { return best_; }

 private:
  std::vector<Trial> trials_;
  std::vector<std::size_t> usable_;
  std::size_t best_ = 0;
};

}  // namespace apollo::optimizers
