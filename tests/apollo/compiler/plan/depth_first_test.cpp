#include "apollo/compiler/plan/depth_first.h"

#include <gtest/gtest.h>

#include <random>
#include <set>

#include "simulator/machine/baselines.h"
#include "tests/apollo/compiler/plan/chain.h"

namespace apollo::compiler::plan::depth_first_test {
namespace {

using lower::Chain;
using testing::chain;
using testing::Planning;

constexpr int kSize = 64, kChannels = 32;
constexpr std::int64_t kBuffer = std::int64_t{kSize} * kSize * kChannels;  // bytes between two ops

map::Prices prices(double dram_byte) {
  map::Prices prices;
  prices.of_energy = true;
  prices.picojoules.dram_byte = dram_byte;
  prices.picojoules.multiplication = 0.1;
  return prices;
}

std::vector<Chain> chains(const Planning& p, const map::Prices& prices, std::int64_t bytes) {
  return depth_first_chains({p.network, p.uses, p.accelerator, {}, prices}, bytes).chains;
}

Planning four_ops() {
  return Planning(chain(kSize, {kChannels, kChannels, kChannels, 8}, 3), machine::edge_baseline());
}

TEST(DepthFirst, LeavesWhatFits) {
  const Planning p = four_ops();
  // Two buffers at once between the first op and the last.
  EXPECT_TRUE(chains(p, prices(40), 2 * kBuffer).empty());
}

TEST(DepthFirst, CutsWhatDoesNotFit) {
  const Planning p = four_ops();
  const std::vector<Chain> found = chains(p, prices(40), kBuffer / 2);
  ASSERT_EQ(found.size(), 1U) << "of all ops: whatever is handed on as a whole does not fit";
  EXPECT_EQ(found[0].first, 0);
  EXPECT_EQ(found[0].last, 3);
  EXPECT_EQ(found[0].inner.size(), 3U);
  int rows = 0;  // of the result, each once
  for (const program::Box& part : found[0].parts) {
    EXPECT_EQ(part.y0, rows);
    rows = part.y1;
    std::int64_t inner = 0;
    const auto cut = lower::part_of_chain(p.network, found[0], part);
    ASSERT_TRUE(cut);
    for (std::size_t i = 0; i + 1 < cut->needed.size(); ++i)
      inner = std::max(inner, cut->needed[i].elements() + cut->needed[i + 1].elements());
    EXPECT_LE(inner, kBuffer / 2);
  }
  EXPECT_EQ(rows, kSize);
}

TEST(DepthFirst, ComputesNothingTwiceWhereDramCostsNothing) {
  const Planning p = four_ops();
  EXPECT_TRUE(chains(p, prices(0), kBuffer / 2).empty());
}

// Where cycles count, on an array that takes so many of them for each of the four ops.
std::vector<Chain> chains(const Planning& p, const OpTime& time, std::int64_t bytes) {
  return depth_first_chains(p.problem(), bytes, std::vector<OpTime>(4, time)).chains;
}

TEST(DepthFirst, CutsWhereTheArrayWaitsForDram) {
  const Planning p = four_ops();
  const auto dram = static_cast<double>(p.accelerator.dram_cycles(2 * kBuffer));  // of an op: read, written
  EXPECT_FALSE(chains(p, OpTime{dram / 4, dram}, kBuffer / 2).empty());
  EXPECT_TRUE(chains(p, OpTime{dram / 4, dram}, 2 * kBuffer).empty()) << "all fits";
  EXPECT_TRUE(chains(p, OpTime{dram / 4, 0}, kBuffer / 2).empty())
      << "there is nothing that the array waits for";
  EXPECT_TRUE(chains(p, OpTime{2 * dram, dram}, kBuffer / 2).empty()) << "or nothing that it waits for DRAM";
}

Chain interval(int first, int last) { return {first, last, {}, {}}; }

// Against all sets of chains that do not overlap.
TEST(BestChains, SavedMostOfAllSets) {
  std::mt19937 random(5);
  constexpr int kTries = 200, kOps = 12;
  constexpr unsigned kChains = 8;
  for (int i = 0; i < kTries; ++i) {
    std::vector<TriedChain> tried;
    for (unsigned c = 0; c < kChains; ++c) {
      const int first = static_cast<int>(random() % kOps), last = first + static_cast<int>(random() % 5);
      tried.push_back({interval(first, last), static_cast<double>(random() % 100) - 30});
    }
    double most = 0;
    for (unsigned set = 0; set < 1U << kChains; ++set) {
      double saved = 0;
      std::set<int> ops;
      bool apart = true;
      for (unsigned c = 0; c < kChains; ++c) {
        if ((set >> c & 1U) == 0) continue;
        saved += tried[c].saved;
        for (int op = tried[c].chain.first; op <= tried[c].chain.last; ++op)
          apart = ops.insert(op).second && apart;
      }
      if (apart) most = std::max(most, saved);
    }
    double saved = 0;
    int end = -1;
    const BestChains found = best_chains(tried);
    for (const Chain& chain : found.chains) {
      EXPECT_GT(chain.first, end) << "in order, none in another";
      end = chain.last;
      double best = -1e9;  // of those that are alike
      for (const TriedChain& t : tried)
        if (t.chain == chain) best = std::max(best, t.saved);
      saved += best;
    }
    EXPECT_EQ(saved, most);
    EXPECT_EQ(found.saved, most);
  }
}

TEST(DepthFirst, LeavesWhatIsReadElsewhere) {
  // The stem's result is read by both branches, of which only the one that is added on the way out is handed
  // on within a chain.
  const Planning p(testing::diamond(kSize, kChannels), machine::edge_baseline());
  for (const Chain& found : chains(p, prices(40), kBuffer / 2))
    for (const int buffer : found.inner)
      for (const int reader : p.uses.buffers[buffer].readers) {
        EXPECT_GE(reader, found.first);
        EXPECT_LE(reader, found.last);
      }
}

TEST(DepthFirst, PartsOfAnOpShareItsWeights) {
  const Planning p = four_ops();
  Planning cut(lower::cut(p.network, chains(p, prices(40), kBuffer / 2)), machine::edge_baseline());
  ASSERT_FALSE(cut.make());
  const auto tiling = [&](std::size_t op) {
    return program::Tiling(cut.network.ops[op], cut.draft.plan.ops[op].mapping, cut.accelerator);
  };
  for (std::size_t op = 0; op < cut.network.ops.size(); ++op)
    for (std::size_t other = 0; other < op; ++other) {
      if (cut.network.parts_of[op] == cut.network.parts_of[other]) {
        EXPECT_TRUE(same_weight_tiles(tiling(op), tiling(other))) << cut.network.ops[op].name;
      }
    }
}

}  // namespace
}  // namespace apollo::compiler::plan::depth_first_test
