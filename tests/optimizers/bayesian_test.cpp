#include "optimizers/bayesian.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cstdlib>

#include "optimizers/random.h"
#include "tests/optimizers/sanitizer.h"
#include "tests/optimizers/spaces.h"

namespace apollo::optimizers {
namespace {

const SearchSpace kSixOfTen = testing::ordinal_space(std::vector<int>(6, 10));

BayesianSearch make(const OptionValues& values) {
  return {kSixOfTen, 1, complete(values, BayesianSearch::options())};
}

// Asks for batches of `batch` and tells their rewards, `trials` in all; what was asked last.
template <class Reward>
std::vector<Point> run(BayesianSearch& search, int trials, int batch, Reward reward) {
  std::vector<Point> points;
  for (int told = 0; told < trials; told += batch) {
    points = search.ask(batch);
    std::vector<Trial> outcomes;
    for (const Point& point : points) outcomes.push_back(reward(point));
    search.tell(outcomes);
  }
  return points;
}

TEST(BayesianSearch, IsRandomUntilTheInitialTrialsAreKnownAndOneIsUsable) {
  BayesianSearch search = make({{"initial", 20}});
  RandomSearch random(kSixOfTen, 1, {});
  for (int batch = 0; batch < 3; ++batch) {  // none of them is usable
    const std::vector<Point> points = search.ask(19);
    EXPECT_EQ(points, random.ask(19));
    for (const Point& point : points) search.tell({testing::unusable(point)});
  }
}

TEST(BayesianSearch, FindsThePeakOfASmoothReward) {
  if (testing::kSanitized) GTEST_SKIP() << "too slow with the address sanitizer";
  const Point peak = {3, 7, 2, 5, 8, 4};
  const auto reward = [&](const Point& point) {
    double squares = 0;
    for (std::size_t i = 0; i < peak.size(); ++i) squares += (point[i] - peak[i]) * (point[i] - peak[i]);
    return testing::usable(point, 1 / (1 + squares / 10));
  };
  BayesianSearch search = make({});
  bool found = false;
  run(search, 160, 8, [&](const Point& point) {
    found = found || point == peak;
    return reward(point);
  });
  EXPECT_TRUE(found);  // 160 of 10^6 points
}

// Half of the space is usable, and the reward rises towards the other half.
TEST(BayesianSearch, MeetsMoreUsableTrialsTheMoreItIsToAimAt) {
  if (testing::kSanitized) GTEST_SKIP() << "too slow with the address sanitizer";
  const auto usable_with = [](double share) {
    BayesianSearch search = make({{"usable", share}});
    int usable = 0;
    run(search, 200, 8, [&](const Point& point) {
      const bool is_usable = testing::sum(point) < 27;
      usable += is_usable ? 1 : 0;
      return is_usable ? testing::usable(point, 1 + testing::sum(point)) : testing::unusable(point);
    });
    return usable;
  };
  EXPECT_GT(usable_with(0.8), usable_with(0.1));
}

// Where rewards are noise the model foretells nothing, and proposals are the nearest points to the best
// trial.
TEST(BayesianSearch, IsLocalSearchWhereTheModelForetellsNothing) {
  if (testing::kSanitized) GTEST_SKIP() << "too slow with the address sanitizer";
  BayesianSearch search = make({{"failures", 10000}, {"global_restarts", 0}});
  double best = 0;
  Point centre;
  const std::vector<Point> last = run(search, 200, 8, [&](const Point& point) {
    const double reward = 1 + static_cast<double>(PointHash()(point) % 1000);
    if (reward > best) {
      best = reward;
      centre = point;
    }
    return testing::usable(point, reward);
  });
  // The region was about the best of all when the last points were asked for, unless it is among them.
  ASSERT_EQ(std::count(last.begin(), last.end(), centre), 0);
  for (const Point& point : last) {
    int steps = 0;
    for (std::size_t i = 0; i < point.size(); ++i) steps += std::abs(point[i] - centre[i]);
    EXPECT_LE(steps, 3);  // nearest first; a uniform point is some 20 steps away
  }
}

}  // namespace
}  // namespace apollo::optimizers
