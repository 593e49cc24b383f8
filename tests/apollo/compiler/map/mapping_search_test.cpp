#include "apollo/compiler/map/mapping_search.h"

#include <gtest/gtest.h>

#include <algorithm>

#include "apollo/compiler/map/estimate.h"
#include "tests/apollo/compiler/small_op.h"

namespace apollo::compiler::map::mapping_search {
namespace {

class MappingSearch : public ::testing::Test {
 protected:
  MappingSearch() {
    context_.input_buffer_channels = op_.input.shape.channels;
    context_.output_buffer_channels = op_.output.shape.channels;
    context_.free = {1 << 16, 1 << 16, 1 << 16, 1 << 16};
  }

  std::variant<std::vector<Candidate>, machine::Infeasible> search(std::size_t count) const {
    const std::vector<Spread> all = spreads(op_, accelerator_);
    std::vector<const Spread*> tried;
    for (const Spread& spread : all) tried.push_back(&spread);
    return search_mapping(op_, context_, accelerator_, tried, count);
  }
  std::vector<Candidate> found(std::size_t count) const {
    return std::get<std::vector<Candidate>>(search(count));
  }

  const program::Op op_ = testing::convolution(14, 3, 32, 48);
  machine::Accelerator accelerator_;
  OpContext context_;
};

TEST_F(MappingSearch, CandidatesAreLegalDifferentAndInTheOrderOfTheirCost) {
  const std::vector<Candidate> candidates = found(6);
  ASSERT_EQ(candidates.size(), 6U);
  for (std::size_t i = 0; i < candidates.size(); ++i) {
    EXPECT_EQ(check(op_, candidates[i].mapping, accelerator_), "");
    EXPECT_LE(candidates[i].bound, candidates[i].cost);
    if (i == 0) continue;
    EXPECT_LE(candidates[i - 1].cost, candidates[i].cost);
    EXPECT_FALSE(candidates[i - 1].mapping == candidates[i].mapping);
  }
}

TEST_F(MappingSearch, EachHasTheEstimateOfItsMapping) {
  for (const Candidate& c : found(6)) {
    const auto again = estimate(op_, context_, accelerator_, c.mapping);
    ASSERT_TRUE(again);
    EXPECT_EQ(again->cycles, c.cycles);
    EXPECT_EQ(again->instructions, c.instructions);
    EXPECT_EQ(again->temporary_bytes(), c.temporary_bytes());
  }
}

TEST_F(MappingSearch, NoWholeShareIsCheaperThanTheBest) {
  const double best = found(1).front().cost;
  int tried = 0;
  for (const Spread& spread : spreads(op_, accelerator_))
    for (const Split& split : spread.splits)
      if (const auto whole = estimate(op_, context_, accelerator_, spread.whole_share(op_, split))) {
        ++tried;
        EXPECT_LE(best, 1.01 * whole->cost);  // the tolerance of the search's bound
      }
  EXPECT_GT(tried, 0);
}

TEST_F(MappingSearch, TilesShrinkUntilTheyFit) {
  context_.free.pe = 2048;
  for (const Candidate& c : found(3)) EXPECT_LE(c.temporary_bytes(), context_.free.pe);
}

TEST_F(MappingSearch, WhereNothingFitsTheFirstMemoryThatLacksIsNamed) {
  context_.free.core = 4;  // a 3 x 3 window of one input and one output channel has 9 bytes, and a bias of 4
  const auto failure = std::get<machine::Infeasible>(search(6));
  EXPECT_EQ(failure.reason, machine::Infeasible::Reason::core_memory);
  EXPECT_EQ(failure.needed,
            accelerator_.constants.transfers_held * machine::round_up(op_.R() * op_.S() + 4, 4));
  EXPECT_EQ(failure.available, 4);
}

}  // namespace
}  // namespace apollo::compiler::map::mapping_search
