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
  const auto& rows = observations.usable();
  const Eigen::MatrixXd inputs = encode(space_, observations.points(rows));
  BoostedTrees::Settings drawn = settings;
  drawn.subsample = kRowShare;
  const auto train = [&](const Eigen::VectorXd& targets) {
    std::vector<BoostedTrees>& regressions = rewards_.emplace_back();
    for (drawn.seed = 1; drawn.seed <= kRegressions; ++drawn.seed)
      regressions.emplace_back(inputs, targets, drawn);
  };
  if (observations.objectives() == 1) {
    const Eigen::VectorXd targets = warp(observations.rewards(rows));
    best_target_ = targets.maxCoeff();
    train(targets);
    return;
  }
  for (std::size_t k = 0; k < observations.objectives(); ++k) {
    log_targets_.push_back(log_targets(observations.values(rows, k)));
    train(log_targets_.back().targets);
  }
  improvement_.emplace(observations.front().values(), observations.objectives());
}

TreeModel::Prediction TreeModel::predict(std::size_t objective, const Eigen::MatrixXd& inputs) const {
  Eigen::VectorXd sum = Eigen::VectorXd::Zero(inputs.rows()), squares = sum;
  for (const BoostedTrees& trees : rewards_[objective]) {
    const Eigen::VectorXd prediction = trees.predict(inputs);
    sum += prediction;
    squares += prediction.cwiseAbs2();
  }
  Prediction result{sum / kRegressions, {}};
  const Eigen::ArrayXd variance = squares.array() / kRegressions - result.mean.array().square();
  result.deviation = variance.max(0).sqrt().max(kLeastDeviation);
  return result;
}

Eigen::VectorXd TreeModel::scores(const std::vector<Point>& points) const {
  if (points.empty()) return {};
  const Eigen::MatrixXd inputs = encode(space_, points);
  const auto n = static_cast<Eigen::Index>(points.size());
  std::vector<Prediction> predictions;
  for (std::size_t k = 0; k < rewards_.size(); ++k) predictions.push_back(predict(k, inputs));
  const Eigen::VectorXd probability = usable_.predict(inputs);
  Eigen::VectorXd result(n), log_mean(static_cast<Eigen::Index>(rewards_.size())), log_deviation = log_mean;
  for (Eigen::Index i = 0; i < n; ++i) {
    for (std::size_t k = 0; k < log_targets_.size(); ++k) {
      const auto row = static_cast<Eigen::Index>(k);
      log_mean[row] = log_targets_[k].mean + log_targets_[k].deviation * predictions[k].mean[i];
      log_deviation[row] = log_targets_[k].deviation * predictions[k].deviation[i];
    }
    const double improvement =
        improvement_
            ? improvement_->log_expected(log_mean, log_deviation)
            : log_expected_improvement(predictions[0].mean[i], predictions[0].deviation[i], best_target_);
    result[i] = improvement + std::log(probability[i] + kLeastProbability);
  }
  return result;
}

}  // namespace apollo::optimizers
