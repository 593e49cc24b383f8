#pragma once
#include <pybind11/pybind11.h>

#include <memory>
#include <string>

#include "apollo/designs/design.h"

namespace apollo::python {

// What a design is worth, and the design.
struct Evaluation {
  designs::Design design;
  designs::Evaluation evaluation;
  std::string reward_unit;
};

void bind_evaluation(pybind11::module_& module);

}  // namespace apollo::python
