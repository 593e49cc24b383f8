// Ratios to published chips, within the bounds in which docs/evidence.md finds them; ResNet-50 where no other
// network is named.
#include <gtest/gtest.h>

#include <algorithm>

#include "apollo/designs/evaluation.h"
#include "simulator/machine/baselines.h"
#include "simulator/machine/template_file.h"
#include "workloads/zoo/builtin.h"

namespace apollo::designs::evidence_test {
namespace {

using machine::Accelerator;
constexpr std::int64_t kKib = 1 << 10, kMib = 1 << 20;

Evaluation evaluate(const Accelerator& design, const char* technology, const char* network = "resnet50") {
  const DesignEvaluator evaluator({zoo::load_network(network)}, cost::technology(technology), std::nullopt);
  EvaluationOptions options;
  options.layers = false;
  return evaluator.evaluate(design, options);
}

// One PE of one core at 1 GHz: a quarter of the convolution buffer is core memory.
Accelerator nvdla(int macs, std::int64_t buffer, double gbps, int program_entries) {
  constexpr int kStagingEntries = 256;
  Accelerator a;
  a.configuration = {
      1, 1, buffer * 3 / 4, 1, buffer / 4, macs / 4, program_entries, kStagingEntries, kStagingEntries, gbps};
  a.constants.clock_mhz = 1000;
  return a;
}

TEST(Evidence, PowerOfTheSmallNvdla) {
  const Evaluation e = evaluate(nvdla(64, 128 * kKib, 1, 6144), "16nm");
  ASSERT_TRUE(e.feasible);
  constexpr double kFramesPerSecond = 7.3, kMilliwatts = 21;
  const double ratio = e.workloads[0].energy_mj.chip() * kFramesPerSecond / kMilliwatts;
  EXPECT_GE(ratio, 0.5);
  EXPECT_LE(ratio, 2);
}

TEST(Evidence, AreasOfNvdlasAndTheirOrder) {
  struct Row {
    int macs;
    std::int64_t kib;
    double gbps;
    int entries;  // the smallest instruction memory, in steps of 512, that gives nearly most frames/s and mm2
    double mm2, frames;
  };
  // nvdla/doc, doc/primer.rst: at 28 nm, without PHY.
  constexpr Row kRows[] = {{2048, 512, 20, 4608, 5.5, 269}, {1024, 256, 15, 4096, 3.0, 153},
                           {512, 256, 10, 3584, 2.3, 93},   {256, 256, 5, 4096, 1.7, 46},
                           {128, 256, 2, 4096, 1.4, 20},    {64, 128, 1, 4096, 0.91, 7.3},
                           {32, 128, 0.5, 4096, 0.85, 3.6}};
  const cost::AreaCoefficients& area = cost::technology("28nm").area;
  std::vector<std::pair<double, double>> frames_per_mm2;  // published, apollo's
  for (const Row& row : kRows) {
    const Evaluation e = evaluate(nvdla(row.macs, row.kib * kKib, row.gbps, row.entries), "28nm");
    ASSERT_TRUE(e.feasible) << row.macs;
    const double mm2 = e.area_mm2.total() - row.gbps * area.dram_phy_mm2_per_gbps;
    EXPECT_GE(mm2 / row.mm2, 0.75) << row.macs;
    EXPECT_LE(mm2 / row.mm2, 1.35) << row.macs;
    frames_per_mm2.emplace_back(row.frames / row.mm2, e.workloads[0].throughput_per_s / mm2);
  }
  std::sort(frames_per_mm2.begin(), frames_per_mm2.end());
  EXPECT_TRUE(std::is_sorted(frames_per_mm2.begin(), frames_per_mm2.end(),
                             [](const auto& a, const auto& b) { return a.second < b.second; }));
}

TEST(Evidence, EnergyHardlyDependsOnHowManyPesShareTheMacs) {
  std::vector<double> chip_mj;
  for (const int side : {1, 2, 4, 8, 16}) {
    Accelerator a = machine::edge_baseline();
    a.constants = machine::template_file("permissive").constants;  // queues of 16 rows do not fit
    const int pes = side * side;
    a.configuration.pes_x = a.configuration.pes_y = side;
    a.configuration.compute_lanes = 1024 / pes;
    a.configuration.pe_memory_bytes = 4 * kMib / pes;
    a.configuration.core_memory_bytes = 512 * kKib / pes;
    const Evaluation e = evaluate(a, "7nm");
    ASSERT_TRUE(e.feasible) << pes;
    chip_mj.push_back(e.workloads[0].energy_mj.chip());
  }
  EXPECT_LE(*std::max_element(chip_mj.begin(), chip_mj.end()),
            3 * *std::min_element(chip_mj.begin(), chip_mj.end()));
}

TEST(Evidence, PowerDensityOfTheBaseline) {
  const Evaluation e = evaluate(machine::edge_baseline(), "7nm", "mobilenet_v2");
  EXPECT_LE(e.workloads.at(0).energy_mj.chip() / e.workloads[0].latency_ms / e.area_mm2.total(), 0.3);
}

// Recalled designs of the template's family.
TEST(Evidence, TheLargestOfTheFamilyKeepsItsWeightsAndIsTheFastest) {
  const auto run = [](int mhz, const machine::Configuration& configuration) {
    Accelerator a;
    a.configuration = configuration;
    a.constants.clock_mhz = mhz;
    const Evaluation e = evaluate(a, "7nm");
    EXPECT_TRUE(e.feasible);
    return e.workloads.at(0);
  };
  const WorkloadResult v1 = run(800, {4, 4, 2 * kMib, 4, 32 * kKib, 64, 16384, 16384, 1024, 17}),
                       v2 = run(1066, {4, 4, 384 * kKib, 1, 32 * kKib, 64, 16384, 8192, 1024, 32}),
                       v3 = run(1066, {4, 1, 2 * kMib, 8, 8 * kKib, 32, 16384, 8192, 1024, 32});
  EXPECT_LT(v1.dram_bytes, 5'000'000);
  EXPECT_LT(v1.latency_ms, v2.latency_ms);
  EXPECT_LT(v1.latency_ms, v3.latency_ms);
}

}  // namespace
}  // namespace apollo::designs::evidence_test
