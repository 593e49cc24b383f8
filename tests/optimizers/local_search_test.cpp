#include "optimizers/local_search.h"

#include <gtest/gtest.h>

#include <cmath>

#include "tests/optimizers/spaces.h"

namespace apollo::optimizers {
namespace {

LocalSearch make_local_search(const SearchSpace& space, const OptionValues& values, std::uint64_t seed = 1) {
  return {space, seed, complete(values, LocalSearch::options())};
}

// Searches one point at a time until the reward is reached; the trials that it took, `limit` if it was not.
template <class Reward>
int trials_to(LocalSearch& search, Reward reward, double goal, int limit) {
  for (int trial = 1; trial < limit; ++trial) {
    const std::vector<Point> points = search.ask(1);
    const double value = reward(points.front());
    if (value >= goal) return trial;
    search.tell({testing::usable(points.front(), value)});
  }
  return limit;
}

// From anywhere the peak is at most 7 steps away in each of 6 parameters; each sweep has 5 moves of each, and
// each success is followed by two moves the same way.
TEST(LocalSearch, ClimbsToThePeakOfASeparableReward) {
  const SearchSpace space = testing::ordinal_space(std::vector<int>(6, 10));
  const auto reward = [](const Point& point) {
    int sum = 0;
    for (const int index : point) sum -= std::abs(index - 7);
    return static_cast<double>(sum);
  };
  for (std::uint64_t seed = 1; seed <= 5; ++seed) {
    LocalSearch search = make_local_search(space, {}, seed);
    EXPECT_LT(trials_to(search, reward, 0, 250), 250) << seed;  // of 10^6 points
  }
}

// Two peaks at the ends, between which every step is worse; most starts lead to the lower one.
TEST(LocalSearch, LeavesABasinByRestarts) {
  const SearchSpace space = testing::ordinal_space({20, 20, 20, 20});
  const auto reward = [](const Point& point) {
    const int sum = testing::sum(point);
    return sum > 50 ? sum - 49.0
                    : 1 - sum / 51.0;  // a mean of 38, a deviation of 11.5: one in seven is above 50
  };
  for (std::uint64_t seed = 1; seed <= 5; ++seed) {
    LocalSearch search = make_local_search(space, {}, seed);
    EXPECT_LT(trials_to(search, reward, 76 - 49, 4000), 4000) << seed;
  }
}

// All points are equal but for the last of 30 values.
TEST(LocalSearch, CrossesAPlateau) {
  const SearchSpace space = testing::ordinal_space({30, 30});
  const auto reward = [](const Point& point) { return point == Point{29, 29} ? 1.0 : 0.0; };
  LocalSearch search = make_local_search(space, {});
  EXPECT_LE(trials_to(search, reward, 1, 901), 900);
}

// The next points are neighbours of a better trial of others only if it follows them.
TEST(LocalSearch, GoesOnFromTheTrialsOfOthersIfItFollows) {
  const SearchSpace space = testing::ordinal_space(std::vector<int>(12, 10));
  const Point foreign(12, 4);
  for (const double follow : {0.0, 1.0}) {
    LocalSearch search = make_local_search(space, {{"follow", follow}});
    search.tell({testing::usable(search.ask(1).front(), 1)});
    search.tell({testing::usable(foreign, 2)});
    for (const Point& point : search.ask(20))
      EXPECT_EQ(testing::changes(point, foreign) <= 2, follow == 1) << follow;
  }
}

}  // namespace
}  // namespace apollo::optimizers
