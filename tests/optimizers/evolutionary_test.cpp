#include "optimizers/evolutionary.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <memory>
#include <numeric>
#include <utility>

#include "optimizers/random.h"
#include "tests/optimizers/spaces.h"

namespace apollo::optimizers {
namespace {

using testing::changes;
using testing::usable;

const SearchSpace kTenOfTen = testing::ordinal_space(std::vector<int>(10, 10));

// Without crossover and mutation a child is its parent with one gene changed, as the parent is known, or more
// if that child is known too.
EvolutionarySearch copying(int population, bool by_age, int tournament = 1) {
  const OptionValues values = {{"population", population},
                               {"tournament", tournament},
                               {"crossover", 0},
                               {"mutation", 0},
                               {"by_age", by_age ? 1 : 0}};
  return {kTenOfTen, 1, complete(values, EvolutionarySearch::options())};
}

// How many of the points have most genes of `parent`.
int children_of(const Point& parent, const std::vector<Point>& points) {
  return static_cast<int>(std::count_if(points.begin(), points.end(),
                                        [&](const Point& point) { return changes(point, parent) < 5; }));
}

const Point kOld(10, 0), kMiddle(10, 3), kNew(10, 6);
const std::vector<Trial> kFallingRewards = {usable(kOld, 3), usable(kMiddle, 2), usable(kNew, 1)};

TEST(EvolutionarySearch, IsRandomUntilThePopulationIsKnown) {
  EvolutionarySearch search = copying(20, true);
  RandomSearch random(kTenOfTen, 1, {});
  const std::vector<Point> points = search.ask(19);
  EXPECT_EQ(points, random.ask(19));
  for (const Point& point : points) search.tell({usable(point, 1)});
  EXPECT_EQ(search.ask(1), random.ask(1));
}

// Expects most of points with a high sum, or with a low one.
class Sums : public Expectation {
 public:
  explicit Sums(double sign) : sign_(sign) {}
  Eigen::VectorXd of(const std::vector<Point>& points) override {
    Eigen::VectorXd result(static_cast<Eigen::Index>(points.size()));
    for (std::size_t i = 0; i < points.size(); ++i)
      result[static_cast<Eigen::Index>(i)] = sign_ * std::accumulate(points[i].begin(), points[i].end(), 0);
    return result;
  }

 private:
  double sign_;
};

// The mean sum of points that are proposed after 40 uniform ones, whose reward is their sum.
double mean_sum(std::shared_ptr<Expectation> expectation) {
  const OptionValues values = {{"population", 40}, {"by_age", 0}};
  EvolutionarySearch search(kTenOfTen, 1, complete(values, EvolutionarySearch::options()));
  if (expectation) search.expect(std::move(expectation));
  RandomSearch random(kTenOfTen, 2, {});
  for (const Point& point : random.ask(40))
    search.tell({usable(point, std::accumulate(point.begin(), point.end(), 0))});
  double sum = 0;
  const std::vector<Point> points = search.ask(64);
  for (const Point& point : points) sum += std::accumulate(point.begin(), point.end(), 0);
  return sum / 64;
}

TEST(EvolutionarySearch, FollowsAnExpectationThatHolds) {
  const double without = mean_sum(nullptr);
  EXPECT_GT(mean_sum(std::make_shared<Sums>(1)), without + 2);
  EXPECT_EQ(mean_sum(std::make_shared<Sums>(-1)), without);  // which rewards contradict
}

TEST(EvolutionarySearch, BeginsWithABatchWhereSomethingIsExpected) {
  EvolutionarySearch search = copying(100, true);
  search.expect(std::make_shared<Sums>(1));
  std::vector<Trial> seeds;
  for (int i = 0; i < 16; ++i) {
    Point seed = kNew;
    seed[0] = i % 10;
    seed[1] = i / 10;
    seeds.push_back(usable(seed, 1));
  }
  search.tell(seeds);
  EXPECT_EQ(children_of(kNew, search.ask(20)), 20);
}

TEST(EvolutionarySearch, LetsTheOldestDie) {
  EvolutionarySearch search = copying(2, true);
  search.tell(kFallingRewards);
  const std::vector<Point> points = search.ask(40);
  EXPECT_EQ(children_of(kOld, points), 0);
  EXPECT_EQ(children_of(kMiddle, points) + children_of(kNew, points), 40);
  EXPECT_GT(children_of(kNew, points), 0);
}

TEST(EvolutionarySearch, LetsTheLeastFitDieIfToldTo) {
  EvolutionarySearch search = copying(2, false);
  search.tell(kFallingRewards);
  const std::vector<Point> points = search.ask(40);
  EXPECT_EQ(children_of(kNew, points), 0);
  EXPECT_EQ(children_of(kOld, points) + children_of(kMiddle, points), 40);
  EXPECT_GT(children_of(kMiddle, points), 0);
}

// The best of a hundred drawn of three: the others win once in (3/2)^100 tournaments.
TEST(EvolutionarySearch, PrefersTheFittestInLargeTournaments) {
  EvolutionarySearch search = copying(3, true, 100);
  search.tell(kFallingRewards);
  EXPECT_EQ(children_of(kOld, search.ask(40)), 40);
}

TEST(EvolutionarySearch, HasNoUnusableParents) {
  EvolutionarySearch search = copying(3, true);
  search.tell({usable(kOld, 1), testing::unusable(kMiddle), testing::unusable(kNew)});
  EXPECT_EQ(children_of(kOld, search.ask(40)), 40);
}

}  // namespace
}  // namespace apollo::optimizers
