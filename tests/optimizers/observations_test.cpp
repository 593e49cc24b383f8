#include "optimizers/observations.h"

#include <gtest/gtest.h>

#include <limits>

#include "tests/optimizers/spaces.h"

namespace apollo::optimizers {
namespace {

using testing::unusable;
using testing::usable;
using Rows = std::vector<std::size_t>;

Observations archive() {
  Observations observations;
  for (const Trial& trial : {usable({0}, 2), unusable({1}), usable({2}, 5), usable({3}, 5), usable({4}, 1)})
    observations.add(trial);
  return observations;
}

TEST(Observations, NumberTrialsInTheOrderOfTelling) {
  const Observations observations = archive();
  EXPECT_EQ(observations.size(), 5U);
  EXPECT_EQ(observations[3].point, (Point{3}));
  EXPECT_EQ(observations.all(), (Rows{0, 1, 2, 3, 4}));
  EXPECT_EQ(observations.usable(), (Rows{0, 2, 3, 4}));
}

TEST(Observations, KnowTheFirstOfTheBest) { EXPECT_EQ(archive().best(), 2U); }

TEST(Observations, DoNotCountARewardThatIsNotFinite) {
  Observations observations;
  observations.add(usable({0}, std::numeric_limits<double>::infinity()));
  EXPECT_TRUE(observations.usable().empty());
  observations.add(usable({1}, 0));
  EXPECT_EQ(observations.best(), 1U);
}

TEST(Observations, GiveAModelsColumnsInTheOrderOfTheRows) {
  const Observations observations = archive();
  const Rows rows = {4, 1, 2};
  EXPECT_EQ(observations.points(rows), (std::vector<Point>{{4}, {1}, {2}}));
  EXPECT_EQ(observations.rewards({4, 2}), Eigen::VectorXd(Eigen::Vector2d(1, 5)));
  EXPECT_EQ(observations.labels(rows, -1), Eigen::VectorXd(Eigen::Vector3d(1, -1, 1)));
  EXPECT_EQ(observations.labels({}, -1).size(), 0);
}

}  // namespace
}  // namespace apollo::optimizers
