#pragma once
#include <Eigen/Core>
#include <vector>

#include "optimizers/search_space.h"

namespace apollo::optimizers {

// What other studies let expect of points before they are tried. One thread at a time.
class Expectation {
 public:
  virtual ~Expectation() = default;

  // Per point of the space's product a finite number: the higher, the better. Its unit need not be the
  // reward's.
  virtual Eigen::VectorXd of(const std::vector<Point>& points) = 0;
};

}  // namespace apollo::optimizers
