#include "apollo/study/spec.h"

#include <limits>
#include <stdexcept>

#include "apollo/study/space_json.h"
#include "files/config_error.h"
#include "files/json_object.h"
#include "files/nearest.h"
#include "optimizers/registry.h"

namespace apollo::study {
namespace {

using files::JsonObject;
using nlohmann::json;
using nlohmann::ordered_json;

std::string to_string(AreaMode mode) { return mode == AreaMode::known ? "known" : "blackbox"; }

ordered_json as_json(const StudySpec& spec) {
  ordered_json result;
  result["space"] = to_json(spec.space);
  result["workloads"] = ordered_json::array();
  for (const auto& network : spec.workloads) result["workloads"].push_back(to_json(network));
  result["objective"] = spec.objective;
  result["constraints"] = ordered_json::object();
  for (const designs::ConstraintName& constraint : designs::constraint_names()) {
    if (const auto& limit = spec.constraints.*constraint.limit)
      result["constraints"][constraint.key] = *limit;
  }
  result["area_mode"] = to_string(spec.area_mode);
  result["evaluation"] = spec.evaluation;
  result["optimizer"] = spec.optimizer;
  result["options"] = spec.options;
  if (spec.options.empty()) result["options"] = ordered_json::object();
  result["seed"] = spec.seed;
  result["trials"] = spec.trials;
  result["batch"] = spec.batch;
  return result;
}

std::string shown(const ordered_json* value) {
  if (!value) return "missing";
  return files::printable(value->dump(-1, ' ', false, ordered_json::error_handler_t::replace), 60);
}

std::optional<SpecDifference> difference(const ordered_json& first, const ordered_json& second,
                                         const std::string& path) {
  if (first == second) return std::nullopt;
  const bool both_lists = first.is_array() && second.is_array() && first.size() == second.size();
  if (both_lists) {
    for (std::size_t i = 0; i < first.size(); ++i) {
      if (auto found = difference(first[i], second[i], path + "[" + std::to_string(i) + "]")) return found;
    }
  }
  if (first.is_object() && second.is_object()) {
    const auto compare = [&](const std::string& key) -> std::optional<SpecDifference> {
      const std::string below = path.empty() ? key : path + "." + key;
      const ordered_json* a = first.contains(key) ? &first[key] : nullptr;
      const ordered_json* b = second.contains(key) ? &second[key] : nullptr;
      if (a && b) return difference(*a, *b, below);
      return SpecDifference{below, shown(a), shown(b)};
    };
    for (const auto& item : first.items()) {
      if (auto found = compare(item.key())) return found;
    }
    for (const auto& item : second.items()) {
      if (auto found = compare(item.key())) return found;
    }
    return std::nullopt;  // the same members in another order
  }
  return SpecDifference{path, shown(&first), shown(&second)};
}

}  // namespace

void check(const StudySpec& spec, const std::string& file) {
  const auto fail = [&](const std::string& message) { throw files::ConfigError(file + ": " + message); };
  if (spec.trials < 1 || spec.trials > most_trials) {
    fail("trials is " + std::to_string(spec.trials) + "; must be an integer from 1 to " +
         std::to_string(most_trials));
  }
  if (spec.batch < 1 || spec.batch > largest_batch) {
    fail("batch is " + std::to_string(spec.batch) + "; must be an integer from 1 to " +
         std::to_string(largest_batch));
  }
  if (spec.seed < 0) fail("seed is " + std::to_string(spec.seed) + "; must be an integer of at least 0");
  for (const designs::ConstraintName& constraint : designs::constraint_names()) {
    const auto& limit = spec.constraints.*constraint.limit;
    if (limit && !(*limit > 0 && *limit <= designs::largest_limit)) {
      fail("constraints." + std::string(constraint.key) + " is " + json(*limit).dump() +
           "; must be a number above 0 and up to 1000000");
    }
  }
  if (spec.area_mode == AreaMode::known && !spec.constraints.area_mm2)
    fail("area_mode is \"known\"; must be used with an area budget (constraints.area_mm2)");
  const optimizers::Strategy* strategy = optimizers::find_strategy(spec.optimizer);
  if (!strategy) {
    std::vector<std::string> names;
    for (const auto& row : optimizers::strategies()) names.push_back(row.name);
    std::string list;
    for (const std::string& name : names) list += (list.empty() ? "" : ", ") + name;
    fail("optimizer is \"" + files::printable(spec.optimizer, 60) + "\"" +
         files::did_you_mean(spec.optimizer, names) + "; must be one of: " + list);
  }
  try {
    optimizers::complete(spec.options, strategy->options);
  } catch (const std::invalid_argument& error) {
    fail("optimizer " + spec.optimizer + ": " + error.what());
  }
}

std::string to_json_text(const StudySpec& spec) {
  return as_json(spec).dump(2, ' ', false, ordered_json::error_handler_t::replace) + "\n";
}

StudySpec parse_study_spec(const std::string& json_text, const std::string& file) {
  const json parsed = files::parse_json(json_text, file);
  JsonObject root(parsed, file);
  StudySpec spec{parse_space(root.object("space"))};
  const json& networks = root.value("workloads");
  if (!networks.is_array()) root.fail("workloads", "a list of networks");
  for (const json& network : networks) {
    const std::string path = "workloads[" + std::to_string(spec.workloads.size()) + "]";
    spec.workloads.push_back(zoo::parse_weighted_network(network, file, path));
  }
  spec.objective = root.text("objective");
  JsonObject constraints = root.object("constraints");
  for (const designs::ConstraintName& constraint : designs::constraint_names()) {
    if (constraints.has(constraint.key))
      spec.constraints.*constraint.limit = constraints.number(constraint.key, 0, designs::largest_limit);
  }
  constraints.reject_unknown_keys("constraints");
  const std::vector<std::string> modes = {to_string(AreaMode::blackbox), to_string(AreaMode::known)};
  spec.area_mode = root.choice("area_mode", modes) == modes[1] ? AreaMode::known : AreaMode::blackbox;
  root.object("evaluation");
  spec.evaluation = root.value("evaluation");
  spec.optimizer = root.text("optimizer");
  JsonObject options = root.object("options");
  const double any = std::numeric_limits<double>::max();
  for (const std::string& key : options.keys()) spec.options[key] = options.number(key, -any, any);
  spec.seed = root.integer("seed", 0, std::numeric_limits<std::int64_t>::max());
  spec.trials = root.integer("trials", 1, most_trials);
  spec.batch = static_cast<int>(root.integer("batch", 1, largest_batch));
  root.reject_unknown_keys("a study");
  check(spec, file);
  return spec;
}

std::optional<SpecDifference> first_difference(const StudySpec& first, const StudySpec& second) {
  return difference(as_json(first), as_json(second), "");
}

}  // namespace apollo::study
