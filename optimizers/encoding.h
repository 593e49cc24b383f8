#pragma once
#include <Eigen/Core>
#include <vector>

#include "optimizers/search_space.h"

namespace apollo::optimizers {

// Points as the inputs of a model: one row per point, one column per parameter. An ordinal parameter's index
// is scaled to 0 .. 1, so that neighbours in the value list are equally far apart whatever the values; a
// categorical parameter's index stays as it is, and only equality has a meaning. Requires points of the
// space's product.
Eigen::MatrixXd encode(const SearchSpace& space, const std::vector<Point>& points);

// Squared differences between a column of encoded points and a value of the same parameter, whose kind is
// given; of categorical values 0 or 1.
Eigen::ArrayXd squared_difference(const Eigen::MatrixXd& points, Eigen::Index parameter, double value,
                                  Parameter::Kind kind);

}  // namespace apollo::optimizers
