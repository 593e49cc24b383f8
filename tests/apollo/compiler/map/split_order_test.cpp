#include "apollo/compiler/map/split_order.h"

#include <gtest/gtest.h>

#include "tests/apollo/compiler/small_op.h"

namespace apollo::compiler::map {
namespace {

class SplitOrder : public ::testing::Test {
 protected:
  SplitOrder() {
    accelerator_.configuration.pes_x = accelerator_.configuration.pes_y = 2;
    context_.free = {1 << 20, 1 << 20, 1 << 20, 1 << 20};
    spreads_ = spreads(op_, accelerator_);
  }
  std::vector<SplitOfSpread> in_order() const {
    std::vector<const Spread*> all;
    for (const Spread& spread : spreads_) all.push_back(&spread);
    return splits_in_order(all, CostModel(op_, context_, accelerator_));
  }

  const program::Op op_ = testing::convolution(14, 3, 32, 48);
  machine::Accelerator accelerator_;
  OpContext context_;
  std::vector<Spread> spreads_;
};

TEST_F(SplitOrder, FastestFirstWhereTheArrayDecides) {
  context_.input_staged = context_.output_staged = context_.output_stored = false;
  context_.weights_pinned = true;
  const std::vector<SplitOfSpread> splits = in_order();
  std::size_t all = 0;
  for (const Spread& spread : spreads_) all += spread.splits.size();
  ASSERT_EQ(splits.size(), all);
  for (std::size_t i = 0; i < all; ++i) {
    EXPECT_EQ(splits[i].bound, static_cast<double>(splits[i].split->cycles));
    EXPECT_TRUE(i == 0 || splits[i - 1].bound <= splits[i].bound);
  }
}

TEST_F(SplitOrder, TheBestOfEachSpreadFirstWhereTransfersDecide) {
  accelerator_.configuration.dram_bandwidth_gbps = 0.001;
  const std::vector<SplitOfSpread> splits = in_order();
  ASSERT_GT(spreads_.size(), 1U);
  for (std::size_t i = 0; i < spreads_.size(); ++i)
    EXPECT_EQ(splits[i].split, &splits[i].spread->splits.front());
}

TEST_F(SplitOrder, PartsOfTheWeightsTakePartialSums) {
  const CostModel costs(op_, context_, accelerator_);
  const SplitOfSpread split = in_order().front();
  const auto least = [&] {
    return least_cycles(split, op_, accelerator_, FootprintModel(op_, context_, 2), costs);
  };
  EXPECT_EQ(least(), static_cast<double>(split.split->cycles)) << "all fit";
  context_.free.core = 2 * 9 * 4 * split.split->lanes_k * split.split->lanes_g;  // four input channels, twice
  EXPECT_GT(least(), static_cast<double>(split.split->cycles));
}

}  // namespace
}  // namespace apollo::compiler::map
