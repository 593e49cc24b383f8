#pragma once
#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "optimizers/optimizer.h"
#include "optimizers/options.h"

namespace apollo::optimizers {

// A row of the table of strategies, from which --help, error messages and the conformance tests are made.
struct Strategy {
  std::string name;
  std::string help;  // one line
  std::vector<Option> options;
  // `options` is complete (see complete()).
  std::unique_ptr<Optimizer> (*create)(const SearchSpace& space, std::uint64_t seed,
                                       const OptionValues& options);
};

// All strategies, in the order in which they are listed to users. The table is in registry.cpp.
const std::vector<Strategy>& strategies();

// Null if there is none of this name.
const Strategy* find_strategy(const std::string& name);

// Creates a strategy by name; `options` may leave out any. std::invalid_argument, one line, if the name or an
// option is wrong.
std::unique_ptr<Optimizer> make_optimizer(const std::string& name, const SearchSpace& space,
                                          std::uint64_t seed, const OptionValues& options);

}  // namespace apollo::optimizers
