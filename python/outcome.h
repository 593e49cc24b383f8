#pragma once
#include <pybind11/pybind11.h>

#include <string>
#include <vector>

#include "optimizers/trial.h"

namespace apollo::python {

// What Optimizer.tell() is told of a configuration, as a trial without number and point. `objectives`: in the
// order of the values; of the first outcome that has several. ConfigError, which begins with `where`.
optimizers::Trial trial_of(pybind11::handle outcome, const std::string& where,
                           std::vector<std::string>& objectives);

}  // namespace apollo::python
