#include "optimizers/constrained_model.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <cstdlib>
#include <functional>
#include <memory>

#include "optimizers/acquisition.h"
#include "optimizers/encoding.h"
#include "tests/optimizers/spaces.h"

namespace apollo::optimizers {
namespace {

constexpr int kValues = 60, kCapacity = 9;
constexpr int kNear = 6;  // two thirds of the capacity

SearchSpace line() { return testing::ordinal_space({kValues}); }

// Every point of the line; every fourth is not usable.
Observations whole_line() {
  Observations observations;
  for (int i = 0; i < kValues; ++i)
    observations.add(i % 4 == 0 ? testing::unusable({i}) : testing::usable({i}, 1 + i % 7));
  return observations;
}

// The indices that a process knows.
std::vector<int> known(const GaussianProcess& process) {
  std::vector<int> result;
  for (Eigen::Index i = 0; i < process.inputs.rows(); ++i)
    result.push_back(static_cast<int>(std::lround(process.inputs(i, 0) * (kValues - 1))));
  return result;
}

ConstrainedModel updated(int capacity, const std::vector<Point>& centres, std::uint64_t seed = 1) {
  ConstrainedModel model(line(), capacity, 0);
  Generator generator(seed);
  model.update(generator, whole_line(), centres, 0);
  return model;
}

// Expects of a point what it is told.
class Line : public Expectation {
 public:
  explicit Line(std::function<double(int)> expected) : expected_(std::move(expected)) {}
  Eigen::VectorXd of(const std::vector<Point>& points) override {
    Eigen::VectorXd result(static_cast<Eigen::Index>(points.size()));
    for (std::size_t i = 0; i < points.size(); ++i)
      result[static_cast<Eigen::Index>(i)] = expected_(points[i][0]);
    return result;
  }

 private:
  std::function<double(int)> expected_;
};

// Of points whose rewards rise by a factor, so that their logarithms lie on a straight line.
ConstrainedModel expecting(const std::function<double(int)>& expected) {
  ConstrainedModel model(line(), kValues, 0);
  model.expect(std::make_shared<Line>(expected));
  Observations observations;
  for (int i = 0; i < kValues; i += 2) observations.add(testing::usable({i}, std::exp(0.1 * i)));
  Generator generator(1);
  model.update(generator, observations, {}, 0);
  return model;
}

TEST(ConstrainedModel, FollowsAnExpectationAsFarAsObservationsBearItOut) {
  const std::vector<Point> ends = {{1}, {kValues - 1}};
  const Eigen::VectorXd right = expecting([](int i) { return 3.0 * i + 7; }).drift(ends);
  EXPECT_GT(right[1] - right[0], 2);  // targets have a variance of 1
  const Eigen::VectorXd same = expecting([](int i) { return 0.1 * i; }).drift(ends);
  EXPECT_NEAR(same[1], right[1], 1e-9);  // whatever its unit
  EXPECT_NEAR(same[0], right[0], 1e-9);
}

TEST(ConstrainedModel, LetsAnExpectationGoThatObservationsContradict) {
  const std::vector<Point> ends = {{1}, {kValues - 1}};
  EXPECT_TRUE(expecting([](int i) { return -1.0 * i; }).drift(ends).isZero(0));
  EXPECT_TRUE(expecting([](int i) { return i % 4 * 1.0; }).drift(ends).isZero(0));  // nothing to do with it
  EXPECT_TRUE(expecting([](int) { return 5.0; }).drift(ends).isZero(0));
  EXPECT_TRUE(updated(kValues, {}).drift(ends).isZero(0));
}

TEST(ConstrainedModel, KnowsAllUsableTrialsAndAllTrialsIfThereIsRoom) {
  const ConstrainedModel model = updated(kValues, {});
  EXPECT_EQ(model.reward().inputs.rows(), kValues * 3 / 4);
  EXPECT_EQ(model.feasibility().inputs.rows(), kValues);
}

TEST(ConstrainedModel, KnowsTheNearestToTheCentreAndSomeOthers) {
  const Point centre = {30};
  const ConstrainedModel model = updated(kCapacity, {centre});
  // The usable ones by their distance from the centre, in steps: 29 and 31 are at 1, 27 and 33 at 3 and so
  // on.
  std::vector<int> distances;
  for (int i = 0; i < kValues; ++i) {
    if (i % 4 != 0) distances.push_back(std::abs(i - centre[0]));
  }
  std::sort(distances.begin(), distances.end());
  std::vector<int> chosen;
  for (const int i : known(model.reward())) {
    EXPECT_NE(i % 4, 0);
    chosen.push_back(std::abs(i - centre[0]));
  }
  ASSERT_EQ(chosen.size(), static_cast<std::size_t>(kCapacity));
  std::sort(chosen.begin(), chosen.end());
  EXPECT_TRUE(std::equal(chosen.begin(), chosen.begin() + kNear, distances.begin()));
  EXPECT_GT(chosen.back(), distances[kCapacity]);  // the others are no nearer than chance has it
  EXPECT_EQ(known(model.feasibility()).size(), static_cast<std::size_t>(kCapacity));
}

TEST(ConstrainedModel, KnowsARandomPartWithoutACentre) {
  EXPECT_EQ(known(updated(kCapacity, {}).reward()), known(updated(kCapacity, {}).reward()));
  EXPECT_NE(known(updated(kCapacity, {}, 1).reward()), known(updated(kCapacity, {}, 2).reward()));
}

TEST(ConstrainedModel, HasTheBestTargetOfTheWarpedRewards) {
  const Observations observations = whole_line();
  EXPECT_DOUBLE_EQ(
      updated(kValues, {}).best_target(),
      Warp(observations.rewards(observations.usable()), observations.lowest()).targets().maxCoeff());
}

TEST(ConstrainedModel, IsUpdatedOnceItHasBeen) {
  EXPECT_FALSE(ConstrainedModel(line(), kCapacity, 0).is_updated());
  EXPECT_TRUE(updated(kCapacity, {}).is_updated());
}

// The reward rises along a line whose far half is not usable.
TEST(ConstrainedModel, LearnsRewardAndBoundary) {
  Observations observations;
  for (int i = 0; i < kValues; i += 3)
    observations.add(i < kValues / 2 ? testing::usable({i}, 1 + i) : testing::unusable({i}));
  ConstrainedModel model(line(), kValues, 0);
  Generator generator(1);
  for (int i = 0; i < 3; ++i) model.update(generator, observations, {}, 10);
  Posterior reward(model.reward()), feasibility(model.feasibility());
  const Eigen::MatrixXd inputs = encode(line(), {{4}, {25}, {55}});
  reward.add(inputs);
  feasibility.add(inputs);
  EXPECT_LT(reward.mean()[0], reward.mean()[1]);
  EXPECT_GT(feasibility.mean()[0], 0);
  EXPECT_GT(feasibility.mean()[1], 0);
  EXPECT_LT(feasibility.mean()[2], 0);
}

}  // namespace
}  // namespace apollo::optimizers
