#include "optimizers/evolutionary.h"

#include <Eigen/Core>
#include <algorithm>

namespace apollo::optimizers {
namespace {

// How often a child that is not new is mutated further, before a uniform point takes its place.
// In a large space nearly every child is new. Not tuned.
constexpr int kMaxChildAttempts = 100;
constexpr int kAnyDistance = 1 << 20;  // more than a parameter has values

// With an expectation: trials after which it begins, children of which one is proposed, and the individuals
// that say whether it is right. Not tuned.
constexpr std::size_t kExpectedStart = 16, kScreened = 8, kLeastForeseen = 8;

}  // namespace

std::vector<Option> EvolutionarySearch::options() {
  return {
      {"population", "usable trials that may be parents; also the uniform trials at the start", 2, 10000, 100,
       true, "recalled setting of the Apollo study"},
      {"tournament", "individuals drawn for a tournament, whose fittest is a parent", 1, 100, 5, true,
       "tuned (docs/search.md)"},
      {"crossover", "probability of each gene to come from the second parent", 0, 1, 0.1, false,
       "recalled setting of the Apollo study"},
      {"mutation", "probability of each gene to get another value; a child that is not new gets one anyway",
       0, 1, 0.1, false, "one gene of ten (Muehlenbein 1992)"},
      {"by_age", "1: the oldest leaves the population; 0, or with several objectives: the least fit", 0, 1, 1,
       true, "Real et al. 2019"},
  };
}

EvolutionarySearch::EvolutionarySearch(const SearchSpace& space, std::uint64_t seed,
                                       const OptionValues& options)
    : PointwiseSearch(space, seed),
      capacity_(static_cast<std::size_t>(options.at("population"))),
      tournament_size_(static_cast<int>(options.at("tournament"))),
      crossover_rate_(options.at("crossover")),
      mutation_rate_(options.at("mutation")),
      by_age_(options.at("by_age") != 0) {}

std::optional<Point> EvolutionarySearch::next() {
  const std::size_t start = expectation_ ? std::min(kExpectedStart, capacity_) : capacity_;
  if (told_ >= start && !population_.empty()) {
    compare();
    Point child = is_foreseen() ? most_expected_child() : this->child();
    for (int attempt = 0; attempt < kMaxChildAttempts; ++attempt) {
      if (unseen().propose(child)) return child;
      step(generator(), space(), kAnyDistance, child);
    }
  }
  return unseen().take(generator());
}

Point EvolutionarySearch::child() {
  const Point& first = tournament(generator(), population_, tournament_size_).point;
  const Point& second = tournament(generator(), population_, tournament_size_).point;
  Point child = crossover(generator(), first, second, crossover_rate_);
  mutate(generator(), space(), mutation_rate_, child);
  return child;
}

Point EvolutionarySearch::most_expected_child() {
  std::vector<Point> children;
  for (std::size_t i = 0; i < kScreened; ++i) children.push_back(child());
  const Eigen::VectorXd expected = expectation_->of(children);
  std::size_t best = 0;
  for (std::size_t i = 0; i < kScreened; ++i)
    if (unseen().is_new(children[i]) &&
        (!unseen().is_new(children[best]) ||
         expected[static_cast<Eigen::Index>(i)] > expected[static_cast<Eigen::Index>(best)]))
      best = i;
  return children[best];
}

bool EvolutionarySearch::is_foreseen() {
  if (!expectation_ || population_.size() < kLeastForeseen) return false;
  if (is_foreseen_) return *is_foreseen_;
  std::vector<Point> points;
  for (const Individual& individual : population_) points.push_back(individual.point);
  const Eigen::VectorXd expected = expectation_->of(points);
  // Kendall's tau is above 0: more pairs are in the expected order than in the other.
  int order = 0;
  for (std::size_t i = 0; i < points.size(); ++i)
    for (std::size_t j = 0; j < i; ++j) {
      const double by_reward = population_[i].fitness - population_[j].fitness;
      const double as_expected =
          expected[static_cast<Eigen::Index>(i)] - expected[static_cast<Eigen::Index>(j)];
      order += (by_reward * as_expected > 0) - (by_reward * as_expected < 0);
    }
  is_foreseen_ = order > 0;
  return *is_foreseen_;
}

void EvolutionarySearch::learn(const Trial& trial) {
  ++told_;
  is_foreseen_.reset();
  if (!trial.usable()) return;
  population_.push_back({trial.point, trial.reward});
  const bool has_several = !trial.values.empty();
  if (has_several) values_.push_back(trial.values);
  is_compared_ = !has_several;
  if (population_.size() <= capacity_) return;
  compare();
  const auto less_fit = [](const Individual& a, const Individual& b) { return a.fitness < b.fitness; };
  const auto leaves = by_age_ && !has_several
                          ? population_.begin()
                          : std::min_element(population_.begin(), population_.end(), less_fit);
  if (has_several) values_.erase(values_.begin() + (leaves - population_.begin()));
  population_.erase(leaves);
}

void EvolutionarySearch::compare() {
  if (is_compared_) return;
  const std::vector<double> fitness = crowded_fitness(values_);
  for (std::size_t i = 0; i < fitness.size(); ++i) population_[i].fitness = fitness[i];
  is_compared_ = true;
}

}  // namespace apollo::optimizers
