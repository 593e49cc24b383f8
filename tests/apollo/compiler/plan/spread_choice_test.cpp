#include "apollo/compiler/plan/spread_choice.h"

#include <gtest/gtest.h>

#include "tests/apollo/compiler/plan/chain.h"

namespace apollo::compiler::plan {
namespace {

using program::Dim;
using testing::chain;
using testing::Planning;

double together(double a, double b) { return std::max(a, b) + std::min(a, b) / 4; }

// Cycles in which an op's weights come, on PEs of one core: what is left of them when core memories
// hold the part of all weights that has room, were all shared out to PEs as this op's are. From PE memories,
// half of which hold all of these weights.
double fetching(const Planning& p, int op) {
  const auto bytes = [](const program::Op& o) { return o.weight_bytes(o.G, o.K, o.C, true); };
  const program::Op& o = p.network.ops[op];
  std::int64_t all = 0;
  for (const program::Op& other : p.network.ops) all += bytes(other);
  const program::Tiling& tiling = p.draft.nests[op].tiling;
  const double of_pe = static_cast<double>(tiling.share[2]) * tiling.share[3] / (o.G * o.K);
  const double held =
      static_cast<double>(p.accelerator.configuration.core_memory_bytes) / (static_cast<double>(all) * of_pe);
  EXPECT_LT(all, p.accelerator.configuration.pe_memory_bytes * p.accelerator.pes() / 2);
  return static_cast<double>(bytes(o)) / p.accelerator.constants.parameter_entry_bytes *
         (1 - std::min(held, 1.0));
}

// As far as weights take longer than computation, all in all, on the fastest spreads.
double waiting(Planning* p) {
  double compute = 0, fetch = 0;
  for (int op = 0; op < 2; ++op) {
    choose_spread(p->scratch.shared, op, 0, &p->draft);
    compute += static_cast<double>(p->scratch.shared.spreads(op).spreads[0].compute_cycles());
    fetch += fetching(*p, op);
  }
  return std::max(0.0, 1 - compute / std::max(fetch, 1.0));
}

// The documented cost of a chain of two ops: the first computes and hands over, the second computes, each
// after its weights have come.
double cost(Planning* p, std::size_t first, std::size_t second) {
  const SharedWork& shared = p->scratch.shared;
  choose_spread(shared, 0, first, &p->draft);
  choose_spread(shared, 1, second, &p->draft);
  std::vector<program::Box> hold;
  decisions::hold_boxes(p->network, p->network.ops[1].input.buffer, {1}, p->draft.nests, &hold);
  const auto bytes = static_cast<double>(decisions::ExchangeEstimate().bytes(p->draft.nests[0], hold));
  const double exchange = bytes / p->accelerator.constants.activation_entry_bytes;
  const auto compute = [&](int op, std::size_t spread) {
    return static_cast<double>(shared.spreads(op).spreads[spread].compute_cycles());
  };
  const double fetch = fetching(*p, 0) + fetching(*p, 1);
  return together(compute(0, first), exchange) + compute(1, second) + waiting(p) * fetch;
}

TEST(SpreadChoice, AChainOfTwoGetsTheCheapestPair) {
  for (const int channels : {8, 64, 256}) {
    Planning p(chain(8, {channels, channels}));
    choose_spreads(p.problem(), &p.scratch, &p.draft);
    const std::vector<std::size_t> chosen = p.draft.spreads;
    const double found = cost(&p, chosen[0], chosen[1]);
    for (std::size_t i = 0; i < p.scratch.shared.spreads(0).spreads.size(); ++i)
      for (std::size_t j = 0; j < p.scratch.shared.spreads(1).spreads.size(); ++j)
        EXPECT_LE(found, cost(&p, i, j)) << channels << " channels, " << i << ", " << j;
  }
}

TEST(SpreadChoice, PositionsStayWhereTheyAreAlongPointwiseLayers) {
  // Spread over y and x, 1 x 1 convolutions hand nothing over; over k, everything to everyone.
  Planning p(chain(16, {32, 32, 32, 32}, 1));
  choose_spreads(p.problem(), &p.scratch, &p.draft);
  for (int op = 0; op < 4; ++op) {
    const map::Spread& spread = chosen_spread(p.scratch.shared, op, p.draft);
    EXPECT_TRUE(spread.rows != Dim::k && spread.columns != Dim::k) << op;
  }
}

TEST(SpreadChoice, OnePeHasNoChoice) {
  machine::Accelerator a;
  a.configuration.pes_x = a.configuration.pes_y = 1;
  Planning p(chain(8, {16, 16}), a);
  const std::vector<std::size_t> before = p.draft.spreads;
  choose_spreads(p.problem(), &p.scratch, &p.draft);
  EXPECT_EQ(p.draft.spreads, before);
}

TEST(SpreadChoice, TheNestsAreThoseOfTheChosenSpreads) {
  Planning p(testing::diamond(8, 32));
  choose_spreads(p.problem(), &p.scratch, &p.draft);
  for (std::size_t op = 0; op < p.network.ops.size(); ++op) {
    const map::Spread& spread = chosen_spread(p.scratch.shared, static_cast<int>(op), p.draft);
    EXPECT_EQ(p.draft.nests[op].tiling.mapping.rows, spread.rows);
    EXPECT_EQ(p.draft.nests[op].tiling.mapping.columns, spread.columns);
  }
}

}  // namespace
}  // namespace apollo::compiler::plan
