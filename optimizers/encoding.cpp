#include "optimizers/encoding.h"

namespace apollo::optimizers {

Eigen::MatrixXd encode(const SearchSpace& space, const std::vector<Point>& points) {
  Eigen::MatrixXd inputs(points.size(), space.dimensions());
  for (int j = 0; j < space.dimensions(); ++j) {
    const Parameter& parameter = space.parameters()[static_cast<std::size_t>(j)];
    const bool scaled = parameter.kind == Parameter::Kind::ordinal && parameter.size() > 1;
    const double unit = scaled ? 1.0 / (parameter.size() - 1) : 1.0;
    for (std::size_t i = 0; i < points.size(); ++i) {
      inputs(static_cast<Eigen::Index>(i), j) = unit * points[i][static_cast<std::size_t>(j)];
    }
  }
  return inputs;
}

Eigen::ArrayXd squared_difference(const Eigen::MatrixXd& points, Eigen::Index parameter, double value,
                                  Parameter::Kind kind) {
  const auto column = points.col(parameter).array();
  if (kind == Parameter::Kind::ordinal) return (column - value).square();
  return (column != value).cast<double>();
}

}  // namespace apollo::optimizers
