#include "apollo/report/design_rows.h"

#include <cmath>

#include "optimizers/encoding.h"

namespace apollo {

Eigen::MatrixXd design_rows(const optimizers::SearchSpace& space,
                            const std::vector<optimizers::Point>& points) {
  const auto categorical = [](const optimizers::Parameter& parameter) {
    return parameter.kind == optimizers::Parameter::Kind::categorical;
  };
  Eigen::Index columns = 0;
  for (const auto& parameter : space.parameters()) columns += categorical(parameter) ? parameter.size() : 1;

  const Eigen::MatrixXd encoded = optimizers::encode(space, points);
  Eigen::MatrixXd rows = Eigen::MatrixXd::Zero(encoded.rows(), columns);
  Eigen::Index column = 0, source = 0;
  for (const auto& parameter : space.parameters()) {
    if (categorical(parameter)) {
      for (Eigen::Index i = 0; i < rows.rows(); ++i) {
        rows(i, column + static_cast<Eigen::Index>(encoded(i, source))) = std::sqrt(0.5);
      }
      column += parameter.size();
    } else {
      rows.col(column++) = encoded.col(source);
    }
    ++source;
  }
  return rows;
}

}  // namespace apollo
