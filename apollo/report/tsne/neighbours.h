#pragma once
#include <Eigen/Core>
#include <vector>

namespace apollo::tsne {

// The nearest other rows of each row; those of row i are at i x count .. (i + 1) x count - 1, the nearest
// first.
struct Neighbours {
  int count = 0;  // per row
  std::vector<int> index;
  std::vector<double> squared_distance;
};

// Exact, by Euclidean distance. Which of equally far rows are taken is not specified, but always the same.
// Requires finite squared distances and 0 <= count < the number of rows (or no rows).
Neighbours nearest_neighbours(const Eigen::MatrixXd& rows, int count);

}  // namespace apollo::tsne
