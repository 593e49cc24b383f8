#pragma once
#include <Eigen/Core>
#include <vector>

#include "optimizers/search_space.h"

namespace apollo::optimizers {

// Points as the inputs of a model: one row per point, one column per parameter. An ordinal parameter's index
// is scaled to 0 .. 1, so that neighbours in the value list are equally far apart whatever the values; a
// categorical parameter's index stays as it is, and only equality has a meaning.
Eigen::MatrixXd encode(const SearchSpace& space, const std::vector<Point>& points);

// Per parameter and pair of rows of encoded points the squared difference: of categorical values 0 or 1.
// Column `parameter` of `points`, against one value.
Eigen::ArrayXd squared_difference(const Eigen::MatrixXd& points, Eigen::Index parameter, double value,
                                  Parameter::Kind kind);

}  // namespace apollo::optimizers
