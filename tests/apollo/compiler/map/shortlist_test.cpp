#include "apollo/compiler/map/shortlist.h"

#include <gtest/gtest.h>

namespace apollo::compiler::map {
namespace {

Candidate candidate(double cost, int tile, int lanes_k = 1) {
  Candidate c;
  c.cost = cost;
  c.mapping.tile_y = tile;
  c.mapping.lanes_k = lanes_k;
  return c;
}

std::vector<double> costs(const Shortlist& list) {
  std::vector<double> out;
  for (const Candidate& c : list.candidates()) out.push_back(c.cost);
  return out;
}

TEST(Shortlist, KeepsTheCheapestInOrder) {
  Shortlist list(3, 3);
  for (const int cost : {5, 2, 9, 4, 7}) list.add(candidate(cost, cost));
  EXPECT_EQ(costs(list), (std::vector<double>{2, 4, 5}));
  EXPECT_TRUE(list.full());
  EXPECT_EQ(list.least_cost(), 2);
}

TEST(Shortlist, TakesAMappingOnce) {
  Shortlist list(3, 3);
  list.add(candidate(5, 1));
  list.add(candidate(5, 1));
  EXPECT_EQ(list.candidates().size(), 1U);
}

TEST(Shortlist, TakesPartsOfTheReductionThatCostTheSameOnce) {
  Shortlist list(3, 3);
  Candidate c = candidate(5, 1);
  for (const int channels : {8, 12}) {
    c.mapping.tile_c = channels;
    list.add(c);
  }
  EXPECT_EQ(list.candidates().size(), 1U);
  c.cost = 6;
  c.mapping.tile_c = 16;
  list.add(c);
  EXPECT_EQ(list.candidates().size(), 2U);
}

TEST(Shortlist, OfOneSplitAndOrderOnlyTheBestFewStay) {
  Shortlist list(5, 2);
  for (const int cost : {3, 4, 6}) list.add(candidate(cost, cost));
  list.add(candidate(8, 8, 2));  // another split
  EXPECT_EQ(costs(list), (std::vector<double>{3, 4, 8}));
  list.add(candidate(2, 2));  // takes the place of the worst of its kind
  EXPECT_EQ(costs(list), (std::vector<double>{2, 3, 8}));
}

TEST(Shortlist, AnotherOrderIsAnotherKind) {
  Shortlist list(5, 1);
  list.add(candidate(3, 3));
  Candidate other = candidate(4, 4);
  other.mapping.order = program::LoopOrder::kcs;
  list.add(other);
  EXPECT_EQ(costs(list), (std::vector<double>{3, 4}));
}

}  // namespace
}  // namespace apollo::compiler::map
