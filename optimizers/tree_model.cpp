#include "optimizers/tree_model.h"

#include <algorithm>
#include <cmath>

#include "optimizers/acquisition.h"
#include "optimizers/encoding.h"

namespace apollo::optimizers {
namespace {

// The constants here were chosen with the strategy on the problems of docs/search.md, and not varied on their
// own.
constexpr int kRegressions = 3;
constexpr int kMostColumns = 16;        // of a parameter that have columns of their own
constexpr std::size_t kMostRows = 640;  // per model
// Of the rows and columns, drawn for each tree.
constexpr double kRowShare = 0.8;
// Of a prediction, in deviations of the rewards: regressions that agree by chance are not certain.
constexpr double kLeastDeviation = 0.1;
// Added to a probability, whose logarithm is then finite.
constexpr double kLeastProbability = 1e-9;

// Categories have no order for trees to cut: a column for each, 0 or 1, unless there are many.
Eigen::MatrixXd tree_inputs(const SearchSpace& space, const std::vector<Point>& points) {
  const Eigen::MatrixXd encoded = encode(space, points);
  std::vector<Eigen::VectorXd> columns;
  for (int p = 0; p < space.dimensions(); ++p) {
    const Parameter& parameter = space.parameters()[static_cast<std::size_t>(p)];
    if (parameter.kind == Parameter::Kind::ordinal || parameter.size() > kMostColumns) {
      columns.push_back(encoded.col(p));
      continue;
    }
    for (int value = 0; value < parameter.size(); ++value)
      columns.push_back((encoded.col(p).array() == value).cast<double>());
  }
  Eigen::MatrixXd inputs(encoded.rows(), static_cast<Eigen::Index>(columns.size()));
  for (std::size_t i = 0; i < columns.size(); ++i) inputs.col(static_cast<Eigen::Index>(i)) = columns[i];
  return inputs;
}

// The rows that trees are trained on: the half of kMostRows with the highest rank, the others evenly spread
// over the rest. `ranked`: by falling rank.
std::vector<std::size_t> spread(const std::vector<std::size_t>& ranked) {
  if (ranked.size() <= kMostRows) return ranked;
  const std::size_t first = kMostRows / 2, others = kMostRows - first, rest = ranked.size() - first;
  std::vector<std::size_t> rows(ranked.begin(), ranked.begin() + static_cast<std::ptrdiff_t>(first));
  for (std::size_t i = 0; i < others; ++i) rows.push_back(ranked[first + i * rest / others]);
  return rows;
}

// Of all trials the newest, which are where the search is.
std::vector<std::size_t> newest(const Observations& observations) {
  std::vector<std::size_t> rows = observations.all();
  std::reverse(rows.begin(), rows.end());
  return spread(rows);
}

// Of the usable trials the best.
std::vector<std::size_t> best(const Observations& observations) {
  std::vector<std::size_t> rows = observations.usable();
  std::stable_sort(rows.begin(), rows.end(), [&](std::size_t a, std::size_t b) {
    return observations[a].reward > observations[b].reward;
  });
  return spread(rows);
}

BoostedTrees classify(const SearchSpace& space, BoostedTrees::Settings settings,
                      const Observations& observations) {
  settings.objective = "binary:logistic";
  const auto rows = newest(observations);
  return BoostedTrees(tree_inputs(space, observations.points(rows)), observations.labels(rows, 0), settings);
}

}  // namespace

TreeModel::TreeModel(const SearchSpace& space, const BoostedTrees::Settings& settings,
                     const Observations& observations)
    : space_(space), observations_(observations.size()), usable_(classify(space, settings, observations)) {
  const auto rows = best(observations);
  const Eigen::MatrixXd inputs = tree_inputs(space_, observations.points(rows));
  BoostedTrees::Settings drawn = settings;
  drawn.subsample = kRowShare;
  const auto train = [&](const Eigen::VectorXd& targets) {
    std::vector<BoostedTrees>& regressions = rewards_.emplace_back();
    for (drawn.seed = 1; drawn.seed <= kRegressions; ++drawn.seed)
      regressions.emplace_back(inputs, targets, drawn);
  };
  if (observations.objectives() == 1) {
    const Eigen::VectorXd targets = Warp(observations.rewards(rows), observations.lowest()).targets();
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
  const Eigen::MatrixXd inputs = tree_inputs(space_, points);
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
