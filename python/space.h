#pragma once
#include <pybind11/pybind11.h>

#include <map>
#include <string>
#include <variant>
#include <vector>

#include "optimizers/search_space.h"

namespace apollo::python {

struct Space {
  optimizers::SearchSpace space;
  std::string name;  // in messages
};

// A space by its built-in name or file, or of a dict (study/space_json.h). ConfigError.
Space make_space(pybind11::handle source);

// The points of a space as dicts {parameter: value}, and the other way round.
class Configurations {
 public:
  explicit Configurations(const optimizers::SearchSpace& space);

  pybind11::dict dict_of(const optimizers::Point& point) const;
  // ConfigError, which begins with `where`, unless the dict has one of its values for each parameter, and
  // nothing else.
  optimizers::Point point_of(pybind11::handle configuration, const std::string& where) const;

 private:
  struct Values {
    pybind11::str name;
    std::vector<pybind11::object> values;  // by index
    std::map<double, int> numbers;
    std::map<std::string, int> texts;

    // -1 if there is no such value.
    int index_of(pybind11::handle value) const;
  };
  std::vector<Values> parameters_;
};

void bind_space(pybind11::module_& module);

}  // namespace apollo::python
