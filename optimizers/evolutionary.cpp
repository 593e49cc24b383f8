#include "optimizers/evolutionary.h"

#include <algorithm>

namespace apollo::optimizers {
namespace {

// How often a child that is not new is mutated further, before a uniform point takes its place.
constexpr int max_attempts = 100;
constexpr int any_distance = 1 << 20;  // more than a parameter has values

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
      {"by_age", "1: the oldest leaves the population; 0: the least fit", 0, 1, 1, true, "Real et al. 2019"},
  };
}

EvolutionarySearch::EvolutionarySearch(const SearchSpace& space, std::uint64_t seed,
                                       const OptionValues& options)
    : space_(space),
      generator_(seed),
      unseen_(space),
      capacity_(static_cast<std::size_t>(options.at("population"))),
      tournament_size_(static_cast<int>(options.at("tournament"))),
      crossover_rate_(options.at("crossover")),
      mutation_rate_(options.at("mutation")),
      by_age_(options.at("by_age") != 0) {}

std::vector<Point> EvolutionarySearch::ask(int count) {
  std::vector<Point> points;
  fill(static_cast<std::size_t>(count), points, [&] { return propose(); });
  return points;
}

std::optional<Point> EvolutionarySearch::propose() {
  if (told_ >= capacity_ && !population_.empty()) {
    const Point& first = tournament(generator_, population_, tournament_size_).point;
    const Point& second = tournament(generator_, population_, tournament_size_).point;
    Point child = crossover(generator_, first, second, crossover_rate_);
    mutate(generator_, space_, mutation_rate_, child);
    for (int attempt = 0; attempt < max_attempts; ++attempt) {
      if (unseen_.propose(child)) return child;
      step(generator_, space_, any_distance, child);
    }
  }
  return unseen_.take(generator_);
}

void EvolutionarySearch::tell(const std::vector<Trial>& trials) {
  for (const Trial& trial : trials) {
    unseen_.see(trial.point);
    ++told_;
    if (!trial.usable()) continue;
    population_.push_back({trial.point, trial.reward});
    if (population_.size() <= capacity_) continue;
    const auto less_fit = [](const Individual& a, const Individual& b) { return a.fitness < b.fitness; };
    population_.erase(by_age_ ? population_.begin()
                              : std::min_element(population_.begin(), population_.end(), less_fit));
  }
}

}  // namespace apollo::optimizers
