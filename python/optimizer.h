#pragma once
#include <pybind11/pybind11.h>

#include <memory>
#include <mutex>
#include <string>
#include <vector>

#include "optimizers/optimizer.h"
#include "python/evaluator.h"
#include "python/space.h"

namespace apollo::python {

// A search strategy, asked and told by hand.
class Optimizer {
 public:
  // `evaluator` may be null: then the conditions of the space name its own parameters only. ConfigError.
  Optimizer(const std::string& strategy, pybind11::handle space, std::int64_t seed, pybind11::handle options,
            const Evaluator* evaluator);

  pybind11::list ask(int count);
  // ConfigError, and nothing of them is told, if one is no configuration or outcome.
  void tell(const pybind11::sequence& configurations, const pybind11::sequence& outcomes);
  std::vector<std::string> proposers() const;

  const std::string& strategy() const { return strategy_; }
  const Space& space() const { return space_; }

 private:
  std::string strategy_;
  Space space_;
  Configurations configurations_;
  mutable std::mutex mutex_;  // of the optimizer; taken without the interpreter's lock
  std::unique_ptr<optimizers::Optimizer> optimizer_;
  std::vector<std::string> objectives_;  // of the first outcome with rewards by several
  std::int64_t told_ = 0;                // trials
};

void bind_optimizer(pybind11::module_& module);

}  // namespace apollo::python
