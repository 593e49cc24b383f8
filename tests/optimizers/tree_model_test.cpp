#include "optimizers/tree_model.h"

#include <gtest/gtest.h>

#include <functional>

#include "tests/optimizers/spaces.h"

namespace apollo::optimizers {
namespace {

const SearchSpace kCube = testing::ordinal_space({20, 20, 20});

// Points whose second index is over a half are not usable.
Observations observations_of(const std::function<double(const Point&)>& reward) {
  Observations result;
  for (const Point& point : testing::random_points(kCube, 200))
    result.add(point[1] >= 10 ? testing::unusable(point) : testing::usable(point, reward(point)));
  return result;
}

Observations observations() {
  return observations_of([](const Point& point) { return 1.0 + point[0]; });
}

TEST(TreeModel, PrefersWhatIsBetter) {
  const Eigen::VectorXd scores = TreeModel(kCube, {}, observations()).scores({{19, 4, 7}, {2, 4, 7}});
  EXPECT_GT(scores[0], scores[1]);
}

// With equal rewards only the probability differs: here by a factor of more than e.
TEST(TreeModel, PrefersWhatIsUsable) {
  const TreeModel model(kCube, {}, observations_of([](const Point&) { return 1.0; }));
  const Eigen::VectorXd scores = model.scores({{19, 4, 7}, {19, 16, 7}});
  EXPECT_GT(scores[0], scores[1] + 1);
}

TEST(TreeModel, HasAFiniteScoreForEveryPoint) {
  const std::vector<Point> points = testing::random_points(kCube, 500, 2);
  const Eigen::VectorXd scores = TreeModel(kCube, {}, observations()).scores(points);
  ASSERT_EQ(scores.size(), 500);
  EXPECT_TRUE(scores.allFinite());
}

TEST(TreeModel, HasNoScoresForNoPoints) {
  EXPECT_EQ(TreeModel(kCube, {}, observations()).scores({}).size(), 0);
}

TEST(TreeModel, KnowsHowManyObservationsItWasTrainedOn) {
  EXPECT_EQ(TreeModel(kCube, {}, observations()).observations(), observations().size());
}

TEST(TreeModel, ManagesASingleUsableTrial) {
  Observations single;
  single.add(testing::usable({1, 2, 3}, 1));
  EXPECT_TRUE(TreeModel(kCube, {}, single).scores({{1, 2, 3}, {4, 5, 6}}).allFinite());
}

}  // namespace
}  // namespace apollo::optimizers
