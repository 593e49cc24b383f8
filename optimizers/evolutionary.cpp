#include "optimizers/evolutionary.h"

#include <algorithm>

namespace apollo::optimizers {
namespace {

// How often a child that is not new is mutated further, before a uniform point takes its place.
// In a large space nearly every child is new. Not tuned.
constexpr int kMaxChildAttempts = 100;
constexpr int kAnyDistance = 1 << 20;  // more than a parameter has values

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

std::optional<Point> EvolutionarySearch::propose() {
  if (told_ >= capacity_ && !population_.empty()) {
    compare();
    const Point& first = tournament(generator(), population_, tournament_size_).point;
    const Point& second = tournament(generator(), population_, tournament_size_).point;
    Point child = crossover(generator(), first, second, crossover_rate_);
    mutate(generator(), space(), mutation_rate_, child);
    for (int attempt = 0; attempt < kMaxChildAttempts; ++attempt) {
      if (unseen().propose(child)) return child;
      step(generator(), space(), kAnyDistance, child);
    }
  }
  return unseen().take(generator());
}

void EvolutionarySearch::learn(const Trial& trial) {
  ++told_;
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
