#include "python/outcome.h"

#include <cmath>

#include "files/config_error.h"
#include "files/join.h"
#include "files/json_object.h"
#include "python/evaluation.h"
#include "python/json_conversion.h"

namespace apollo::python {
namespace {

namespace py = pybind11;
using optimizers::Trial;
using Rewards = std::vector<std::pair<std::string, double>>;

constexpr double kLargestReward = 1e300;

void set_values(const Rewards& rewards, const std::string& where, std::vector<std::string>& objectives,
                Trial& trial) {
  std::vector<std::string> names;
  for (const auto& [name, reward] : rewards) {
    names.push_back(name);
    trial.values.push_back(reward);
  }
  if (objectives.empty()) objectives = names;
  if (names != objectives)
    throw files::ConfigError(where + " has rewards by " +
                             (names.empty() ? "no objective" : files::join(names)) + "; must be by " +
                             files::join(objectives) + ", in that order");
}

Trial trial_of(const designs::Evaluation& evaluation, const std::string& where,
               std::vector<std::string>& objectives) {
  Trial trial;
  trial.feasible = evaluation.feasible && std::isfinite(evaluation.reward);
  trial.reward = trial.feasible ? evaluation.reward : 0;
  if (evaluation.infeasible) trial.reason = to_string(evaluation.infeasible->reason);
  if (trial.feasible) set_values(evaluation.rewards, where, objectives, trial);
  return trial;
}

// {"feasible": True, "reward": 1.2, "rewards": {"latency": 1.1, "area": 1.3}, "reason": "area"}
Trial trial_of(const py::dict& outcome, const std::string& where, std::vector<std::string>& objectives) {
  const nlohmann::json json = to_json(outcome, where);
  files::JsonObject object(json, where);
  Trial trial;
  trial.feasible = object.boolean("feasible", true);
  if (trial.feasible || object.has("reward"))
    trial.reward = object.number("reward", -kLargestReward, kLargestReward);
  trial.reason = object.text("reason", "");
  Rewards rewards;
  if (object.has("rewards")) {
    files::JsonObject values = object.object("rewards");
    for (const auto& item : outcome["rewards"].cast<py::dict>()) {  // in its own order
      const auto name = item.first.cast<std::string>();
      rewards.emplace_back(name, values.number(name, 0, kLargestReward));
    }
  }
  object.reject_unknown_keys("an outcome");
  if (trial.feasible) set_values(rewards, where, objectives, trial);
  return trial;
}

}  // namespace

Trial trial_of(py::handle outcome, const std::string& where, std::vector<std::string>& objectives) {
  if (outcome.is_none()) return {};
  if (py::isinstance<Evaluation>(outcome))
    return trial_of(outcome.cast<const Evaluation&>().evaluation, where, objectives);
  if (py::isinstance<py::dict>(outcome))
    return trial_of(py::reinterpret_borrow<py::dict>(outcome), where, objectives);
  Trial trial;
  trial.reward = PyFloat_AsDouble(outcome.ptr());
  if (PyErr_Occurred()) {
    PyErr_Clear();
    throw files::ConfigError(where + " is " + files::printable(py::repr(outcome).cast<std::string>(), 60) +
                             "; must be an Evaluation, a reward, None or a dict");
  }
  trial.feasible = std::isfinite(trial.reward);
  if (trial.feasible) set_values({}, where, objectives, trial);
  return trial;
}

}  // namespace apollo::python
