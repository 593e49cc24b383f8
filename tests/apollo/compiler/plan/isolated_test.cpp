#include "apollo/compiler/plan/isolated.h"

#include <gtest/gtest.h>

#include "apollo/compiler/map/estimate.h"
#include "tests/apollo/compiler/plan/chain.h"

namespace apollo::compiler::plan {
namespace {

using testing::chain;
using testing::Planning;

class Isolated : public ::testing::Test {
 protected:
  Isolated() : planning_(chain(8, {16, 16})), buffers_(planning_.network.buffers.size()) {
    for (decisions::BufferDecision& b : buffers_) b.in_dram = true;
    context_.input_buffer_channels = planning_.network.ops[1].input.shape.channels;
    context_.output_buffer_channels = planning_.network.ops[1].output.shape.channels;
    const machine::Accelerator& a = planning_.accelerator;
    context_.free = {a.configuration.core_memory_bytes, a.parameter_memory_bytes(),
                     a.activation_memory_bytes(), a.configuration.pe_memory_bytes};
  }

  // The whole share as one tile.
  map::Candidate candidate(int op, const map::OpContext& context) const {
    const map::Spread& spread = planning_.scratch.shared.spreads(op).spreads.front();
    const program::Op& o = planning_.network.ops[op];
    return *map::estimate(o, context, planning_.accelerator, spread.whole_share(o, spread.splits.front()));
  }

  Planning planning_;
  std::vector<decisions::BufferDecision> buffers_;
  map::OpContext context_;
};

TEST_F(Isolated, ALaterOpsWayInIsHiddenByTheOpBefore) {
  // Op 1 as if it were the first and as it is: equal ops but for their places.
  const auto whole = planning_.scratch.isolated.cycles(buffers_, 0, candidate(0, context_), context_);
  const auto hidden = planning_.scratch.isolated.cycles(buffers_, 1, candidate(1, context_), context_);
  EXPECT_GE(whole, planning_.accelerator.constants.dram_latency_cycles);
  EXPECT_LT(hidden, whole) << "op 1 has twice the input channels, but no latency in front";
}

TEST_F(Isolated, PinnedWeightsNeedNotBeBrought) {
  map::OpContext pinned = context_;
  pinned.weights_pinned = true;
  EXPECT_LT(planning_.scratch.isolated.cycles(buffers_, 0, candidate(0, pinned), pinned),
            planning_.scratch.isolated.cycles(buffers_, 0, candidate(0, context_), context_));
}

TEST_F(Isolated, TheSameQuestionHasTheSameAnswer) {
  const map::Candidate first = candidate(0, context_), second = candidate(1, context_);
  const auto cycles = planning_.scratch.isolated.cycles(buffers_, 0, first, context_);
  planning_.scratch.isolated.cycles(buffers_, 1, second, context_);
  EXPECT_EQ(planning_.scratch.isolated.cycles(buffers_, 0, first, context_), cycles);
}

TEST_F(Isolated, CostsItsCyclesOrItsEnergy) {
  IsolatedOp& isolated = planning_.scratch.isolated;
  const map::Candidate whole = candidate(0, context_);
  const auto cycles = static_cast<double>(isolated.cycles(buffers_, 0, whole, context_));
  const program::Op& op = planning_.network.ops[0];
  const program::Tiling t(op, whole.mapping, planning_.accelerator);
  const auto computed =
      static_cast<double>(t.compute_cycles(t.vectors(t.share[0], t.share[1], t.share[2], t.share[3]), op.C,
                                           false, false, planning_.accelerator.constants));
  EXPECT_DOUBLE_EQ(isolated.cost(buffers_, 0, whole, context_, map::kCyclesAlone),
                   cycles + map::Prices::kHidden * computed);
  map::Prices prices{true, {}};
  prices.picojoules.cycle = 2;
  EXPECT_DOUBLE_EQ(isolated.cost(buffers_, 0, whole, context_, prices), 2 * cycles);
  prices.picojoules.multiplication = 3;
  const double macs = static_cast<double>(planning_.network.ops[0].macs());
  EXPECT_NEAR(isolated.cost(buffers_, 0, whole, context_, prices), 2 * cycles + 3 * macs, 1e-6 * macs);
}

TEST_F(Isolated, CostsWhatMulticastsDeliver) {
  map::Prices prices{true, {}};
  prices.picojoules.core_write_byte = 1;
  const program::Op& op = planning_.network.ops[0];
  EXPECT_GE(planning_.scratch.isolated.cost(buffers_, 0, candidate(0, context_), context_, prices),
            static_cast<double>(op.weight_bytes(op.G, op.K, op.C, true)) * (1 - 1e-9));
}

}  // namespace
}  // namespace apollo::compiler::plan
