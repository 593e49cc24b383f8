#pragma once
#include <pybind11/pybind11.h>

#include <nlohmann/json.hpp>
#include <string>

namespace apollo::python {

// None, bool, numbers, str, os.PathLike (as its path), lists and tuples, dicts with str keys, NumPy's
// scalars. ConfigError, which begins with `where` the value is from, for anything else, for integers beyond
// 64 bits and for nesting deeper than 64.
nlohmann::json to_json(pybind11::handle value, const std::string& where);

pybind11::object to_python(const nlohmann::json& json);
pybind11::object to_python(const nlohmann::ordered_json& json);

// Foreign bytes as a str.
pybind11::str text(const std::string& bytes);

}  // namespace apollo::python
