#include "python/space.h"

#include <algorithm>

#include "apollo/study/space_json.h"
#include "files/config_error.h"
#include "files/json_file.h"
#include "python/json_conversion.h"

namespace apollo::python {
namespace {

namespace py = pybind11;
using optimizers::Parameter;

std::string repr_of(py::handle value) { return files::printable(py::repr(value).cast<std::string>(), 60); }

py::list values_of(const Parameter& parameter) {
  py::list values;
  for (int i = 0; i < parameter.size(); ++i) values.append(to_python(study::value_of(parameter, i)));
  return values;
}

py::list parameters_of(const Space& space) {
  py::list list;
  for (const Parameter& parameter : space.space.parameters()) {
    py::dict row;
    row["name"] = text(parameter.name);
    row["kind"] = parameter.kind == Parameter::Kind::categorical ? "categorical" : "ordinal";
    row["values"] = values_of(parameter);
    list.append(row);
  }
  return list;
}

std::string space_text(const Space& space) {
  const auto size = space.space.size();
  return "<apollo.Space " + space.name + ": " + std::to_string(space.space.dimensions()) + " parameters, " +
         (size ? std::to_string(*size) : "more than 2^64") + " points>";
}

}  // namespace

Space make_space(py::handle source) {
  if (py::isinstance<Space>(source)) return source.cast<Space>();
  const nlohmann::json json = to_json(source, "apollo.Space");
  if (json.is_string()) return {study::read_space(json.get<std::string>()), json.get<std::string>()};
  if (!json.is_object())
    throw files::ConfigError("apollo.Space: source is " + repr_of(source) +
                             "; must be a name, a file or a dict with \"parameters\"");
  return {study::parse_space(files::JsonObject(json, "apollo.Space")), "space"};
}

Configurations::Configurations(const optimizers::SearchSpace& space) {
  for (const Parameter& parameter : space.parameters()) {
    Values& values = parameters_.emplace_back();
    values.name = text(parameter.name);
    for (int i = 0; i < parameter.size(); ++i) {
      values.values.push_back(to_python(study::value_of(parameter, i)));
      if (parameter.numbers.empty()) {
        values.texts[parameter.texts[static_cast<std::size_t>(i)]] = i;
      } else {
        values.numbers[parameter.numbers[static_cast<std::size_t>(i)]] = i;
      }
    }
  }
}

py::dict Configurations::dict_of(const optimizers::Point& point) const {
  py::dict dict;
  for (std::size_t i = 0; i < point.size(); ++i)
    dict[parameters_[i].name] = parameters_[i].values[static_cast<std::size_t>(point[i])];
  return dict;
}

int Configurations::Values::index_of(py::handle value) const {
  if (py::isinstance<py::str>(value)) {
    const auto found = texts.find(value.cast<std::string>());
    return found == texts.end() ? -1 : found->second;
  }
  const double number = PyFloat_AsDouble(value.ptr());
  if (PyErr_Occurred()) {
    PyErr_Clear();
    return -1;
  }
  const auto found = numbers.find(number);
  return found == numbers.end() ? -1 : found->second;
}

optimizers::Point Configurations::point_of(py::handle configuration, const std::string& where) const {
  if (!py::isinstance<py::dict>(configuration))
    throw files::ConfigError(where + " is " + repr_of(configuration) + "; must be a dict {parameter: value}");
  const auto dict = py::reinterpret_borrow<py::dict>(configuration);
  optimizers::Point point;
  for (const Values& parameter : parameters_) {
    const auto name = parameter.name.cast<std::string>();
    if (!dict.contains(parameter.name))
      throw files::ConfigError(where + " lacks " + name + "; must have a value for each parameter");
    const py::object value = dict[parameter.name];
    point.push_back(parameter.index_of(value));
    if (point.back() < 0)
      throw files::ConfigError(where + ": " + name + " is " + repr_of(value) +
                               "; must be one of the values of the space");
  }
  if (dict.size() == parameters_.size()) return point;
  for (const auto& item : dict) {
    const bool is_known = std::any_of(parameters_.begin(), parameters_.end(),
                                      [&](const Values& p) { return p.name.equal(item.first); });
    if (!is_known)
      throw files::ConfigError(where + " has " + repr_of(item.first) +
                               ", which is no parameter of the space");
  }
  return point;
}

void bind_space(py::module_& module) {
  py::class_<Space>(module, "Space", "The configurations that a search may propose.")
      .def(py::init(&make_space), py::arg("source"),
           "A built-in space by its name (apollo.space_names()), that of a file, or of a dict as the file "
           "holds "
           "it:\n{\"parameters\": [{\"name\": ..., \"values\": [...]}], \"require\": [...]}.")
      .def_property_readonly("parameters", &parameters_of,
                             "A list of dicts: name, kind (\"ordinal\" or \"categorical\"), values.")
      .def_property_readonly(
          "conditions", [](const Space& s) { return to_python(nlohmann::json(s.space.conditions())); },
          "The conditions between parameters that a point has to keep, as texts.")
      .def_property_readonly(
          "size",
          [](const Space& s) { return s.space.size() ? py::object(py::int_(*s.space.size())) : py::none(); },
          "Number of points, those that break a condition included; None if it exceeds 64 bits.")
      .def(
          "to_dict", [](const Space& s) { return to_python(study::to_json(s.space)); }, "As a file holds it.")
      .def(
          "__eq__", [](const Space& a, const Space& b) { return a.space == b.space; }, py::is_operator())
      .def("__repr__", &space_text);
  module.def("space_names", &study::space_names, "Names of the built-in spaces.");
}

}  // namespace apollo::python
