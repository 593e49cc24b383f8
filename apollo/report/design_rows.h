#pragma once
#include <Eigen/Core>
#include <vector>

#include "optimizers/search_space.h"

namespace apollo::report {

// Points of a space as rows whose Euclidean distances compare designs, for tsne(): an ordinal parameter is
// one column, its index divided by its largest index (optimizers/encoding.h); a categorical one is a column
// per value that occurs, 1 / sqrt 2 in the point's value and 0 elsewhere, so that two different values are 1
// apart, as the ends of an ordinal parameter are. A parameter of which the points have one value only is left
// out. Columns in the space's order, and that of its values. Requires points of the space.
Eigen::MatrixXd design_rows(const optimizers::SearchSpace& space,
                            const std::vector<optimizers::Point>& points);

}  // namespace apollo::report
