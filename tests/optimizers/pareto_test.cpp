#include "optimizers/pareto.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>

#include "optimizers/draw.h"

namespace apollo::optimizers {
namespace {

std::vector<Values> random_values(Generator& generator, int count, std::size_t objectives) {
  std::vector<Values> points;
  for (int i = 0; i < count; ++i) {
    Values point;
    // Few different values, so that there are equal ones.
    for (std::size_t k = 0; k < objectives; ++k) point.push_back(draw_index(generator, 8) / 4.0);
    points.push_back(point);
  }
  return points;
}

// By inclusion and exclusion over all sets of points: plain, for a few.
double volume_by_sets(const std::vector<Values>& points, const Values& reference) {
  double sum = 0;
  for (std::size_t set = 1; set < std::size_t{1} << points.size(); ++set) {
    double box = 1;
    int members = 0;
    for (std::size_t k = 0; k < reference.size(); ++k) {
      double lowest = HUGE_VAL;
      for (std::size_t i = 0; i < points.size(); ++i)
        if ((set >> i & 1U) != 0) lowest = std::min(lowest, points[i][k]);
      box *= std::max(0.0, lowest - reference[k]);
    }
    for (std::size_t i = 0; i < points.size(); ++i) members += static_cast<int>(set >> i & 1U);
    sum += members % 2 == 1 ? box : -box;
  }
  return sum;
}

TEST(Hypervolume, IsThatOfTheUnionOfTheBoxes) {
  Generator generator(1);
  for (std::size_t objectives = 1; objectives <= 4; ++objectives) {
    for (int round = 0; round < 30; ++round) {
      const std::vector<Values> points = random_values(generator, 7, objectives);
      for (const double reference : {0.0, 0.5}) {
        const Values low(objectives, reference);
        EXPECT_NEAR(hypervolume(points, low), volume_by_sets(points, low), 1e-9) << objectives;
      }
    }
  }
  EXPECT_EQ(hypervolume({}, {0, 0}), 0);
}

TEST(Hypervolume, GainsWhatAPointAdds) {
  Generator generator(2);
  for (std::size_t objectives = 2; objectives <= 4; ++objectives) {
    std::vector<Values> points = random_values(generator, 12, objectives);
    const Values point = points.back(), reference(objectives, 0.25);
    const double with = hypervolume(points, reference);
    points.pop_back();
    EXPECT_NEAR(hypervolume_gain(point, points, reference), with - hypervolume(points, reference), 1e-9);
  }
}

TEST(ParetoFront, HasWhatNoOtherDominatesInAnyOrderOfComing) {
  Generator generator(3);
  for (std::size_t objectives = 2; objectives <= 4; ++objectives) {
    const std::vector<Values> points = random_values(generator, 60, objectives);
    std::vector<std::int64_t> expected;
    for (std::size_t i = 0; i < points.size(); ++i) {
      bool is_beaten = false;
      for (std::size_t j = 0; j < points.size(); ++j)
        is_beaten =
            is_beaten || (weakly_dominates(points[j], points[i]) && (points[j] != points[i] || j < i));
      if (!is_beaten) expected.push_back(static_cast<std::int64_t>(i));
    }
    std::vector<std::size_t> order(points.size());
    for (std::size_t i = 0; i < order.size(); ++i) order[i] = i;
    for (int round = 0; round < 5; ++round) {
      ParetoFront front;
      for (const std::size_t i : order) front.add(static_cast<std::int64_t>(i), points[i]);
      std::vector<std::int64_t> members;
      for (const auto& member : front.members()) members.push_back(member.number);
      EXPECT_EQ(members, expected);
      draw_order(generator, order);
    }
  }
}

TEST(ParetoFront, SaysWhetherAPointHasJoined) {
  ParetoFront front;
  EXPECT_TRUE(front.add(5, {1, 2}));
  EXPECT_FALSE(front.add(6, {1, 2}));
  EXPECT_FALSE(front.add(7, {1, 1}));
  EXPECT_TRUE(front.add(8, {2, 1}));
  EXPECT_TRUE(front.add(4, {1, 2}));  // instead of its equal
  EXPECT_TRUE(front.add(9, {2, 2}));  // instead of both
  EXPECT_EQ(front.members().size(), 1U);
}

TEST(CrowdedFitness, PrefersBetterFrontsAndInAFrontTheLessCrowded) {
  // Four points of a line, evenly spread but for the second and third, and one behind all of them.
  const std::vector<double> fitness = crowded_fitness({{0, 9}, {4, 5}, {5, 4}, {9, 0}, {0, 0}});
  EXPECT_EQ(std::floor(fitness[4]), -1);
  for (std::size_t i = 0; i < 4; ++i) EXPECT_GT(fitness[i], fitness[4]);
  EXPECT_EQ(fitness[0], fitness[3]);
  EXPECT_EQ(fitness[1], fitness[2]);
  EXPECT_GT(fitness[0], fitness[1]);
}

}  // namespace
}  // namespace apollo::optimizers
