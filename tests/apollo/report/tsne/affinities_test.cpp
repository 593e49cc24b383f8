#include "apollo/report/tsne/affinities.h"

#include <gtest/gtest.h>

#include <cmath>
#include <map>
#include <numeric>

#include "tests/apollo/report/rows.h"

namespace apollo::tsne {
namespace {

using namespace testing;

// 2^H with H = -sum p log2 p, of one row.
double perplexity_of(const double* p, int count) {
  double entropy = 0;
  for (int k = 0; k < count; ++k) {
    if (p[k] > 0) entropy -= p[k] * std::log2(p[k]);
  }
  return std::exp2(entropy);
}

void expect_perplexity(const Eigen::MatrixXd& rows, double perplexity) {
  const Neighbours neighbours = nearest_neighbours(rows, static_cast<int>(3 * perplexity));
  const auto p = conditional_affinities(neighbours, perplexity);
  for (std::size_t at = 0; at < p.size(); at += static_cast<std::size_t>(neighbours.count)) {
    EXPECT_NEAR(std::accumulate(&p[at], &p[at] + neighbours.count, 0.0), 1, 1e-12);
    EXPECT_NEAR(perplexity_of(&p[at], neighbours.count), perplexity, 2e-5 * perplexity);
  }
}

TEST(ConditionalAffinities, HaveThePerplexity) {
  expect_perplexity(normal_rows(300, 5, 1), 30);
  expect_perplexity(normal_rows(300, 5, 1), 4.5);
  expect_perplexity(random_designs(500, 2), 30);
}

TEST(ConditionalAffinities, HaveThePerplexityInAnyUnit) {
  expect_perplexity(1e-80 * normal_rows(200, 3, 3), 10);
  expect_perplexity(1e80 * normal_rows(200, 3, 3), 10);
}

// log p(j|i) falls along a line as the squared distance grows: a Gaussian.
TEST(ConditionalAffinities, AreGaussian) {
  const Neighbours neighbours = nearest_neighbours(normal_rows(100, 4, 4), 30);
  const auto p = conditional_affinities(neighbours, 10);
  const auto& d = neighbours.squared_distance;
  for (std::size_t i = 0; i < 100; ++i) {
    const std::size_t first = 30 * i, last = first + 29;
    const double slope = std::log(p[last] / p[first]) / (d[last] - d[first]);
    EXPECT_LT(slope, 0);
    for (std::size_t at = first; at < last; ++at) {
      EXPECT_NEAR(std::log(p[at] / p[first]), slope * (d[at] - d[first]), 1e-9);
    }
  }
}

TEST(ConditionalAffinities, ShareAllAmongEqualRowsThatAreTooMany) {
  // Row 0 has 6 equal rows and others further off: no Gaussian has a perplexity of 3.
  Neighbours neighbours{9, {1, 2, 3, 4, 5, 6, 7, 8, 9}, {0, 0, 0, 0, 0, 0, 1, 1, 2}};
  const auto p = conditional_affinities(neighbours, 3);
  for (int k = 0; k < 9; ++k) EXPECT_NEAR(p[static_cast<std::size_t>(k)], k < 6 ? 1.0 / 6 : 0, 1e-12) << k;
}

TEST(ConditionalAffinities, AreEqualWhereAllNeighboursAreEquallyFar) {
  for (const double d : {0.0, 2.5}) {
    const auto p = conditional_affinities({4, {1, 2, 3, 4}, {d, d, d, d}}, 2);
    EXPECT_EQ(p, std::vector<double>(4, 0.25));
  }
}

TEST(SymmetricAffinities, AreTheMeanOfBothDirections) {
  const Neighbours neighbours = nearest_neighbours(random_designs(200, 5), 15);
  const auto conditional = conditional_affinities(neighbours, 5);
  std::map<std::pair<int, int>, double> expected;
  for (std::size_t at = 0; at < conditional.size(); ++at) {
    const int i = static_cast<int>(at / 15), j = neighbours.index[at];
    expected[{i, j}] += conditional[at] / 400;
    expected[{j, i}] += conditional[at] / 400;
  }

  const Affinities p = symmetric_affinities(neighbours, conditional);
  ASSERT_EQ(p.size(), 200U);
  ASSERT_EQ(p.column.size(), expected.size());
  ASSERT_EQ(p.value.size(), expected.size());
  auto next = expected.begin();
  double sum = 0;
  for (std::size_t i = 0; i < p.size(); ++i) {
    for (std::size_t e = p.begin[i]; e < p.begin[i + 1]; ++e, ++next) {
      ASSERT_EQ(next->first, std::make_pair(static_cast<int>(i), p.column[e]));
      EXPECT_NEAR(p.value[e], next->second, 1e-7 * next->second);
      sum += double{p.value[e]};
    }
  }
  EXPECT_NEAR(sum, 1, 1e-7);
}

}  // namespace
}  // namespace apollo::tsne
