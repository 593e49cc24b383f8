#pragma once
#include <Eigen/Core>
#include <utility>
#include <vector>

#include "optimizers/search_space.h"

namespace apollo::optimizers {

// A distance between encoded points (encoding.h) that can be learned: after a linear map of the ordinal
// parameters, so that a function may be flat in a direction that is not that of a parameter (Vivarelli and
// Williams 1999, "Discovering Hidden Features with Gaussian Processes Regression"):
//   r^2 = sum over p of (B (x - y))_p^2 / scale_p^2
// with a lower triangular B that has ones on its diagonal, so that every quadratic form is one of these, and
// B = 1 leaves a length scale per parameter. Below the diagonal are the shears. Categorical parameters are
// not mapped: their differences are 0 or 1.
class Metric {
 public:
  // `kinds`: of the space's parameters, in order. `log_scale`: a natural logarithm per parameter, in units of
  // the encoded parameters. `shears`: values of entries(), or none at all for B = 1.
  Metric(std::vector<Parameter::Kind> kinds, const Eigen::VectorXd& log_scale,
         const Eigen::VectorXd& shears = {});

  // Row and column of the shears, in their order: all pairs of ordinal parameters.
  static std::vector<std::pair<Eigen::Index, Eigen::Index>> entries(
      const std::vector<Parameter::Kind>& kinds);

  // r^2 of all pairs of a row of `a` and a row of `b`.
  Eigen::MatrixXd squared_distance(const Eigen::MatrixXd& a, const Eigen::MatrixXd& b) const;

  // The sum over all pairs (i, j) of rows of `a` of weights(i, j) * d r^2(i, j) / d theta: per parameter
  // theta = log scale, then per shear, if there are any. `weights` is square.
  Eigen::VectorXd gradient(const Eigen::MatrixXd& a, const Eigen::MatrixXd& weights) const;

  // The difference of ordinal parameters whose image, divided by the scales, is `image`: of length 1 for a
  // unit vector. Categorical components mean nothing, here and in the result.
  Eigen::VectorXd preimage(const Eigen::VectorXd& image) const;

 private:
  std::vector<Parameter::Kind> kinds_;
  Eigen::VectorXd inverse_scale_;
  std::vector<std::pair<Eigen::Index, Eigen::Index>> entries_;
  Eigen::MatrixXd shear_;  // B; of categorical parameters the unit's rows and columns
  Eigen::MatrixXd map_;    // B / scale; of categorical parameters 0
};

}  // namespace apollo::optimizers
