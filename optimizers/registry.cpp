#include "optimizers/registry.h"

#include <algorithm>
#include <stdexcept>

#include "optimizers/bayesian.h"
#include "optimizers/evolutionary.h"
#include "optimizers/local_search.h"
#include "optimizers/p3bo.h"
#include "optimizers/random.h"

namespace apollo::optimizers {
const std::vector<Strategy>& strategies() {
  static const std::vector<Strategy> table = {
      strategy_row<RandomSearch>("random", "uniform over the points not tried yet"),
      strategy_row<LocalSearch>("local",
                                "moves of one and two parameters from a point to better ones, and restarts"),
      strategy_row<EvolutionarySearch>(
          "evolutionary", "tournaments, crossover and mutation over the genome of value indices"),
      strategy_row<BayesianSearch>(
          "bayesian", "Gaussian processes of reward and feasibility, expected improvement in a trust region"),
      strategy_row<P3boSearch>("p3bo",
                               "ensemble of evolution, Gaussian processes, boosted trees and local search "
                               "that exchange all trials; members evolve"),
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
  throw std::invalid_argument("optimizer is \"" + name + "\"; must be one of: " + listed_names(strategies()));
}

}  // namespace apollo::optimizers
