#include "optimizers/hypervolume_improvement.h"

#include <gtest/gtest.h>

#include <boost/math/special_functions/erf.hpp>
#include <cmath>

#include "optimizers/draw.h"

namespace apollo::optimizers {
namespace {

std::vector<Values> random_front(Generator& generator, std::size_t count, std::size_t objectives) {
  ParetoFront front;
  for (std::int64_t number = 0; front.members().size() < count; ++number) {
    Values values;
    for (std::size_t k = 0; k < objectives; ++k) values.push_back(0.1 + draw_unit(generator));
    front.add(number, values);
  }
  return front.values();
}

double normal(Generator& generator) {
  return std::sqrt(2.0) * boost::math::erf_inv(2 * (draw_unit(generator) + 0x1p-54) - 1);
}

TEST(OpenBoxes, AreDisjointAndAllThatNoPointDominates) {
  Generator generator(1);
  for (std::size_t objectives = 2; objectives <= 4; ++objectives) {
    const std::vector<Values> front = random_front(generator, 8, objectives);
    const std::vector<OpenBox> boxes = open_boxes(front, objectives);
    for (int i = 0; i < 2000; ++i) {
      Values point;
      for (std::size_t k = 0; k < objectives; ++k) point.push_back(1.5 * draw_unit(generator));
      bool is_dominated = false;
      for (const Values& other : front) is_dominated = is_dominated || weakly_dominates(other, point);
      int inside = 0;
      for (const OpenBox& box : boxes) {
        bool is_inside = true;
        for (std::size_t k = 0; k < objectives; ++k)
          is_inside = is_inside && point[k] > box.lowest[k] && point[k] <= box.highest[k];
        inside += is_inside ? 1 : 0;
      }
      EXPECT_EQ(inside, is_dominated ? 0 : 1);
    }
  }
}

TEST(HypervolumeImprovement, IsTheMeanGainOfRandomValues) {
  Generator generator(2);
  for (std::size_t objectives = 2; objectives <= 4; ++objectives) {
    const std::vector<Values> front = random_front(generator, 6, objectives);
    const auto size = static_cast<Eigen::Index>(objectives);
    const Eigen::VectorXd mean = Eigen::VectorXd::Constant(size, -0.3);
    const Eigen::VectorXd deviation = Eigen::VectorXd::LinSpaced(size, 0.2, 0.5);
    constexpr int kDraws = 100000;
    double sum = 0, squares = 0;
    for (int i = 0; i < kDraws; ++i) {
      Values values;
      for (Eigen::Index k = 0; k < size; ++k)
        values.push_back(
            std::exp(mean[k] - 0.5 * deviation[k] * deviation[k] + deviation[k] * normal(generator)));
      const double gain = hypervolume_gain(values, front, Values(objectives));
      sum += gain;
      squares += gain * gain;
    }
    const double average = sum / kDraws, error = std::sqrt((squares / kDraws - average * average) / kDraws);
    const double expected = std::exp(HypervolumeImprovement(front, objectives).log_expected(mean, deviation));
    EXPECT_NEAR(expected, average, 5 * error) << objectives;
  }
}

TEST(HypervolumeImprovement, OfANearlyCertainPointIsItsGain) {
  const std::vector<Values> front = {{1, 3}, {2, 2}, {3, 1}};
  const HypervolumeImprovement improvement(front, 2);
  const Values point = {2.5, 2.5};
  const Eigen::VectorXd mean = Eigen::Vector2d(std::log(2.5), std::log(2.5));
  const Eigen::VectorXd deviation = Eigen::VectorXd::Constant(2, 1e-9);
  EXPECT_NEAR(std::exp(improvement.log_expected(mean, deviation)), hypervolume_gain(point, front, {0, 0}),
              1e-6);
}

TEST(HypervolumeImprovement, IsFiniteWhereThereIsNothingToExpect) {
  const HypervolumeImprovement improvement({{1e6, 1e6}}, 2);
  const Eigen::VectorXd low = Eigen::VectorXd::Constant(2, -20),
                        deviation = Eigen::VectorXd::Constant(2, 0.1);
  EXPECT_TRUE(std::isfinite(improvement.log_expected(low, deviation)));
  const HypervolumeImprovement of_nothing({}, 3);
  EXPECT_NEAR(of_nothing.log_expected(Eigen::VectorXd::Zero(3), Eigen::VectorXd::Constant(3, 1e-6)), 0, 1e-6);
}

}  // namespace
}  // namespace apollo::optimizers
