#include "optimizers/tree_search.h"

#include <algorithm>
#include <cmath>
#include <numeric>

#include "optimizers/acquisition.h"
#include "optimizers/encoding.h"

namespace apollo::optimizers {
namespace {

constexpr int regressions = 4;
// Beyond 800 trials, models are trained again after 2 % more: the cost grows with the trials, their news
// does not.
constexpr std::size_t refit_share = 50;
constexpr double row_share = 0.8;  // of the rows and columns, drawn for each tree
constexpr std::size_t elites = 48, candidates = 600;
constexpr int tournament_size = 3;
constexpr double crossover_rate = 0.3;
constexpr double least_deviation = 0.1;  // of a prediction, in deviations of the rewards

}  // namespace

std::vector<Option> TreeSearch::options() {
  return {
      {"initial", "uniform trials before the models are used", 1, 10000, 20, true,
       "twice the published space's parameters"},
      {"refit", "new trials after which the models are trained again", 1, 10000, 16, true, "a batch"},
      {"trees", "trees per model", 1, 1000, 50, true, "tuned (docs/search.md), for time"},
      {"depth", "depth of a tree", 1, 12, 5, true, "XGBoost's default, less one"},
      {"rate", "learning rate", 0.01, 1, 0.15, false, "tuned for the number of trees"},
      {"mutation", "probability of each gene of a candidate to get another value", 0, 1, 0.15, false,
       "tuned (docs/search.md)"},
  };
}

TreeSearch::TreeSearch(const SearchSpace& space, std::uint64_t seed, const OptionValues& options)
    : space_(space),
      generator_(seed),
      unseen_(space),
      initial_(static_cast<std::size_t>(options.at("initial"))),
      refit_(static_cast<std::size_t>(options.at("refit"))),
      mutation_rate_(options.at("mutation")) {
  settings_.trees = static_cast<int>(options.at("trees"));
  settings_.depth = static_cast<int>(options.at("depth"));
  settings_.learning_rate = options.at("rate");
}

std::vector<Point> TreeSearch::ask(int count) {
  std::vector<Point> points;
  const auto wanted = static_cast<std::size_t>(count);
  if (observations_.size() >= initial_ && !observations_.usable().empty()) {
    if (!usable_ || observations_.size() >= trained_on_ + std::max(refit_, trained_on_ / refit_share))
      train();
    const std::vector<Point> children = offspring();
    const Eigen::VectorXd score = scores(children);
    std::vector<std::size_t> order(children.size());
    std::iota(order.begin(), order.end(), 0);
    std::stable_sort(order.begin(), order.end(), [&](std::size_t a, std::size_t b) {
      return score[static_cast<Eigen::Index>(a)] > score[static_cast<Eigen::Index>(b)];
    });
    for (std::size_t i = 0; i < order.size() && points.size() < wanted; ++i) {
      unseen_.see(children[order[i]]);
      points.push_back(children[order[i]]);
    }
  }
  fill(wanted, points, [&] { return unseen_.take(generator_); });
  return points;
}

// New points from crossover, mutation and steps of the best usable trials.
std::vector<Point> TreeSearch::offspring() {
  std::vector<Individual> parents;
  for (const std::size_t i : observations_.usable())
    parents.push_back({observations_[i].point, observations_[i].reward});
  const std::size_t kept = std::min(elites, parents.size());
  std::stable_sort(parents.begin(), parents.end(),
                   [](const Individual& a, const Individual& b) { return a.fitness > b.fitness; });
  parents.resize(kept);
  std::vector<Point> children;
  PointSet known;
  for (std::size_t i = 0; i < candidates; ++i) {
    const Point& first = tournament(generator_, parents, tournament_size).point;
    const Point& second = tournament(generator_, parents, tournament_size).point;
    Point child = crossover(generator_, first, second, crossover_rate);
    if (i % 2 == 0) mutate(generator_, space_, mutation_rate_, child);
    if (i % 3 != 0) step(generator_, space_, 1, child);
    if (unseen_.is_new(child) && known.insert(child).second) children.push_back(std::move(child));
  }
  return children;
}

void TreeSearch::train() {
  std::vector<Point> points, usable_points;
  Eigen::VectorXd labels(observations_.size()), rewards(observations_.usable().size());
  for (std::size_t i = 0; i < observations_.size(); ++i) {
    points.push_back(observations_[i].point);
    labels[static_cast<Eigen::Index>(i)] = observations_[i].usable() ? 1 : 0;
  }
  for (const std::size_t i : observations_.usable()) {
    rewards[static_cast<Eigen::Index>(usable_points.size())] = observations_[i].reward;
    usable_points.push_back(observations_[i].point);
  }
  const Eigen::VectorXd targets = warp(rewards);
  best_target_ = targets.maxCoeff();
  const Eigen::MatrixXd inputs = encode(space_, usable_points);
  rewards_.clear();
  BoostedTrees::Settings settings = settings_;
  settings.subsample = row_share;
  for (settings.seed = 1; settings.seed <= regressions; ++settings.seed) {
    rewards_.emplace_back(inputs, targets, settings);
  }
  settings = settings_;
  settings.objective = "binary:logistic";
  usable_.reset();
  usable_.emplace(encode(space_, points), labels, settings);
  trained_on_ = observations_.size();
}

Eigen::VectorXd TreeSearch::scores(const std::vector<Point>& points) const {
  if (points.empty()) return {};
  const Eigen::MatrixXd inputs = encode(space_, points);
  const auto n = static_cast<Eigen::Index>(points.size());
  Eigen::VectorXd sum = Eigen::VectorXd::Zero(n), squares = Eigen::VectorXd::Zero(n);
  for (const BoostedTrees& trees : rewards_) {
    const Eigen::VectorXd prediction = trees.predict(inputs);
    sum += prediction;
    squares += prediction.cwiseAbs2();
  }
  const Eigen::VectorXd probability = usable_->predict(inputs);
  Eigen::VectorXd result(n);
  for (Eigen::Index i = 0; i < n; ++i) {
    const double mean = sum[i] / regressions;
    const double variance = std::max(0.0, squares[i] / regressions - mean * mean);
    const double deviation = std::max(least_deviation, std::sqrt(variance));
    result[i] = log_expected_improvement(mean, deviation, best_target_) + std::log(probability[i] + 1e-9);
  }
  return result;
}

void TreeSearch::tell(const std::vector<Trial>& trials) {
  for (const Trial& trial : trials) {
    unseen_.see(trial.point);
    observations_.add(trial);
  }
}

}  // namespace apollo::optimizers
