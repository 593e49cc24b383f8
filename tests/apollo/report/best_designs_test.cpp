#include "apollo/report/best_designs.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <map>
#include <set>

#include "simulator/machine/baselines.h"
#include "tests/apollo/report/made_runs.h"
#include "workloads/zoo/builtin.h"

namespace apollo::report {
namespace {

using testing::column_of;

Design evaluated(const std::string& label, const machine::Accelerator& accelerator) {
  static const designs::DesignEvaluator evaluator({zoo::builtin_network("mobilenet_v2")},
                                                  cost::technology("7nm"), machine::edge_baseline());
  return {label, {accelerator, {}, 1}, evaluator.evaluate(accelerator, {})};
}

machine::Accelerator other_design() {
  machine::Accelerator accelerator = machine::edge_baseline();
  accelerator.configuration.pes_x = 2;
  accelerator.configuration.dram_bandwidth_gbps = 20;
  return accelerator;
}

class BestDesigns : public ::testing::Test {
 protected:
  const Design baseline = evaluated("baseline", machine::edge_baseline());
  const std::vector<Design> designs = {evaluated("6 mm²", other_design()),
                                       evaluated("5 mm²", machine::edge_baseline())};
};

TEST_F(BestDesigns, PartsAddUpToTheTotals) {
  std::map<std::string, double> area, energy;
  const Dataset parts = area_parts(designs, baseline), energies = energy_parts(designs, baseline);
  const auto sum = [](const Dataset& data, const std::string& value, std::map<std::string, double>& totals) {
    const auto design = column_of<std::string>(data, "design"), who = column_of<std::string>(data, "who");
    const auto values = column_of<double>(data, value);
    for (std::size_t i = 0; i < values.size(); ++i) totals[design[i] + " " + who[i]] += values[i];
  };
  sum(parts, "area_mm2", area);
  sum(energies, "energy_mj", energy);
  const designs::Evaluation &best = designs[0].evaluation, &base = baseline.evaluation;
  EXPECT_NEAR(area.at("6 mm² best"), best.area_mm2.total(), 1e-4);
  EXPECT_NEAR(area.at("6 mm² baseline"), base.area_mm2.total(), 1e-4);
  EXPECT_NEAR(area.at("5 mm² best"), base.area_mm2.total(), 1e-4);
  EXPECT_NEAR(energy.at("6 mm² best"), best.workloads[0].energy_mj.total(), 1e-5);
  EXPECT_NEAR(energy.at("6 mm² baseline"), base.workloads[0].energy_mj.total(), 1e-5);
}

TEST_F(BestDesigns, TheBaselineIsMeasuredAsTrialsAre) {
  const Dataset data = baseline_point(baseline);
  const designs::WorkloadResult& workload = baseline.evaluation.workloads[0];
  const double expected = 1000 / workload.latency_ms;  // batch 1
  EXPECT_NEAR(column_of<double>(data, "throughput_per_s")[0], expected, 1e-5 * expected);
  EXPECT_NEAR(column_of<double>(data, "area_mm2")[0], baseline.evaluation.area_mm2.total(), 1e-4);
}

TEST_F(BestDesigns, LayersAddUpToTheNetwork) {
  const Dataset data = layers(designs);
  const auto design = column_of<std::string>(data, "design");
  const auto cycles = column_of<std::int64_t>(data, "cycles");
  const auto share = column_of<double>(data, "share");
  std::int64_t total = 0;
  double shares = 0;
  for (std::size_t i = 0; i < cycles.size(); ++i) {
    if (design[i] != "6 mm²") continue;
    total += cycles[i];
    shares += share[i];
  }
  EXPECT_EQ(total, designs[0].evaluation.workloads[0].cycles);
  EXPECT_NEAR(shares, 1, 1e-4);
}

TEST_F(BestDesigns, CyclePartsAddUpToTheNetwork) {
  const Dataset data = cycle_parts(designs);
  const auto design = column_of<std::string>(data, "design");
  const auto cycles = column_of<std::int64_t>(data, "cycles");
  const auto share = column_of<double>(data, "share"), times = column_of<double>(data, "times_bound");
  const designs::WorkloadResult& workload = designs[0].evaluation.workloads[0];
  std::int64_t total = 0;
  double shares = 0;
  for (std::size_t i = 0; i < cycles.size(); ++i) {
    if (design[i] != "6 mm²") continue;
    total += cycles[i];
    shares += share[i];
    EXPECT_NEAR(times[i] * static_cast<double>(workload.bound->cycles()),
                static_cast<double>(workload.cycles), 1e-4 * static_cast<double>(workload.cycles));
  }
  EXPECT_EQ(total, workload.cycles);
  EXPECT_NEAR(shares, 1, 1e-4);
}

TEST_F(BestDesigns, TheRoofSpansTheLayersAndNoneIsAboveThePeak) {
  const Dataset line = roofs(designs), data = layers(designs);
  const auto x = column_of<double>(line, "macs_per_byte"), y = column_of<double>(line, "gmacs_per_s");
  ASSERT_EQ(x.size(), 6U);
  // 2 x 4 PEs of 64 lanes of 4 ways at 800 MHz, 20 GB/s.
  const double peak = 2 * 4 * 64 * 4 * 0.8, gbps = 20;
  EXPECT_NEAR(y[1], peak, 1e-2);
  EXPECT_NEAR(x[1], peak / gbps, 1e-3);
  EXPECT_NEAR(y[0], gbps * x[0], 1e-3 * y[0]);
  EXPECT_NEAR(y[2], peak, 1e-2);
  const auto intensity = testing::column(data, "macs_per_byte");
  const auto rate = column_of<double>(data, "gmacs_per_s");
  const auto design = column_of<std::string>(data, "design");
  std::size_t checked = 0;
  for (std::size_t i = 0; i < rate.size(); ++i) {
    if (design[i] != "6 mm²") continue;
    EXPECT_LE(rate[i], peak * 1.00001);
    if (intensity[i].is_null() || intensity[i] == 0) continue;
    EXPECT_GE(intensity[i].get<double>(), x[0]);
    EXPECT_LE(intensity[i].get<double>(), x[2]);
    ++checked;
  }
  EXPECT_GT(checked, 30U);
}

TEST_F(BestDesigns, ComparisonHasEveryParameterAndFigure) {
  const Dataset data = comparison(designs, baseline, "");
  const auto figure = column_of<std::string>(data, "figure");
  const auto best = column_of<double>(data, "best"), base = column_of<double>(data, "baseline");
  const auto ratio = testing::column(data, "ratio");
  std::map<std::string, std::size_t> first;
  for (std::size_t i = 0; i < figure.size(); ++i) first.emplace(figure[i], i);
  EXPECT_EQ(best[first.at("pes_x")], 2);
  EXPECT_EQ(base[first.at("pes_x")], 4);
  EXPECT_TRUE(ratio[first.at("pes_x")].is_null());
  const std::size_t throughput = first.at("throughput mobilenet_v2");
  EXPECT_NEAR(ratio[throughput].get<double>(), best[throughput] / base[throughput], 1e-5);
  EXPECT_EQ(base[first.at("reward")], 1);
  for (const char* parameter : {"pes_y", "pe_memory_bytes", "cores_per_pe", "core_memory_bytes",
                                "compute_lanes", "instruction_memory_entries", "parameter_memory_entries",
                                "activation_memory_entries", "dram_bandwidth_gbps"})
    EXPECT_EQ(first.count(parameter), 1U) << parameter;
}

TEST_F(BestDesigns, ComparisonHasTheOtherValuesThatDiffer) {
  Design fast = evaluated("fast", machine::edge_baseline());
  fast.design.accelerator.constants.clock_mhz += 100;
  fast.design.batch = 4;
  const auto rows_of = [](const Dataset& data, const std::string& name) {
    const auto figure = column_of<std::string>(data, "figure");
    return std::count(figure.begin(), figure.end(), name);
  };
  const Dataset same = comparison({baseline}, baseline, "");
  const Dataset alone = comparison({fast}, std::nullopt, ""),
                several = comparison({baseline, fast}, std::nullopt, "");
  for (const char* name : {"clock_mhz", "batch"}) {
    EXPECT_EQ(rows_of(same, name), 0) << name;
    EXPECT_EQ(rows_of(alone, name), 0) << name;
    EXPECT_EQ(rows_of(several, name), 2) << name;
  }
  EXPECT_EQ(rows_of(several, "technology"), 0);
}

TEST_F(BestDesigns, WithoutABaselineStandAlone) {
  for (const Json& who : testing::column(area_parts(designs, std::nullopt), "who")) EXPECT_EQ(who, "best");
  for (const Json& who : testing::column(energy_parts(designs, std::nullopt), "who")) EXPECT_EQ(who, "best");
  const Dataset alone = comparison(designs, std::nullopt, "inferences/s"),
                both = comparison(designs, baseline, "");
  EXPECT_EQ(column_of<std::string>(alone, "figure"), column_of<std::string>(both, "figure"));
  EXPECT_EQ(column_of<double>(alone, "best"), column_of<double>(both, "best"));
  for (const char* of_baseline : {"baseline", "ratio"})
    for (const Json& value : testing::column(alone, of_baseline)) EXPECT_TRUE(value.is_null());
  const auto figures = column_of<std::string>(alone, "figure"), units = column_of<std::string>(alone, "unit");
  for (std::size_t i = 0; i < figures.size(); ++i)
    EXPECT_EQ(units[i] == "inferences/s", figures[i] == "reward") << figures[i];
}

}  // namespace
}  // namespace apollo::report
