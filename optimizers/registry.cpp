#include "optimizers/registry.h"

#include <algorithm>
#include <stdexcept>

#include "optimizers/bayesian.h"
#include "optimizers/evolutionary.h"
#include "optimizers/p3bo.h"
#include "optimizers/random.h"

namespace apollo::optimizers {
namespace {

template <class T>
std::unique_ptr<Optimizer> create(const SearchSpace& space, std::uint64_t seed, const OptionValues& options) {
  return std::make_unique<T>(space, seed, options);
}

}  // namespace

const std::vector<Strategy>& strategies() {
  static const std::vector<Strategy> table = {
      {"random", "uniform over the points not tried yet", RandomSearch::options(), create<RandomSearch>},
      {"evolutionary", "tournaments, crossover and mutation over the genome of value indices",
       EvolutionarySearch::options(), create<EvolutionarySearch>},
      {"bayesian", "Gaussian processes of reward and feasibility, expected improvement in a trust region",
       BayesianSearch::options(), create<BayesianSearch>},
      {"p3bo",
       "ensemble of the above, boosted trees and local search that exchange all trials; members evolve",
       P3boSearch::options(), create<P3boSearch>},
  };
  return table;
}

const Strategy* find_strategy(const std::string& name) {
  const auto& table = strategies();
  const auto row =
      std::find_if(table.begin(), table.end(), [&](const Strategy& s) { return s.name == name; });
  return row == table.end() ? nullptr : &*row;
}

std::unique_ptr<Optimizer> make_optimizer(const std::string& name, const SearchSpace& space,
                                          std::uint64_t seed, const OptionValues& options) {
  if (const Strategy* strategy = find_strategy(name)) {
    return strategy->create(space, seed, complete(options, strategy->options));
  }
  std::string names;
  for (const Strategy& strategy : strategies()) names += (names.empty() ? "" : ", ") + strategy.name;
  throw std::invalid_argument("optimizer is \"" + name + "\"; must be one of: " + names);
}

}  // namespace apollo::optimizers
