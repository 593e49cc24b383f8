#pragma once
#include <Eigen/Core>

namespace apollo::optimizers::testing {

// The gradient of `function`, of a vector, at `at` by central differences, whose error is of the order of the
// step squared.
template <class Function>
Eigen::VectorXd central_differences(const Function& function, const Eigen::VectorXd& at, double step) {
  Eigen::VectorXd gradient(at.size());
  for (Eigen::Index i = 0; i < at.size(); ++i) {
    const Eigen::VectorXd offset = step * Eigen::VectorXd::Unit(at.size(), i);
    gradient[i] = (function(at + offset) - function(at - offset)) / (2 * step);
  }
  return gradient;
}

// That of a model's log posterior with respect to its hyper-parameters, at their present values.
template <class Model>
Eigen::VectorXd posterior_differences(Model model, const Eigen::MatrixXd& inputs,
                                      const Eigen::VectorXd& targets, double step) {
  const Eigen::VectorXd at = model.hyperparameters().values();
  const auto value = [&](const Eigen::VectorXd& values) {
    model.hyperparameters().set(values);
    return model.log_posterior(inputs, targets).value;
  };
  return central_differences(value, at, step);
}

// How much a model's log posterior rises by a fit of so many steps.
template <class Model>
double gain_of_fit(Model model, const Eigen::MatrixXd& inputs, const Eigen::VectorXd& targets, int steps) {
  const double before = model.log_posterior(inputs, targets).value;
  model.fit(inputs, targets, steps);
  return model.log_posterior(inputs, targets).value - before;
}

}  // namespace apollo::optimizers::testing
