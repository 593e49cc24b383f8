#pragma once
#include <cstdint>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "optimizers/optimizer.h"
#include "optimizers/options.h"

namespace apollo::optimizers {

// A row of the table of strategies, from which --help, error messages and the conformance tests are made.
struct Strategy {
  std::string name;             // unique in its table
  std::string help;             // one line
  std::vector<Option> options;  // its table of options, empty if it has none
  // Never null. `options` must be complete() for the row's options.
  std::unique_ptr<Optimizer> (*create)(const SearchSpace& space, std::uint64_t seed,
                                       const OptionValues& options);
};

// The row of a class T with static std::vector<Option> options() and a constructor from space, seed and
// complete option values.
template <class T>
Strategy strategy_row(std::string name, std::string help) {
  return {std::move(name), std::move(help), T::options(),
          [](const SearchSpace& space, std::uint64_t seed, const OptionValues& options)
              -> std::unique_ptr<Optimizer> { return std::make_unique<T>(space, seed, options); }};
}

// All strategies, in the order in which they are listed to users. The table is in registry.cpp.
const std::vector<Strategy>& strategies();

// The row of strategies() of this name; null if there is none.
const Strategy* find_strategy(const std::string& name);

// Creates a strategy of strategies() by name; `options` may leave out any. The optimizer keeps its own copy
// of the space. std::invalid_argument, one line that says what is allowed, if the name or an option is wrong.
std::unique_ptr<Optimizer> make_optimizer(const std::string& name, const SearchSpace& space,
                                          std::uint64_t seed, const OptionValues& options);

}  // namespace apollo::optimizers
