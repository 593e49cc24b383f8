// What every strategy of the table, and every class of members of the ensemble, has to do by the contract of
// optimizer.h.
#include <gtest/gtest.h>

#include <algorithm>
#include <cctype>
#include <deque>
#include <functional>
#include <limits>
#include <numeric>

#include "optimizers/member_class.h"
#include "optimizers/registry.h"
#include "tests/optimizers/sanitizer.h"
#include "tests/optimizers/spaces.h"

namespace apollo::optimizers {
namespace {

using testing::mixed_space;
using testing::ordinal_space;

// More than the uniform trials at the start of any strategy, by some batches.
const int kUsualTrials = testing::trials(200, 48);
const int kFewTrials = testing::trials(120, 48);

struct Result {
  bool feasible = false;
  double reward = 0;
  Values values = {};  // of several objectives
};
using Objective = std::function<Result(const Point&)>;

// Points near the far corner are better; a third is infeasible.
Result corner(const Point& point) {
  int sum = 0;
  for (const int index : point) sum += index;
  return {sum % 3 != 0, static_cast<double>(sum)};
}

// Each objective wants the far end of one parameter and the near end of the next; a third is infeasible.
Result corners(const Point& point, std::size_t objectives) {
  Result result = corner(point);
  for (std::size_t k = 0; k < objectives; ++k) {
    const int far = point[k % point.size()], near = point[(k + 1) % point.size()];
    result.values.push_back(1 + far / (1.0 + near + static_cast<double>(k)));
  }
  return result;
}

class EveryStrategy : public ::testing::TestWithParam<const Strategy*> {
 protected:
  std::unique_ptr<Optimizer> make(const SearchSpace& space, std::uint64_t seed = 1) const {
    const Strategy& strategy = *GetParam();
    return strategy.create(space, seed, complete({}, strategy.options));
  }

  // All points proposed until the budget or the space is used up, checked against the contract of ask().
  std::vector<Point> search(const SearchSpace& space, std::uint64_t seed, int trials, int batch,
                            const Objective& objective = corner) const {
    const auto optimizer = make(space, seed);
    std::vector<Point> proposed;
    PointSet seen;
    while (static_cast<int>(proposed.size()) < trials) {
      const int count = std::min(batch, trials - static_cast<int>(proposed.size()));
      const std::vector<Point> points = optimizer->ask(count);
      EXPECT_LE(static_cast<int>(points.size()), count);
      const std::size_t names = optimizer->proposers().size();
      EXPECT_TRUE(names == 0 || names == points.size());
      if (points.empty()) break;
      std::vector<Trial> outcomes;
      for (const Point& point : points) {
        EXPECT_TRUE(space.contains(point));
        EXPECT_TRUE(seen.insert(point).second) << "proposed twice";
        const Result result = objective(point);
        const auto id = static_cast<std::int64_t>(proposed.size());
        outcomes.push_back(
            {id, point, result.feasible, result.reward, result.feasible ? "" : "test", result.values});
        proposed.push_back(point);
      }
      optimizer->tell(outcomes);
    }
    return proposed;
  }
};

// What ask() and tell() are given if `lag` batches are pending at each ask but the first ones, until so many
// points are proposed or the space is used up.
std::vector<Point> search_lagging(Optimizer& optimizer, int trials, int batch, std::size_t lag,
                                  std::size_t objectives = 1) {
  std::vector<Point> proposed;
  PointSet seen;
  std::deque<std::vector<Point>> untold;
  bool is_exhausted = false;
  while (!is_exhausted && static_cast<int>(proposed.size()) < trials) {
    std::vector<Point> pending;
    for (const auto& points : untold) pending.insert(pending.end(), points.begin(), points.end());
    const std::vector<Point> points = optimizer.ask(batch, pending);
    is_exhausted = points.empty();
    for (const Point& point : points) EXPECT_TRUE(seen.insert(point).second) << "proposed twice";
    proposed.insert(proposed.end(), points.begin(), points.end());
    untold.push_back(points);
    if (untold.size() <= lag) continue;
    std::vector<Trial> outcomes;
    for (const Point& point : untold.front()) {
      const Result result = objectives > 1 ? corners(point, objectives) : corner(point);
      outcomes.push_back({0, point, result.feasible, result.reward, "", result.values});
    }
    untold.pop_front();
    optimizer.tell(outcomes);
  }
  return proposed;
}

std::vector<const Strategy*> table() {
  std::vector<const Strategy*> result;
  for (const Strategy& strategy : strategies()) result.push_back(&strategy);
  return result;
}
// Those that are not in the table.
std::vector<const Strategy*> members() {
  std::vector<const Strategy*> result;
  for (const MemberClass& type : member_classes()) {
    if (find_strategy(type.strategy.name) == nullptr) result.push_back(&type.strategy);
  }
  return result;
}
std::string test_name(const ::testing::TestParamInfo<const Strategy*>& info) {
  std::string name = info.param->name;
  for (char& c : name) c = std::isalnum(static_cast<unsigned char>(c)) ? c : '_';
  return name;
}
INSTANTIATE_TEST_SUITE_P(Table, EveryStrategy, ::testing::ValuesIn(table()), test_name);
INSTANTIATE_TEST_SUITE_P(Members, EveryStrategy, ::testing::ValuesIn(members()), test_name);

TEST_P(EveryStrategy, UsesTheWholeBudgetWithNewPointsOfTheSpace) {
  EXPECT_EQ(search(ordinal_space({10, 10, 10}), 1, kUsualTrials, 1).size(),
            static_cast<std::size_t>(kUsualTrials));
  EXPECT_EQ(search(ordinal_space({10, 10, 10}), 1, kUsualTrials, 16).size(),
            static_cast<std::size_t>(kUsualTrials));
}

TEST_P(EveryStrategy, RepeatsItselfWithTheSameSeed) {
  const SearchSpace space = ordinal_space({10, 10, 10});
  EXPECT_EQ(search(space, 7, kUsualTrials, 16), search(space, 7, kUsualTrials, 16));
  EXPECT_EQ(search(space, 7, kUsualTrials, 1), search(space, 7, kUsualTrials, 1));
}

TEST_P(EveryStrategy, DiffersWithTheSeed) {
  const SearchSpace space = ordinal_space({10, 10, 10});
  EXPECT_NE(search(space, 7, 50, 16), search(space, 8, 50, 16));
}

// All numbers are small integers and powers of two, so that no rounding differs.
TEST_P(EveryStrategy, ProposesTheSameWhateverOffsetAndScaleOfTheRewards) {
  const SearchSpace space = ordinal_space({10, 10, 10});
  const auto moved = [](double scale, double offset) {
    return [=](const Point& point) {
      const Result result = corner(point);
      return Result{result.feasible, scale * result.reward + offset};
    };
  };
  const std::vector<Point> points = search(space, 1, kFewTrials, 16);
  EXPECT_EQ(search(space, 1, kFewTrials, 16, moved(0x1p-30, 0)), points);
  EXPECT_EQ(search(space, 1, kFewTrials, 16, moved(1, 0x1p20)), points);
  EXPECT_EQ(search(space, 1, kFewTrials, 16, moved(1, -0x1p20)), points);  // all negative
}

TEST_P(EveryStrategy, ProposesNewPointsWhileOthersArePending) {
  const SearchSpace space = ordinal_space({10, 10, 10});
  for (const std::size_t objectives : {1U, 2U}) {
    for (const std::size_t lag : {1U, 3U}) {
      const std::vector<Point> points = search_lagging(*make(space, 7), kFewTrials, 16, lag, objectives);
      EXPECT_GE(points.size(), static_cast<std::size_t>(kFewTrials));
      EXPECT_EQ(search_lagging(*make(space, 7), kFewTrials, 16, lag, objectives), points);
    }
  }
}

TEST_P(EveryStrategy, ExhaustsASpaceWhileOthersArePending) {
  EXPECT_EQ(search_lagging(*make(ordinal_space({3, 4, 5})), 200, 8, 2).size(), 60U);
}

TEST_P(EveryStrategy, GoesOnWhenNothingIsFeasible) {
  const auto infeasible = [](const Point&) { return Result{false, 0}; };
  EXPECT_EQ(search(ordinal_space({10, 10, 10}), 1, kUsualTrials, 16, infeasible).size(),
            static_cast<std::size_t>(kUsualTrials));
}

TEST_P(EveryStrategy, GoesOnWhenAllRewardsAreEqual) {
  for (const double reward : {0.0, 1.0}) {
    const auto constant = [&](const Point&) { return Result{true, reward}; };
    EXPECT_EQ(search(ordinal_space({10, 10, 10}), 1, kUsualTrials, 16, constant).size(),
              static_cast<std::size_t>(kUsualTrials));
  }
}

TEST_P(EveryStrategy, TakesUnusableRewardsAsInfeasible) {
  const SearchSpace space = ordinal_space({10, 10, 10});
  for (const double bad :
       {std::numeric_limits<double>::quiet_NaN(), std::numeric_limits<double>::infinity(), -HUGE_VAL}) {
    const auto sometimes_bad = [&](const Point& point) {
      return point[0] % 2 == 0 ? Result{true, bad} : corner(point);
    };
    const auto sometimes_infeasible = [&](const Point& point) {
      return point[0] % 2 == 0 ? Result{false, 0} : corner(point);
    };
    EXPECT_EQ(search(space, 1, kUsualTrials, 16, sometimes_bad),
              search(space, 1, kUsualTrials, 16, sometimes_infeasible));
  }
}

TEST_P(EveryStrategy, UsesTheWholeBudgetWithSeveralObjectivesAndRepeatsItself) {
  const SearchSpace space = ordinal_space({10, 10, 10});
  for (std::size_t objectives = 2; objectives <= 4; ++objectives) {
    const auto search_corners = [&](int batch) {
      return search(space, 7, kFewTrials, batch,
                    [&](const Point& point) { return corners(point, objectives); });
    };
    const std::vector<Point> points = search_corners(16);
    EXPECT_EQ(points.size(), static_cast<std::size_t>(kFewTrials));
    EXPECT_EQ(search_corners(16), points);
  }
}

TEST_P(EveryStrategy, GoesOnWhenNoDesignIsBetterInAnyObjective) {
  for (const double value : {0.0, 1.0}) {
    const auto constant = [&](const Point&) { return Result{true, value, {value, value}}; };
    EXPECT_EQ(search(ordinal_space({10, 10, 10}), 1, kFewTrials, 16, constant).size(),
              static_cast<std::size_t>(kFewTrials));
  }
  const auto infeasible = [](const Point&) { return Result{false, 0, {0, 0}}; };
  EXPECT_EQ(search(ordinal_space({10, 10, 10}), 1, kFewTrials, 16, infeasible).size(),
            static_cast<std::size_t>(kFewTrials));
}

TEST_P(EveryStrategy, TakesUnusableValuesAsInfeasible) {
  const SearchSpace space = ordinal_space({10, 10, 10});
  for (const double bad :
       {std::numeric_limits<double>::quiet_NaN(), std::numeric_limits<double>::infinity(), -1.0}) {
    const auto sometimes_bad = [&](const Point& point) {
      Result result = corners(point, 2);
      if (point[0] % 2 == 0) result.values[1] = bad;
      return result;
    };
    const auto sometimes_infeasible = [&](const Point& point) {
      Result result = corners(point, 2);
      if (point[0] % 2 == 0) result.feasible = false;
      return result;
    };
    EXPECT_EQ(search(space, 1, kFewTrials, 16, sometimes_bad),
              search(space, 1, kFewTrials, 16, sometimes_infeasible));
  }
}

TEST_P(EveryStrategy, ExhaustsASmallSpaceWithSeveralObjectives) {
  const auto two = [](const Point& point) { return corners(point, 2); };
  for (const int batch : {1, 16}) {
    EXPECT_EQ(search(ordinal_space({3, 4, 5}), 1, 200, batch, two).size(), 60U);
    EXPECT_EQ(search(ordinal_space({1}), 1, 10, batch, two).size(), 1U);
  }
}

TEST_P(EveryStrategy, ExhaustsASpaceSmallerThanTheBudget) {
  for (const int batch : {1, 16}) {
    EXPECT_EQ(search(ordinal_space({3, 4, 5}), 1, 200, batch).size(), 60U);
    EXPECT_EQ(search(mixed_space(), 1, 200, batch).size(), 72U);
    EXPECT_EQ(search(ordinal_space({1}), 1, 10, batch).size(), 1U);
  }
}

// A third of the points, in no pattern that follows from neighbours.
TEST_P(EveryStrategy, ProposesOnlyAndAllOfWhatARestrictedSpaceAllows) {
  const auto allowed = [](const Point& point) { return PointHash()(point) % 3 == 0; };
  const SearchSpace space = ordinal_space({6, 6, 6}).restricted_to(allowed);
  std::size_t size = 0;
  for (std::uint64_t number = 0; number < *space.size(); ++number) size += allowed(space.at(number)) ? 1 : 0;
  for (const int batch : {1, 16}) EXPECT_EQ(search(space, 1, 200, batch).size(), size);
  const SearchSpace nothing = space.restricted_to([](const Point&) { return false; });
  EXPECT_TRUE(make(nothing)->ask(4).empty());
}

TEST_P(EveryStrategy, StaysEmptyOnceTheSpaceIsExhausted) {
  const auto optimizer = make(ordinal_space({2}));
  for (std::vector<Point> points = optimizer->ask(2); !points.empty(); points = optimizer->ask(2)) {
    std::vector<Trial> outcomes;
    for (const Point& point : points) outcomes.push_back({0, point, true, 1.0, ""});
    optimizer->tell(outcomes);
  }
  EXPECT_TRUE(optimizer->ask(2).empty());
}

TEST_P(EveryStrategy, ManagesFortyParameters) {
  const SearchSpace space = ordinal_space(std::vector<int>(40, 10));
  EXPECT_EQ(search(space, 1, testing::trials(100, 48), 16).size(), testing::trials(100, 48));
}

TEST_P(EveryStrategy, ManagesLongListsOfCategories) {
  std::vector<Parameter> parameters = mixed_space().parameters();
  Parameter categories{"category", Parameter::Kind::categorical, std::vector<double>(10000), {}};
  std::iota(categories.numbers.begin(), categories.numbers.end(), 0.0);
  parameters.push_back(categories);
  EXPECT_EQ(search(SearchSpace(parameters), 1, testing::trials(100, 48), 16).size(),
            testing::trials(100, 48));
}

TEST_P(EveryStrategy, DoesNotProposeWhatItWasTold) {
  const SearchSpace space = ordinal_space({4, 5});
  const auto optimizer = make(space);
  PointSet seen;
  std::vector<Trial> foreign;
  for (std::uint64_t number = 0; number < 20; number += 2) {
    seen.insert(space.at(number));
    foreign.push_back({static_cast<std::int64_t>(number), space.at(number), true, 1.0, ""});
  }
  optimizer->tell(foreign);
  for (std::vector<Point> points = optimizer->ask(3); !points.empty(); points = optimizer->ask(3)) {
    std::vector<Trial> outcomes;
    for (const Point& point : points) {
      EXPECT_TRUE(seen.insert(point).second);
      outcomes.push_back({0, point, true, 1.0, ""});
    }
    optimizer->tell(outcomes);
  }
  EXPECT_EQ(seen.size(), 20U);
}

TEST_P(EveryStrategy, KeepsItsOwnCopyOfTheSpace) {
  std::unique_ptr<Optimizer> optimizer;
  {
    const SearchSpace space = ordinal_space({10, 10});
    optimizer = make(space);
  }
  EXPECT_FALSE(optimizer->ask(4).empty());
}

TEST_P(EveryStrategy, DocumentsItsOptions) {
  const Strategy& strategy = *GetParam();
  EXPECT_FALSE(strategy.help.empty());
  for (const Option& option : strategy.options) {
    EXPECT_FALSE(option.help.empty()) << option.name;
    EXPECT_FALSE(option.source.empty()) << option.name;
    EXPECT_LE(option.lowest, option.fallback) << option.name;
    EXPECT_LE(option.fallback, option.highest) << option.name;
  }
}

}  // namespace
}  // namespace apollo::optimizers
