#include "python/evaluation.h"

#include <cmath>

#include "apollo/designs/evaluation_json.h"
#include "apollo/designs/number_text.h"
#include "python/json_conversion.h"

namespace apollo::python {
namespace {

namespace py = pybind11;

nlohmann::ordered_json json_of(const Evaluation& e) { return designs::to_json(e.evaluation, e.reward_unit); }

py::object reward_of(const Evaluation& e) {
  return std::isnan(e.evaluation.reward) ? py::object(py::none()) : py::float_(e.evaluation.reward);
}

py::dict rewards_of(const Evaluation& e) {
  py::dict rewards;
  for (const auto& [objective, reward] : e.evaluation.rewards) rewards[text(objective)] = reward;
  return rewards;
}

py::object infeasible_of(const Evaluation& e) {
  if (!e.evaluation.infeasible) return py::none();
  const auto result =
      py::reinterpret_steal<py::dict>(to_python(designs::to_json(e.evaluation.infeasible)).release());
  result["workload"] = text(e.evaluation.infeasible_workload);
  return result;
}

py::object configuration_of(const Evaluation& e) {
  return to_python(designs::configuration_of(e.design, e.design.accelerator, {}));
}

std::string evaluation_text(const Evaluation& e) {
  const std::string area = designs::significant(e.evaluation.area_mm2.total()) + " mm2";
  if (e.evaluation.infeasible)
    return "<apollo.Evaluation infeasible: " + std::string(to_string(e.evaluation.infeasible->reason)) +
           ", " + area + ">";
  const std::string reward =
      std::isnan(e.evaluation.reward)
          ? "no reward"
          : "reward " + designs::significant(e.evaluation.reward) + " " + e.reward_unit;
  return "<apollo.Evaluation " + reward + ", " + area + ">";
}

}  // namespace

void bind_evaluation(py::module_& module) {
  py::class_<Evaluation>(module, "Evaluation", "What a design is worth on the networks of its Evaluator.")
      .def_property_readonly(
          "feasible", [](const Evaluation& e) { return e.evaluation.feasible; },
          "Whether the design runs all networks within the limits.")
      .def_property_readonly(
          "reward", &reward_of,
          "To be maximised, in reward_unit; 0 if infeasible, None if the baseline runs not "
          "all networks.")
      .def_property_readonly(
          "reward_unit", [](const Evaluation& e) { return text(e.reward_unit); },
          "\"x baseline\", or the objective's unit if there is no baseline.")
      .def_property_readonly("rewards", &rewards_of,
                             "Of several objectives the reward by each; otherwise empty.")
      .def_property_readonly(
          "area_mm2", [](const Evaluation& e) { return e.evaluation.area_mm2.total(); },
          "Area of the chip in mm2.")
      .def_property_readonly("infeasible", &infeasible_of,
                             "None, or a dict: reason, workload, layer, needed and available: of area and "
                             "reticle in mm2, of latency in ms, of power in W, of instruction_memory in "
                             "entries, of the other memories in bytes.")
      .def_property_readonly(
          "workloads", [](const Evaluation& e) { return to_python(json_of(e).at("workloads")); },
          "A list of dicts, one for each network up to the first infeasible one: name, cycles, "
          "latency_ms, throughput_per_s, energy_mj, power_w, utilization (0 to 1), ... Of these, "
          "layers, bound and cycle_parts are filled with layers=True alone.")
      .def_property_readonly("configuration", &configuration_of,
                             "The design, as a configuration file holds it.")
      .def(
          "to_dict", [](const Evaluation& e) { return to_python(json_of(e)); },
          "As `apollo evaluate --json` prints it.")
      .def("__repr__", &evaluation_text);
}

}  // namespace apollo::python
