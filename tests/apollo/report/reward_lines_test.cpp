#include "apollo/report/reward_lines.h"

#include <gtest/gtest.h>

#include "tests/apollo/report/made_runs.h"

namespace apollo::report {
namespace {

using testing::column_of;
using testing::made_run;
using testing::made_runs;

struct Design {
  double area_mm2, throughput_per_s, reward;
};

Dataset lines_of(const std::vector<Design>& designs) {
  report::Run run = made_run("random", 5, 1, std::vector<double>(designs.size(), 1));
  for (std::size_t i = 0; i < designs.size(); ++i) {
    run.trials[i].area_mm2 = designs[i].area_mm2;
    run.trials[i].throughput_per_s = designs[i].throughput_per_s;
    run.trials[i].reward = designs[i].reward;
  }
  return reward_lines(made_runs({run}));
}

TEST(RewardLines, OfThroughputPerAreaAreProportional) {
  // Baseline: 100 inferences/s in 5 mm2.
  std::vector<Design> designs;
  for (const double area : {1.0, 2.0, 4.0, 6.5}) {
    for (const double throughput : {10.0, 80.0, 300.0})
      designs.push_back({area, throughput, throughput / area / (100 / 5.0)});
  }
  const Dataset data = lines_of(designs);
  const auto reward = column_of<double>(data, "reward"), area = column_of<double>(data, "area_mm2"),
             throughput = column_of<double>(data, "throughput_per_s");
  // From 10 / 6.5 / 20 = 0.077 to 300 / 1 / 20 = 15.
  EXPECT_EQ(reward, (std::vector<double>{0.1, 0.1, 0.2, 0.2, 0.5, 0.5, 1, 1, 2, 2, 5, 5, 10, 10}));
  for (std::size_t i = 0; i < reward.size(); ++i) {
    EXPECT_NEAR(throughput[i] / area[i], 20 * reward[i], 1e-4 * 20 * reward[i]);
    const bool at_edge = area[i] == 1 || area[i] == 6.5 || throughput[i] == 10 || throughput[i] == 300;
    EXPECT_TRUE(at_edge) << area[i] << " " << throughput[i];
    EXPECT_TRUE(area[i] >= 1 && area[i] <= 6.5 && throughput[i] >= 9.999 && throughput[i] <= 300.001);
    if (i % 2 == 1) {
      EXPECT_LT(area[i - 1], area[i]);
    }
  }
}

TEST(RewardLines, OfThroughputAreLevel) {
  const Dataset data = lines_of({{1, 10, 1}, {2, 20, 2}, {4, 15, 1.5}});
  EXPECT_EQ(column_of<double>(data, "reward"),
            (std::vector<double>{1, 1, 1.2, 1.2, 1.4, 1.4, 1.6, 1.6, 1.8, 1.8, 2, 2}));
  EXPECT_EQ(column_of<double>(data, "throughput_per_s"),
            (std::vector<double>{10, 10, 12, 12, 14, 14, 16, 16, 18, 18, 20, 20}));
  EXPECT_EQ(column_of<double>(data, "area_mm2")[0], 1);
  EXPECT_EQ(column_of<double>(data, "area_mm2")[1], 4);
}

TEST(RewardLines, OfAreaAreUpright) {
  const Dataset data = lines_of({{1, 10, 8}, {8, 20, 1}, {2, 70, 4}});
  EXPECT_EQ(column_of<double>(data, "reward"), (std::vector<double>{1, 1, 2, 2, 5, 5}));
  EXPECT_EQ(column_of<double>(data, "area_mm2"), (std::vector<double>{8, 8, 4, 4, 1.6, 1.6}));
  EXPECT_EQ(column_of<double>(data, "throughput_per_s")[0], 10);
  EXPECT_EQ(column_of<double>(data, "throughput_per_s")[1], 70);
}

TEST(RewardLines, AreNoneWhereTheRewardIsSomethingElse) {
  EXPECT_TRUE(lines_of({{1, 10, 1}, {2, 10, 2}, {4, 40, 3}}).empty());
  EXPECT_TRUE(reward_lines(made_runs({made_run("random", 5, 1, {-1, 2, 3})})).empty());  // no throughputs
}

}  // namespace
}  // namespace apollo::report
