#include "optimizers/tree_model.h"

#include <algorithm>
#include <cmath>

#include "optimizers/acquisition.h"
#include "optimizers/encoding.h"

namespace apollo::optimizers {
namespace {

// The constants here were chosen with the strategy on the problems of docs/search.md, and not varied on their
// own.
constexpr int kRegressions = 4;
// Of the rows and columns, drawn for each tree.
constexpr double kRowShare = 0.8;
// Of a prediction, in deviations of the rewards: regressions that agree by chance are not certain.
constexpr double kLeastDeviation = 0.1;
// Added to a probability, whose logarithm is then finite.
constexpr double kLeastProbability = 1e-9;

BoostedTrees classify(const SearchSpace& space, BoostedTrees::Settings settings,
                      const Observations& observations) {
  settings.objective = "binary:logistic";
  const auto rows = observations.all();
  return BoostedTrees(encode(space, observations.points(rows)), observations.labels(rows, 0), settings);
}

}  // namespace

TreeModel::TreeModel(const SearchSpace& space, const BoostedTrees::Settings& settings,
                     const Observations& observations)
    : space_(space), observations_(observations.size()), usable_(classify(space, settings, observations)) {
  const Eigen::VectorXd targets = warp(observations.rewards(observations.usable()));
  best_target_ = targets.maxCoeff();
  const Eigen::MatrixXd inputs = encode(space_, observations.points(observations.usable()));
  BoostedTrees::Settings drawn = settings;
  drawn.subsample = kRowShare;
  for (drawn.seed = 1; drawn.seed <= kRegressions; ++drawn.seed)
    rewards_.emplace_back(inputs, targets, drawn);
}

Eigen::VectorXd TreeModel::scores(const std::vector<Point>& points) const {
  if (points.empty()) return {};
  const Eigen::MatrixXd inputs = encode(space_, points);
  const auto n = static_cast<Eigen::Index>(points.size());
  Eigen::VectorXd sum = Eigen::VectorXd::Zero(n), squares = Eigen::VectorXd::Zero(n);
  for (const BoostedTrees& trees : rewards_) {
    const Eigen::VectorXd prediction = trees.predict(inputs);
    sum += prediction;
    squares += prediction.cwiseAbs2();
  }
  const Eigen::VectorXd probability = usable_.predict(inputs);
  Eigen::VectorXd result(n);
  for (Eigen::Index i = 0; i < n; ++i) {
    const double mean = sum[i] / kRegressions;
    const double variance = std::max(0.0, squares[i] / kRegressions - mean * mean);
    const double deviation = std::max(kLeastDeviation, std::sqrt(variance));
    result[i] = log_expected_improvement(mean, deviation, best_target_) +
                std::log(probability[i] + kLeastProbability);
  }
  return result;
}

}  // namespace apollo::optimizers
