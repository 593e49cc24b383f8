#include "apollo/report/design_rows.h"

#include <cmath>
#include <map>

#include "optimizers/encoding.h"

namespace apollo::report {

Eigen::MatrixXd design_rows(const optimizers::SearchSpace& space,
                            const std::vector<optimizers::Point>& points) {
  const Eigen::MatrixXd encoded = optimizers::encode(space, points);
  std::vector<Eigen::VectorXd> columns;
  for (std::size_t p = 0; p < space.parameters().size(); ++p) {
    std::map<int, std::size_t> column_of;  // of each value that occurs
    for (const optimizers::Point& point : points) column_of.emplace(point[p], 0);
    if (column_of.size() < 2) continue;
    if (space.parameters()[p].kind == optimizers::Parameter::Kind::ordinal) {
      columns.push_back(encoded.col(static_cast<Eigen::Index>(p)));
      continue;
    }
    for (auto& [value, column] : column_of) {
      column = columns.size();
      columns.push_back(Eigen::VectorXd::Zero(encoded.rows()));
    }
    for (std::size_t i = 0; i < points.size(); ++i)
      columns[column_of.at(points[i][p])][static_cast<Eigen::Index>(i)] = std::sqrt(0.5);
  }
  Eigen::MatrixXd rows(encoded.rows(), columns.size());
  for (std::size_t c = 0; c < columns.size(); ++c) rows.col(static_cast<Eigen::Index>(c)) = columns[c];
  return rows;
}

}  // namespace apollo::report
