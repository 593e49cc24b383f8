#include "python/evaluator.h"

#include <pybind11/stl.h>

#include "apollo/designs/number_text.h"
#include "apollo/designs/scoring_request.h"
#include "files/config_error.h"
#include "processes/workers.h"
#include "python/interruptible.h"
#include "python/json_conversion.h"
#include "python/network.h"

namespace apollo::python {
namespace {

namespace py = pybind11;
using nlohmann::json;

constexpr char kEvaluatorName[] = "apollo.Evaluator";

std::string shown(const json& value) {
  return files::printable(value.dump(-1, ' ', false, json::error_handler_t::replace), 60);
}

std::vector<std::string> network_names(const Evaluator& evaluator) {
  std::vector<std::string> names;
  for (const auto& network : evaluator.scoring().networks) names.push_back(network.network);
  return names;
}

py::object baseline_of(const Evaluator& evaluator) {
  const designs::Design baseline = baseline_design(evaluator.scoring());
  return to_python(configuration_of(baseline, baseline.accelerator, {}));
}

py::object baseline_failure(const Evaluator& evaluator) {
  const auto& failure = evaluator.designs().baseline_failure();
  return failure ? py::object(text(*failure)) : py::none();
}

}  // namespace

Evaluator::Evaluator(py::handle arguments, py::handle networks) {
  const json given = to_json(arguments, kEvaluatorName);
  std::vector<workloads::Network> all;
  for (const py::handle network : networks) all.push_back(network.cast<const Network&>().network);
  files::JsonObject root(given, kEvaluatorName);
  designs::ScoringRequest request = designs::parse_scoring_request(root);
  if (root.has("constraints")) options_.constraints = designs::parse_constraints(root.object("constraints"));
  root.reject_unknown_keys();
  const py::gil_scoped_release release;
  scoring_ = designs::complete(std::move(request), kEvaluatorName, all);
  base_ = default_design(scoring_);
  options_ = options_of(scoring_, options_.constraints);
  designs_.emplace(designs::evaluator_of(scoring_, std::move(all), kEvaluatorName));
  reward_unit_ = designs::reward_unit(scoring_);
}

designs::Design Evaluator::design_of(py::handle configuration, const std::string& where) const {
  json values = to_json(configuration, where);
  std::string file = where;
  if (values.is_string()) {
    file = values.get<std::string>();
    values = files::parse_json(files::read_text_file(file), file);
  }
  if (!values.is_object())
    throw files::ConfigError(where + " is " + shown(values) + "; must be a dict, or the path of a file");
  const designs::Design design = with_values(base_, values, file);
  designs::check_clock(design.accelerator, design.technology.coefficients(file), file);
  return design;
}

Evaluation Evaluator::evaluation_of(const designs::Design& design, bool layers) const {
  designs::EvaluationOptions options = options_;
  options.layers = layers;
  return {design, designs::evaluate(design, *designs_, options), reward_unit_};
}

Evaluation Evaluator::evaluate(py::handle configuration, bool layers) const {
  const designs::Design design = design_of(configuration, "configuration");
  const py::gil_scoped_release release;
  return evaluation_of(design, layers);
}

std::vector<Evaluation> Evaluator::evaluate_many(const py::iterable& configurations, int threads,
                                                 bool layers) const {
  if (threads < 1 || threads > 1024)
    throw files::ConfigError("threads is " + std::to_string(threads) + "; must be an integer from 1 to 1024");
  std::vector<designs::Design> designs;
  for (const py::handle configuration : configurations)
    designs.push_back(design_of(configuration, "configurations[" + std::to_string(designs.size()) + "]"));
  std::vector<Evaluation> evaluations(designs.size());
  std::atomic<bool> stop{false};
  const auto work = [&] {
    processes::run_in_parallel(
        static_cast<int>(designs.size()), threads,
        [&](int i) {
          const auto at = static_cast<std::size_t>(i);
          evaluations[at] = evaluation_of(designs[at], layers);
        },
        &stop);
  };
  run_interruptible(work, stop);
  return evaluations;
}

void bind_evaluator(py::module_& module) {
  py::class_<Evaluator>(module, "Evaluator")
      .def(py::init<py::handle, py::handle>(), py::arg("arguments"), py::arg("networks"))
      .def("evaluate", &Evaluator::evaluate, py::arg("configuration"), py::arg("layers") = false)
      .def("evaluate_many", &Evaluator::evaluate_many, py::arg("configurations"), py::arg("threads"),
           py::arg("layers") = false)
      .def_property_readonly("networks", &network_names, "Names of the networks that designs are scored on.")
      .def_property_readonly(
          "reward_unit", [](const Evaluator& e) { return reward_unit(e.scoring()); },
          "\"x baseline\", or the objective's unit if there is no baseline.")
      .def_property_readonly(
          "baseline", &baseline_of,
          "The configuration that has what others leave out; it scores 1 unless there is none.")
      .def_property_readonly("baseline_failure", &baseline_failure,
                             "Why the baseline scores nothing: what it cannot run; None if it does.");
}

}  // namespace apollo::python
