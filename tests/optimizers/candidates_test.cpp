#include "optimizers/candidates.h"

#include <gtest/gtest.h>

#include <cmath>

#include "optimizers/acquisition.h"
#include "optimizers/encoding.h"
#include "tests/optimizers/spaces.h"

namespace apollo::optimizers {
namespace {

const Caution kCaution(0.3);

const SearchSpace kPlane = testing::ordinal_space({30, 30});

// Of a reward that rises to a boundary.
ConstrainedModel trained_model() {
  Observations observations;
  for (const Point& point : testing::random_points(kPlane, 40)) {
    const int sum = testing::sum(point);
    observations.add(sum > 35 ? testing::unusable(point) : testing::usable(point, 1 + sum));
  }
  ConstrainedModel model(kPlane, 100, 0);
  Generator generator(1);
  model.update(generator, observations, {}, 10);
  return model;
}

const std::vector<Point> kPoints = {{20, 12}, {20, 13}, {0, 0}, {29, 29}, {5, 28}};

TEST(Candidates, ScoreExpectedImprovementTimesAPowerOfTheProbability) {
  const ConstrainedModel model = trained_model();
  Candidates candidates(kPlane, model, model.best_target(), kCaution);
  candidates.add({kPoints[0], kPoints[1]});
  candidates.add({});
  candidates.add({kPoints[2], kPoints[3], kPoints[4]});
  EXPECT_EQ(candidates.points(), kPoints);
  Posterior reward(model.reward()), feasibility(model.feasibility());
  reward.add(encode(kPlane, kPoints));
  feasibility.add(encode(kPlane, kPoints));
  for (std::size_t i = 0; i < kPoints.size(); ++i) {
    const auto row = static_cast<Eigen::Index>(i);
    const double improvement =
        log_expected_improvement(reward.mean()[row], std::sqrt(reward.variance()[row]), model.best_target());
    const double probability = log_probability(feasibility.mean()[row], feasibility.variance()[row]);
    EXPECT_NEAR(candidates.score(i), improvement + kCaution.power() * probability, 1e-9) << i;
  }
}

TEST(Candidates, AreTakenOnceEachTheBestFirst) {
  const ConstrainedModel model = trained_model();
  Candidates candidates(kPlane, model, model.best_target(), kCaution);
  candidates.add(kPoints);
  std::size_t best = 0;
  for (std::size_t i = 1; i < kPoints.size(); ++i) {
    if (candidates.score(i) > candidates.score(best)) best = i;
  }
  EXPECT_EQ(candidates.take_best(), kPoints[best]);
  PointSet taken = {kPoints[best]};
  while (const auto point = candidates.take_best()) EXPECT_TRUE(taken.insert(*point).second);
  EXPECT_EQ(taken, PointSet(kPoints.begin(), kPoints.end()));
}

// Once a point counts as observed, little is to be learned next to it: all variances fall.
TEST(Candidates, NextToATakenOneLose) {
  const ConstrainedModel model = trained_model();
  Candidates candidates(kPlane, model, model.best_target(), kCaution);
  const Point point = {20, 12}, neighbour = {20, 13};
  candidates.add({point, neighbour});
  const double before[] = {candidates.score(0), candidates.score(1)};
  const std::size_t other = candidates.take_best() == point ? 1 : 0;
  EXPECT_LT(candidates.score(other), before[other]);
}

}  // namespace
}  // namespace apollo::optimizers
