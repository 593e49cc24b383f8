#include "apollo/report/design_rows.h"

#include <gtest/gtest.h>

#include <cmath>

#include "apollo/study/space_json.h"

namespace apollo::report {
namespace {

optimizers::SearchSpace mixed_space() {
  return study::parse_space(R"({"parameters": [
      {"name": "size", "values": [1, 10, 1000]},
      {"name": "policy", "kind": "categorical", "values": ["a", "b", "c"]},
      {"name": "fixed", "values": [7]},
      {"name": "depth", "values": [1, 2, 3, 4, 5]}]})",
                            "s.json");
}

TEST(DesignRows, DivideOrdinalIndicesByTheLargest) {
  const Eigen::MatrixXd rows = design_rows(mixed_space(), {{0, 0, 0, 1}, {1, 0, 0, 4}, {2, 0, 0, 0}});
  ASSERT_EQ(rows.rows(), 3);
  ASSERT_EQ(rows.cols(), 2);
  EXPECT_EQ(rows.col(0), Eigen::Vector3d(0, 0.5, 1));
  EXPECT_EQ(rows.col(1), Eigen::Vector3d(0.25, 1, 0));
}

TEST(DesignRows, PutAnyTwoCategoricalValuesOneApart) {
  const Eigen::MatrixXd rows =
      design_rows(mixed_space(), {{1, 0, 0, 2}, {1, 1, 0, 2}, {1, 2, 0, 2}, {1, 2, 0, 2}});
  EXPECT_NEAR((rows.row(0) - rows.row(1)).norm(), 1, 1e-15);
  EXPECT_NEAR((rows.row(0) - rows.row(2)).norm(), 1, 1e-15);
  EXPECT_NEAR((rows.row(1) - rows.row(2)).norm(), 1, 1e-15);
  EXPECT_EQ(rows.row(2), rows.row(3));
}

TEST(DesignRows, HaveColumnsForValuesThatOccurOnly) {
  const Eigen::MatrixXd rows = design_rows(mixed_space(), {{1, 2, 0, 2}, {1, 0, 0, 2}, {1, 2, 0, 2}});
  ASSERT_EQ(rows.cols(), 2);
  EXPECT_EQ(rows.col(0), std::sqrt(0.5) * Eigen::Vector3d(0, 1, 0));
  EXPECT_EQ(rows.col(1), std::sqrt(0.5) * Eigen::Vector3d(1, 0, 1));
}

TEST(DesignRows, OfOnePointOrNoneHaveNoColumns) {
  const Eigen::MatrixXd none = design_rows(mixed_space(), {}),
                        one = design_rows(mixed_space(), {{1, 2, 0, 2}});
  EXPECT_EQ(none.rows(), 0);
  EXPECT_EQ(none.cols(), 0);
  EXPECT_EQ(one.rows(), 1);
  EXPECT_EQ(one.cols(), 0);
}

}  // namespace
}  // namespace apollo::report
