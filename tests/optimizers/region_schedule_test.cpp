#include "optimizers/region_schedule.h"

#include <gtest/gtest.h>

#include "tests/optimizers/spaces.h"

namespace apollo::optimizers {
namespace {

using testing::unusable;
using testing::usable;

constexpr int kFailures = 4, kRestartTrials = 3;
constexpr double kFirstLength = 0.8;  // TuRBO
const Point kCentre = {10, 10};

// A schedule after a first region at the centre, whose reward is 1, with what it takes to tell it more.
struct Search {
  Observations observations;
  RegionSchedule schedule;
  Generator generator{1};

  explicit Search(double global_restarts)
      : schedule(testing::ordinal_space({21, 21}), {kFailures, global_restarts, kRestartTrials}) {
    observations.add(unusable({0, 0}));
    observations.add(usable(kCentre, 1));
    schedule.start(observations);
  }

  void tell(const Trial& trial, bool own = true, bool model_foretells = true) {
    observations.add(trial);
    schedule.tell(observations, observations.size() - 1, own ? PointSet{trial.point} : PointSet{},
                  model_foretells, generator);
  }

  void fail(int trials, bool model_foretells = true) {
    for (int i = 0; i < trials; ++i) tell(unusable({i % 21, i / 21}), true, model_foretells);
  }

  // Until it has collapsed: halved from 0.8 to 0.1, where its half width is one step of 20, and once more.
  void collapse() { fail(4 * kFailures); }
};

TEST(RegionSchedule, HasNoRegionBeforeItsStart) {
  RegionSchedule schedule(testing::ordinal_space({5}), {});
  EXPECT_FALSE(schedule.started());
  EXPECT_EQ(schedule.region(), nullptr);
}

TEST(RegionSchedule, StartsAtTheBest) {
  const Search search(0);
  EXPECT_TRUE(search.schedule.started());
  ASSERT_NE(search.schedule.region(), nullptr);
  EXPECT_EQ(search.schedule.region()->centre(), kCentre);
  EXPECT_EQ(search.schedule.region()->length(), kFirstLength);
}

TEST(RegionSchedule, GrowsWithSuccesses) {
  Search search(0);
  for (int i = 1; i <= 3; ++i) search.tell(usable({10 + i, 10}, 1 + i));
  EXPECT_EQ(search.schedule.region()->centre(), (Point{13, 10}));
  EXPECT_EQ(search.schedule.region()->length(), 2 * kFirstLength);
}

TEST(RegionSchedule, MovesWithoutSuccessForLessThanAThousandth) {
  Search search(0);
  search.tell(usable({0, 0}, 0), false);  // of another, outside the box: rewards range from 0 to 1
  for (int i = 1; i <= kFailures; ++i) search.tell(usable({10 + i, 10}, 1 + 1e-4 * i));
  EXPECT_EQ(search.schedule.region()->centre(), (Point{10 + kFailures, 10}));
  EXPECT_EQ(search.schedule.region()->length(), kFirstLength / 2);
}

TEST(RegionSchedule, FollowsBetterTrialsOfOthersInItsBoxOnly) {
  Search search(0);
  for (int i = 1; i <= 3; ++i) search.tell(usable({10, 10 + i}, 1 + i), false);
  EXPECT_EQ(search.schedule.region()->centre(), (Point{10, 13}));
  EXPECT_EQ(search.schedule.region()->length(), kFirstLength);  // no success of its own
  search.tell(usable({0, 0}, 10), false);
  EXPECT_EQ(search.schedule.region()->centre(), (Point{10, 13}));
}

TEST(RegionSchedule, StartsAgainAtTheBestOfAll) {
  Search search(0);
  search.tell(usable({0, 0}, 10), false);  // outside of the box
  search.collapse();
  ASSERT_NE(search.schedule.region(), nullptr);
  EXPECT_EQ(search.schedule.region()->centre(), (Point{0, 0}));
  EXPECT_EQ(search.schedule.region()->length(), kFirstLength);
}

TEST(RegionSchedule, StartsAgainAtTheBestOfAGlobalRestart) {
  Search search(1);
  search.collapse();
  EXPECT_EQ(search.schedule.region(), nullptr);
  EXPECT_EQ(search.schedule.restart_left(), kRestartTrials);
  search.tell(usable({1, 20}, 0.2));
  search.tell(usable({5, 5}, 0.9), false);  // not its own
  EXPECT_EQ(search.schedule.restart_left(), kRestartTrials - 1);
  search.tell(usable({2, 20}, 0.3));
  search.tell(unusable({3, 20}));
  ASSERT_NE(search.schedule.region(), nullptr);
  EXPECT_EQ(search.schedule.region()->centre(), (Point{2, 20}));
}

TEST(RegionSchedule, StartsAgainAtAUsableTrialIfARestartMeetsNone) {
  Search search(1);
  search.collapse();
  search.fail(kRestartTrials);
  ASSERT_NE(search.schedule.region(), nullptr);
  EXPECT_EQ(search.schedule.region()->centre(), kCentre);  // the only one
}

TEST(RegionSchedule, LeavesARegionSoonerIfTheModelForetellsNothing) {
  Search search(1);
  search.fail(kFailures - 1, false);
  EXPECT_NE(search.schedule.region(), nullptr);
  search.fail(1, false);
  EXPECT_EQ(search.schedule.region(), nullptr);
}

}  // namespace
}  // namespace apollo::optimizers
