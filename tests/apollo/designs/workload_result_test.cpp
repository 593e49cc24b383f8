#include <gtest/gtest.h>

#include "tests/apollo/designs/one_convolution.h"

namespace apollo::designs::workload_result_test {
namespace {

using machine::Accelerator;
using testing::convolution;
using testing::evaluate;

TEST(WorkloadResults, FollowFromTheCycles) {
  const workloads::Network network = convolution("a", 16, 32);
  const Accelerator edge = machine::edge_baseline();
  const WorkloadResult w = evaluate({network}, edge).workloads.at(0);
  EXPECT_EQ(w.macs, 14U * 14 * 8 * 3 * 3 * 32);  // no padding
  EXPECT_EQ(w.parameters, 8U * 3 * 3 * 32 + 8);
  EXPECT_DOUBLE_EQ(w.overhead_ms, edge.constants.inference_overhead_us / 1000);
  EXPECT_DOUBLE_EQ(w.latency_ms, w.overhead_ms + static_cast<double>(w.cycles) / 800e3);  // 800 MHz
  EXPECT_DOUBLE_EQ(w.throughput_per_s, 1000 / w.latency_ms);
  EXPECT_DOUBLE_EQ(w.utilization,
                   static_cast<double>(w.macs) / (static_cast<double>(w.cycles) * 16 * 64 * 4));
  EXPECT_EQ(w.dram_bytes, w.counters.dram_read_bytes + w.counters.dram_write_bytes);
}

TEST(WorkloadResults, TheOverheadCostsTimeAndLeakageAndNoCycles) {
  const workloads::Network network = convolution("a", 16, 32);
  Accelerator with = machine::edge_baseline(), without = with;
  with.constants.inference_overhead_us = 500;
  without.constants.inference_overhead_us = 0;
  const Evaluation late = evaluate({network}, with), soon = evaluate({network}, without);
  const WorkloadResult &a = late.workloads.at(0), &b = soon.workloads.at(0);
  EXPECT_EQ(a.counters, b.counters);
  EXPECT_DOUBLE_EQ(a.latency_ms - b.latency_ms, 0.5);
  EXPECT_EQ(b.overhead_ms, 0);
  EXPECT_EQ(a.energy_mj.dram, b.energy_mj.dram);
  EXPECT_DOUBLE_EQ(a.energy_mj.leakage / b.energy_mj.leakage, a.latency_ms / b.latency_ms);
  EXPECT_DOUBLE_EQ(a.power_w, a.energy_mj.total() / a.latency_ms);
}

TEST(WorkloadResults, OfABatchShareTheOverhead) {
  constexpr int kBatch = 8;
  const workloads::Network network = convolution("a", 16, 32);
  const Accelerator edge = machine::edge_baseline();
  const cost::Technology technology = cost::technology("7nm");
  const DesignEvaluator one({network}, technology, edge), many({network}, technology, edge, {}, kBatch);
  const WorkloadResult a = one.evaluate(edge, {}).workloads.at(0),
                       b = many.evaluate(edge, {}).workloads.at(0);
  EXPECT_EQ(a.batch, 1);
  EXPECT_EQ(b.batch, kBatch);
  EXPECT_EQ(a.counters, b.counters);
  EXPECT_NEAR(b.latency_ms - b.overhead_ms, kBatch * (a.latency_ms - a.overhead_ms), 1e-12);
  EXPECT_DOUBLE_EQ(b.throughput_per_s, kBatch * 1000 / b.latency_ms);
  EXPECT_DOUBLE_EQ(b.energy_mj.leakage / a.energy_mj.leakage, b.latency_ms / kBatch / a.latency_ms);
  EXPECT_DOUBLE_EQ(b.power_w, kBatch * b.energy_mj.total() / b.latency_ms);
  EXPECT_EQ(b.first->latency_ms, a.first->latency_ms);
  EXPECT_EQ(b.first->energy_mj.total(), a.first->energy_mj.total());
  EXPECT_DOUBLE_EQ(many.evaluate(edge, {}).reward, 1) << "the baseline has the same batch";
}

// Weights that fit core memories are pinned; the chip loads them once, each byte at least once.
TEST(WorkloadResults, TheFirstInferenceLoadsWhatStays) {
  const workloads::Network network = convolution("a", 16, 32);
  const Accelerator edge = machine::edge_baseline();
  const WorkloadResult w = evaluate({network}, edge).workloads.at(0);
  const auto parameter_bytes = static_cast<std::int64_t>(8 * 3 * 3 * 32 + 4 * 8);  // biases have four
  ASSERT_EQ(w.pinned_bytes, parameter_bytes);
  ASSERT_TRUE(w.first);
  EXPECT_GE(w.first->dram_bytes, w.dram_bytes + parameter_bytes);
  EXPECT_LT(w.first->dram_bytes, w.dram_bytes + parameter_bytes + 1000);  // whole bursts
  const double dram_ms =
      static_cast<double>(parameter_bytes) / (edge.configuration.dram_bandwidth_gbps * 1e6);
  EXPECT_GT(w.first->latency_ms, w.latency_ms + dram_ms);
  EXPECT_GT(w.first->energy_mj.dram, w.energy_mj.dram);
  EXPECT_GT(w.first->energy_mj.chip(), w.energy_mj.chip());
  EXPECT_EQ(w.first->energy_mj.macs, w.energy_mj.macs);
}

TEST(WorkloadResults, TheFirstInferenceIsAsAllOthersIfNothingStays) {
  workloads::NetworkBuilder b("pool");
  workloads::Layer l;
  l.name = "pool";
  l.type = workloads::LayerType::max_pool;
  l.inputs = {b.input("x", {16, 16, 8})};
  l.kernel = l.stride = {2, 2};
  const WorkloadResult w = evaluate({b.finish({b.add(l)})}, machine::edge_baseline()).workloads.at(0);
  ASSERT_EQ(w.pinned_bytes, 0);
  EXPECT_EQ(w.first->latency_ms, w.latency_ms);
  EXPECT_EQ(w.first->dram_bytes, w.dram_bytes);
  EXPECT_EQ(w.first->energy_mj.total(), w.energy_mj.total());
}

TEST(WorkloadResults, BothEnginesCountTheFirstInference) {
  EvaluationOptions options;
  options.engine = Engine::systemc;
  const DesignEvaluator evaluator({convolution("a", 16, 32)}, cost::technology("7nm"), std::nullopt);
  const FirstInference fast = *evaluator.evaluate(machine::edge_baseline(), {}).workloads.at(0).first,
                       systemc = *evaluator.evaluate(machine::edge_baseline(), options).workloads.at(0).first;
  EXPECT_EQ(fast.latency_ms, systemc.latency_ms);
  EXPECT_EQ(fast.dram_bytes, systemc.dram_bytes);
  EXPECT_EQ(fast.energy_mj.total(), systemc.energy_mj.total());
}

}  // namespace
}  // namespace apollo::designs::workload_result_test
