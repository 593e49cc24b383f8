#pragma once
#include <Eigen/Core>

namespace apollo::optimizers {

// Maximises a function by the signs of the gradient, with a step per component that grows while its sign
// stays and shrinks when it changes: iRprop- (Igel and Huesken 2000, "Improving the Rprop Learning
// Algorithm", with their factors). Keeps its steps from call to call, so that a slowly changing objective
// can be followed.
class Rprop {
 public:
  // Components stay within the bounds, lowest <= highest; `first_step` > 0, in their unit.
  Rprop(Eigen::VectorXd lowest, Eigen::VectorXd highest, double first_step);

  // One step of `value`, uphill by the gradient there. Both have a component per bound; `value` lies within
  // them.
  void step(const Eigen::VectorXd& gradient, Eigen::VectorXd& value);

 private:
  Eigen::VectorXd lowest_, highest_, step_, previous_;
};

}  // namespace apollo::optimizers
