#include "apollo/prove/groups.h"

#include <gtest/gtest.h>

#include <set>

#include "apollo/study/space_json.h"
#include "simulator/machine/capacity.h"
#include "tests/apollo/prove/small_question.h"

namespace apollo::prove {
namespace {

using namespace testing;
using optimizers::Point;
using optimizers::SearchSpace;

TEST(Groups, HaveEveryPointOnce) {
  const SearchSpace space = random_space(8);
  const Groups groups(space);
  std::set<std::uint64_t> seen;
  for (std::uint64_t i = 0; i < *space.size(); ++i) {
    EXPECT_EQ(groups.number_of(space.at(i)), i);
    seen.insert(groups.group_of(space.at(i)));
  }
  EXPECT_EQ(seen.size(), groups.count());
  for (std::uint64_t g = 0; g < groups.count(); ++g) EXPECT_EQ(groups.group_of(groups.first(g)), g);
}

// What is taken for granted where a scan leaves points out: of random points of the published space, of each
// parameter in which points of a group differ.
TEST(Groups, HaveNoPointWithMoreMemoryAndLessArea) {
  const SearchSpace space = study::read_space("apollo");
  const machine::Accelerator base = machine::edge_baseline();
  std::mt19937_64 engine(1);
  for (const char* name : {"7nm", "16nm", "28nm"}) {
    const cost::Technology technology = cost::technology(name);
    for (int i = 0; i < 300; ++i) {
      Point point = space.at(engine() % *space.size());
      for (std::size_t p = 0; p < point.size(); ++p) {
        if (!differs_in_group(space.parameters()[p])) continue;
        double before = 0;
        for (point[p] = 0; point[p] < space.parameters()[p].size(); ++point[p]) {
          const double mm2 = area(study::accelerator_at(base, space, point), technology).total();
          EXPECT_GE(mm2, before) << space.parameters()[p].name;
          before = mm2;
        }
        point[p] = 0;
      }
    }
  }
}

TEST(Groups, AreSortedAsEachPointByItself) {
  for (const std::uint64_t seed : {3, 6, 9}) {  // with conditions
    const SmallQuestion small(random_space(seed), 1.5);
    const SearchSpace& space = small.question.study.space;
    const SearchSpace allowed = allowed_space(small.question.study, "space");
    const Groups groups(space);
    Scorer scorer(small.question, small.designs(), allowed), apart(small.question, small.designs(), allowed);
    constexpr double kThreshold = 0.5;
    Counts scanned, counted;
    std::set<std::uint64_t> open, above;
    for (std::uint64_t g = 0; g < groups.count(); ++g) {
      const Groups::Scan scan = groups.scan(g, kThreshold, std::nullopt, scorer);
      scanned += scan.group.counts;
      for (const OpenPoint& point : scan.open) open.insert(point.number);
    }
    for (std::uint64_t i = 0; i < *space.size(); ++i) {
      apart.set(space.at(i));
      const double mm2 = apart.area_mm2();
      if (mm2 > 1.5) {
        ++counted.area;
      } else if (!allowed.allows(space.at(i))) {
        ++counted.conditions;
      } else if (machine::memory_shortage(study::design_at(small.question.study, space.at(i)).accelerator)) {
        ++counted.memory;
      } else if (apart.most() > kThreshold) {
        above.insert(i);
      } else {
        ++counted.bound;
      }
    }
    EXPECT_TRUE(scanned == counted) << to_json(scanned) << " " << to_json(counted);
    EXPECT_EQ(open, above);
  }
}

// The bound of what a point may be worth holds for every point.
TEST(Scorer, BoundsEveryPoint) {
  int feasible = 0, near = 0;
  for (const auto& space : {random_space(5), random_space(9), wide_space()}) {
    SmallQuestion small(space);
    const std::vector<double> rewards = small.all_rewards();
    const SearchSpace allowed = allowed_space(small.question.study, "space");
    Scorer scorer(small.question, small.designs(), allowed);
    for (std::uint64_t i = 0; i < rewards.size(); ++i) {
      scorer.set(allowed.at(i));
      scorer.area_mm2();
      EXPECT_GE(scorer.most() * (1 + kRounding), rewards[i]);
      feasible += rewards[i] > 0 ? 1 : 0;
      near += rewards[i] > 0.9 * scorer.most() ? 1 : 0;
    }
  }
  EXPECT_GT(feasible, 300);
  EXPECT_GT(near, 100);
}

TEST(Scorer, LeavesAPointAfterTheNetworkThatDecides) {
  SmallQuestion small(wide_space());
  const std::vector<double> rewards = small.all_rewards();
  const SearchSpace allowed = allowed_space(small.question.study, "space");
  Scorer scorer(small.question, small.designs(), allowed);
  const double best = *std::max_element(rewards.begin(), rewards.end());
  int partial = 0;
  for (std::uint64_t i = 0; i < rewards.size(); i += 7) {
    scorer.set(allowed.at(i));
    scorer.area_mm2();
    const PointRecord whole = scorer.evaluate(0), limited = scorer.evaluate(best * 0.9);
    EXPECT_EQ(whole.kind, PointRecord::Kind::evaluated);
    EXPECT_EQ(whole.reward, rewards[i]);
    if (limited.kind == PointRecord::Kind::evaluated) {
      EXPECT_EQ(limited.reward, rewards[i]);
      continue;
    }
    ++partial;
    EXPECT_EQ(limited.known, 1);
    EXPECT_EQ(limited.cycles[0], whole.cycles[0]);
    EXPECT_GE(limited.reward * (1 + kRounding), rewards[i]);
    EXPECT_LE(limited.reward, best * 0.9);
  }
  EXPECT_GT(partial, 10);
}

}  // namespace
}  // namespace apollo::prove
