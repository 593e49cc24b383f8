#include "apollo/compiler/plan/shared_work.h"

#include <gtest/gtest.h>

#include "tests/apollo/compiler/plan/chain.h"
#include "workloads/network_builder.h"

namespace apollo::compiler::plan {
namespace {

using testing::chain;

map::OpContext context() {
  map::OpContext c;
  c.input_staged = c.output_staged = c.output_stored = false;
  c.weights_pinned = true;
  c.free = {1 << 20, 1 << 20, 1 << 20, 1 << 20};
  return c;
}

const std::vector<map::Candidate>& candidates(const SharedWork::Found& found) {
  return std::get<std::vector<map::Candidate>>(found);
}

TEST(SharedWork, OpsOfEqualShapeHaveOneNumber) {
  const auto network = chain(8, {8, 8, 16});
  const SharedWork work(network);
  EXPECT_EQ(work.shape(0), work.shape(1));
  EXPECT_NE(work.shape(1), work.shape(2));
}

TEST(SharedWork, OpsThatEvaluateFunctionsHaveAnother) {
  auto network = chain(8, {8, 8, 8});
  network.ops[1].activation = workloads::Activation::relu;
  network.ops[2].activation = workloads::Activation::sigmoid;
  const SharedWork work(network);
  EXPECT_EQ(work.shape(0), work.shape(1));
  EXPECT_NE(work.shape(1), work.shape(2));
}

TEST(SharedWork, EqualOpsInEqualSurroundingsShareASearch) {
  const auto network = chain(8, {8, 8});
  SharedWork work(network);
  work.set_accelerator({});
  EXPECT_EQ(&work.search(0, context(), -1, 6), &work.search(1, context(), -1, 6));
  map::OpContext tighter = context();
  tighter.free.pe = 4096;
  EXPECT_NE(&work.search(0, tighter, -1, 6), &work.search(0, context(), -1, 6));
}

TEST(SharedWork, BandwidthCountsOnlyForOpsWithDramTraffic) {
  const auto network = chain(8, {8});
  SharedWork work(network);
  machine::Accelerator a, faster;
  faster.configuration.dram_bandwidth_gbps *= 2;
  map::OpContext staged = context();
  staged.input_staged = true;
  work.set_accelerator(a);
  const auto* inside = &work.search(0, context(), -1, 6);
  const double slow = candidates(work.search(0, staged, -1, 6)).front().cycles;
  work.set_accelerator(faster);
  EXPECT_EQ(&work.search(0, context(), -1, 6), inside);
  EXPECT_LT(candidates(work.search(0, staged, -1, 6)).front().cycles, slow);
}

TEST(SharedWork, OtherConstantsForgetEverything) {
  const auto network = chain(8, {8});
  SharedWork work(network);
  machine::Accelerator a;
  work.set_accelerator(a);
  const double before = candidates(work.search(0, context(), -1, 6)).front().cycles;
  a.constants.compute_startup_cycles += 10;
  work.set_accelerator(a);
  EXPECT_GE(candidates(work.search(0, context(), -1, 6)).front().cycles, before + 10);
}

TEST(SharedWork, ASearchOfOneSpreadFindsNoOther) {
  const auto network = chain(8, {64});
  SharedWork work(network);
  work.set_accelerator({});
  const auto& spreads = work.spreads(0).spreads;
  for (std::size_t s = 0; s < spreads.size(); ++s)
    for (const map::Candidate& c : candidates(work.search(0, context(), static_cast<int>(s), 6))) {
      EXPECT_EQ(c.mapping.rows, spreads[s].rows);
      EXPECT_EQ(c.mapping.columns, spreads[s].columns);
    }
}

TEST(SharedWork, SpreadsHaveAPriceOnlyInEnergy) {
  const lower::LoweredNetwork network = chain(8, {16, 16});
  SharedWork work(network);
  work.set_accelerator({});
  EXPECT_EQ(work.events(0, 0), 0);
  map::Prices prices{true, {}};
  prices.picojoules.multiplication = 1;
  work.set_prices(prices);
  for (std::size_t s = 0; s < work.spreads(0).spreads.size(); ++s)
    EXPECT_DOUBLE_EQ(work.events(0, s), static_cast<double>(network.ops[0].macs()));
  // Where the core memories hold all weights, those that no two PEs share cost nothing to bring.
  prices.picojoules = {};
  prices.picojoules.dram_byte = 1;
  work.set_prices(prices);
  const std::vector<map::Spread>& spreads = work.spreads(0).spreads;
  for (std::size_t s = 0; s < spreads.size(); ++s)
    if (spreads[s].rows == program::Dim::k && spreads[s].columns == program::Dim::k) {
      EXPECT_EQ(work.events(0, s), 0);
    }
  work.set_accelerator({});
  EXPECT_EQ(work.events(0, 0), 0);
}

// A layer that computes longer than all weights take, and then one position with many weights.
TEST(SharedWork, WeightsThatPesKeepCostWhatTheArrayWaitsForThem) {
  constexpr int kSide = 64, kChannels = 64, kOutputs = 4096, kBias = 4;
  workloads::NetworkBuilder builder("tail");
  workloads::Layer wide =
      layer_of(workloads::LayerType::convolution, {builder.input("in", {kSide, kSide, kChannels})});
  wide.channels = kChannels;
  wide.kernel = {3, 3};
  workloads::Layer pool = layer_of(workloads::LayerType::global_average_pool, {builder.add(wide)});
  workloads::Layer dense = layer_of(workloads::LayerType::fully_connected, {builder.add(pool)});
  dense.channels = kOutputs;
  const lower::LoweredNetwork network = lower::lower(builder.finish({builder.add(dense)}));
  constexpr int kDense = 2;
  machine::Accelerator a;
  a.configuration.core_memory_bytes = 1024;
  SharedWork work(network);
  work.set_accelerator(a);
  for (std::size_t s = 0; s < work.spreads(0).spreads.size(); ++s) EXPECT_EQ(work.fetching(0, s), 0);
  const double bytes = kOutputs * (kChannels + kBias), all = bytes + kChannels * (9 * kChannels + kBias);
  int checked = 0;
  const std::vector<map::Spread>& spreads = work.spreads(kDense).spreads;
  for (std::size_t s = 0; s < spreads.size(); ++s) {
    if (spreads[s].rows != program::Dim::k || spreads[s].columns != program::Dim::k) continue;
    if (!spreads[s].is_of_whole(a)) continue;
    ++checked;  // each core has a 16th of them, and takes 64 bytes per cycle
    const double share = 1.0 / a.pes(), moving = 1 - a.configuration.core_memory_bytes / (all * share);
    EXPECT_DOUBLE_EQ(work.fetching(kDense, s), moving * bytes * share / a.constants.parameter_entry_bytes);
  }
  EXPECT_EQ(checked, 1);
}

TEST(SharedWork, SearchesByEnergyAndByCyclesAreKeptApart) {
  const lower::LoweredNetwork network = chain(8, {16, 16});
  SharedWork work(network);
  work.set_accelerator({});
  const double cycles = candidates(work.search(0, context(), 0, 1)).front().cost;
  map::Prices prices{true, {}};
  prices.picojoules.multiplication = 1;
  work.set_prices(prices);
  EXPECT_DOUBLE_EQ(candidates(work.search(0, context(), 0, 1)).front().cost,
                   static_cast<double>(network.ops[0].macs()));
  prices.picojoules.multiplication = 2;
  work.set_prices(prices);
  EXPECT_DOUBLE_EQ(candidates(work.search(0, context(), 0, 1)).front().cost,
                   2.0 * static_cast<double>(network.ops[0].macs()));
  work.set_prices({});
  EXPECT_EQ(candidates(work.search(0, context(), 0, 1)).front().cost, cycles);
}

TEST(SharedWork, AHandoverIsRememberedForItsPairOfSpreads) {
  const auto network = chain(8, {8, 16});
  SharedWork work(network);
  work.set_accelerator({});
  EXPECT_LT(work.handover(1, 2, 1).bytes, 0) << "not known yet";
  work.handover(1, 2, 1) = {77, 5};
  EXPECT_EQ(work.handover(1, 2, 1).bytes, 77);
  EXPECT_LT(work.handover(1, 1, 2).bytes, 0);
}

TEST(SharedWork, AnotherNetworkFindsWhatIsKnownOfOpsOfTheSameShape) {
  const auto network = chain(8, {16, 8}), other = chain(8, {8, 16, 8});
  const auto known = std::make_shared<ShapeWork>();
  SharedWork work(network, known), of_other(other, known);
  EXPECT_EQ(work.shape(1), of_other.shape(2));
  EXPECT_NE(work.shape(1), of_other.shape(1));
  work.set_accelerator({});
  const auto* found = &work.search(1, context(), -1, 6);
  work.handover(1, 2, 1) = {77, 5};
  of_other.set_accelerator({});
  EXPECT_EQ(&of_other.search(2, context(), -1, 6), found);
  EXPECT_EQ(of_other.handover(2, 2, 1).bytes, 77) << "a pair of ops alike";
  EXPECT_LT(of_other.handover(1, 2, 1).bytes, 0) << "another pair";
}

// A compilation goes back to networks that it has left: their spreads stay, also when too much is remembered.
TEST(SharedWork, TooMuchIsForgottenOnlyWhenTheNextCompilationBegins) {
  constexpr std::size_t kMany = 2000;  // kMany^2 handovers are 64 MB
  const auto network = chain(8, {16, 8}), other = chain(8, {4});
  const auto known = std::make_shared<ShapeWork>();
  SharedWork work(network, known), of_other(other, known);
  known->begin();
  work.set_accelerator({});
  const std::size_t spreads = work.spreads(0).spreads.size();
  ASSERT_GT(spreads, 1u);
  known->handover(0, kMany - 1, 0, kMany).bytes = 77;
  of_other.set_accelerator({});
  EXPECT_EQ(work.spreads(0).spreads.size(), spreads);
  EXPECT_EQ(work.spreads(0).weight_shares.size(), spreads);
  EXPECT_EQ(known->handover(0, kMany - 1, 0, kMany).bytes, 77);
  known->begin();
  work.set_accelerator({});
  EXPECT_LT(known->handover(0, kMany - 1, 0, kMany).bytes, 0);
}

TEST(ShapeWork, TheBestOfAnAcceleratorIsForgottenForTheNext) {
  ShapeWork known;
  OpSurroundings around;
  EXPECT_EQ(known.best(around), nullptr);
  known.note_best(around, map::Candidate());
  EXPECT_NE(known.best(around), nullptr);
  around.of_energy = true;
  EXPECT_EQ(known.best(around), nullptr);
  known.begin();
  around.of_energy = false;
  EXPECT_EQ(known.best(around), nullptr);
}

}  // namespace
}  // namespace apollo::compiler::plan
