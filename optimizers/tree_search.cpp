#include "optimizers/tree_search.h"

#include <algorithm>
#include <numeric>

#include "optimizers/genome.h"

namespace apollo::optimizers {
namespace {

// The constants here were chosen with the strategy on the problems of docs/search.md, and not varied on their
// own.

// Beyond 25 times `refit` trials, models are trained again after 4 % more.
constexpr std::size_t kRefitShare = 25;
// Parents, the best usable trials, and the children that are drawn per ask.
constexpr std::size_t kElites = 48, kCandidates = 600;
constexpr int kTournamentSize = 3;
constexpr double kCrossoverRate = 0.3;

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

std::vector<Point> TreeSearch::propose(int count, const std::vector<Point>& pending) {
  for (const Point& point : pending) unseen_.see(point);
  std::vector<Point> points;
  const auto wanted = static_cast<std::size_t>(count);
  if (observations_.size() >= initial_ && !observations_.usable().empty()) {
    train_if_due();
    const std::vector<Point> children = offspring();
    const Eigen::VectorXd score = model_->scores(children);
    std::vector<std::size_t> order(children.size());
    std::iota(order.begin(), order.end(), std::size_t{0});
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

void TreeSearch::train_if_due() {
  const std::size_t trained_on = model_ ? model_->observations() : 0;
  if (model_ && observations_.size() < trained_on + std::max(refit_, trained_on / kRefitShare)) return;
  model_.emplace(space_, settings_, observations_);
}

// New points from crossover, mutation and steps of the best usable trials: of several objectives, the
// front's.
std::vector<Point> TreeSearch::offspring() {
  std::vector<Individual> parents;
  if (observations_.objectives() > 1) {
    const std::vector<double> fitness = crowded_fitness(observations_.front().values());
    for (const ParetoFront::Member& member : observations_.front().members())
      parents.push_back(
          {observations_[static_cast<std::size_t>(member.number)].point, fitness[parents.size()]});
  } else {
    for (const std::size_t i : observations_.usable())
      parents.push_back({observations_[i].point, observations_[i].reward});
  }
  const std::size_t kept = std::min(kElites, parents.size());
  std::stable_sort(parents.begin(), parents.end(),
                   [](const Individual& a, const Individual& b) { return a.fitness > b.fitness; });
  parents.resize(kept);
  std::vector<Point> children;
  PointSet known;
  for (std::size_t i = 0; i < kCandidates; ++i) {
    const Point& first = tournament(generator_, parents, kTournamentSize).point;
    const Point& second = tournament(generator_, parents, kTournamentSize).point;
    Point child = crossover(generator_, first, second, kCrossoverRate);
    if (i % 2 == 0) mutate(generator_, space_, mutation_rate_, child);
    if (i % 3 != 0) step(generator_, space_, 1, child);
    if (unseen_.is_new(child) && known.insert(child).second) children.push_back(std::move(child));
  }
  return children;
}

void TreeSearch::tell(const std::vector<Trial>& trials) {
  for (const Trial& trial : trials) {
    unseen_.see(trial.point);
    observations_.add(trial);
  }
}

}  // namespace apollo::optimizers
