#include "apollo/study/spec.h"

#include <limits>
#include <stdexcept>

#include "apollo/study/design_space.h"
#include "apollo/study/space_json.h"
#include "files/config_error.h"
#include "files/join.h"
#include "files/json_object.h"
#include "files/nearest.h"
#include "optimizers/registry.h"

namespace apollo::study {
namespace {

using files::JsonObject;
using nlohmann::json;
using nlohmann::ordered_json;

const std::string& to_string(AreaMode mode) { return area_mode_names()[static_cast<std::size_t>(mode)]; }

ordered_json scoring_json(const StudySpec& spec) {
  return std::visit([](const auto& scoring) { return to_json(scoring); }, spec.scoring);
}

ordered_json as_json(const StudySpec& spec) {
  const ordered_json scoring = scoring_json(spec);
  ordered_json result;
  result["space"] = to_json(spec.space);
  result["workloads"] = scoring.at("workloads");
  result["objective"] = scoring.at("objective");
  result["constraints"] = ordered_json::object();
  for (const designs::ConstraintName& constraint : designs::constraint_names()) {
    if (const auto& limit = spec.constraints.*constraint.limit)
      result["constraints"][constraint.key] = *limit;
  }
  result["area_mode"] = to_string(spec.area_mode);
  result["evaluation"] = scoring.at("evaluation");
  result["optimizer"] = spec.optimizer;
  result["options"] = spec.options;
  if (spec.options.empty()) result["options"] = ordered_json::object();
  result["seed"] = spec.seed;
  result["trials"] = spec.trials;
  result["proposals"] = spec.proposals;
  if (spec.lag != 0) result["lag"] = spec.lag;
  if (spec.transfer) {
    result["transfer"] = {{"studies", spec.transfer->studies},
                          {"fingerprint", spec.transfer->fingerprint},
                          {"proposals", spec.transfer->proposals},
                          {"offline", spec.transfer->is_offline}};
  }
  return result;
}

Transfer parse_transfer(JsonObject object) {
  Transfer transfer;
  transfer.studies = object.texts("studies", {1});
  transfer.fingerprint = object.text("fingerprint");
  transfer.proposals = object.integer("proposals", 1, kMostProposals);
  transfer.is_offline = object.boolean("offline");
  object.reject_unknown_keys("a transfer");
  return transfer;
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

const std::vector<std::string>& StudySpec::objectives() const {
  return std::visit(
      [](const auto& by) -> const auto& { return by.objectives; }, scoring);
}

const std::vector<double>& StudySpec::reference() const {
  return std::visit(
      [](const auto& by) -> const auto& { return by.reference; }, scoring);
}

const std::vector<zoo::WeightedNetwork>& StudySpec::networks() const {
  static const std::vector<zoo::WeightedNetwork> none;
  return own_scoring() ? own_scoring()->networks : none;
}

FailurePolicy policy_of(const StudySpec& spec) {
  return spec.exec_scoring() ? spec.exec_scoring()->on_failure : FailurePolicy();
}

const std::vector<std::string>& area_mode_names() {
  static const std::vector<std::string> names = {"blackbox", "known"};
  return names;
}

AreaMode area_mode_of(const std::string& name) {
  return name == to_string(AreaMode::known) ? AreaMode::known : AreaMode::blackbox;
}

ordered_json configuration_of(const StudySpec& spec, const optimizers::Point& point) {
  const designs::Scoring* scoring = spec.own_scoring();
  if (!scoring) return configuration_of(spec.space, point);
  std::vector<std::string> named;
  for (const optimizers::Parameter& parameter : spec.space.parameters()) named.push_back(parameter.name);
  return configuration_of(design_at(spec, point), scoring->baseline, named);
}

designs::Design design_at(const StudySpec& spec, const optimizers::Point& point) {
  return design_at(default_design(*spec.own_scoring()), spec.space, point);
}

optimizers::SearchSpace allowed_space(const StudySpec& spec, const std::string& file) {
  const designs::Scoring* scoring = spec.own_scoring();
  return scoring ? allowed_designs(default_design(*scoring), spec.space, file)
                 : restricted_by_conditions(spec.space, json::object(), file);
}

void check_conditions(const StudySpec& spec, const std::string& file) {
  if (const designs::Scoring* scoring = spec.own_scoring()) {
    const designs::Design base = default_design(*scoring);
    for (const auto& parameter : spec.space.parameters()) {
      if (scoring->set.contains(parameter.name))
        throw files::ConfigError(file + ": " + parameter.name +
                                 " is a parameter of the space and set besides; must be one of the two");
    }
    check_design_space(base, spec.space, file);
    remaining_designs(base, spec.space, file);
  } else {
    remaining_points(spec.space, json::object(), file);
  }
}

optimizers::OptionValues parse_option_values(JsonObject object) {
  optimizers::OptionValues values;
  const double any = std::numeric_limits<double>::max();
  for (const std::string& key : object.keys()) values[key] = object.number(key, -any, any);
  return values;
}

void check(const StudySpec& spec, const std::string& file) {
  const auto fail = [&](const std::string& message) { throw files::ConfigError(file + ": " + message); };
  if (spec.trials < 1 || spec.trials > kMostTrials) {
    fail("trials is " + std::to_string(spec.trials) + "; must be an integer from 1 to " +
         std::to_string(kMostTrials));
  }
  if (spec.proposals < 1 || spec.proposals > kMostProposals) {
    fail("proposals is " + std::to_string(spec.proposals) + "; must be an integer from 1 to " +
         std::to_string(kMostProposals));
  }
  if (spec.lag < 0 || spec.lag > kMostLag) {
    fail("lag is " + std::to_string(spec.lag) + "; must be an integer from 0 to " + std::to_string(kMostLag));
  }
  if (spec.seed < 0) fail("seed is " + std::to_string(spec.seed) + "; must be an integer of at least 0");
  for (const designs::ConstraintName& constraint : designs::constraint_names()) {
    const auto& limit = spec.constraints.*constraint.limit;
    if (limit && !(*limit > 0 && *limit <= designs::kLargestLimit)) {
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
    fail("optimizer is \"" + files::printable(spec.optimizer, 60) + "\"" +
         files::did_you_mean(spec.optimizer, names) + "; must be one of: " + files::join(names));
  }
  try {
    optimizers::complete(spec.options, strategy->options);
  } catch (const std::invalid_argument& error) {
    fail("optimizer " + spec.optimizer + ": " + error.what());
  }
}

StudySpec completed(StudySpec spec, const std::string& file) {
  check(spec, file);
  spec.options = optimizers::complete(spec.options, optimizers::find_strategy(spec.optimizer)->options);
  return spec;
}

std::string to_json_text(const StudySpec& spec) {
  return as_json(spec).dump(2, ' ', false, ordered_json::error_handler_t::replace) + "\n";
}

StudySpec parse_study_spec(const std::string& json_text, const std::string& file) {
  const json parsed = files::parse_json(json_text, file);
  JsonObject root(parsed, file);
  StudySpec spec{parse_space(root.object("space"))};
  if (has_exec_scoring(root)) {
    spec.scoring = parse_exec_scoring(root);
  } else {
    spec.scoring = designs::parse_scoring(root);
  }
  spec.constraints = designs::parse_constraints(root.object("constraints"));
  spec.area_mode = area_mode_of(root.choice("area_mode", area_mode_names()));
  spec.optimizer = root.text("optimizer");
  spec.options = parse_option_values(root.object("options"));
  spec.seed = root.integer("seed", 0, std::numeric_limits<std::int64_t>::max());
  spec.trials = root.integer("trials", 1, kMostTrials);
  spec.proposals = static_cast<int>(root.integer("proposals", 1, kMostProposals));
  spec.lag = static_cast<int>(root.integer("lag", 0, kMostLag, 0));
  if (root.has("transfer")) spec.transfer = parse_transfer(root.object("transfer"));
  root.reject_unknown_keys("a study");
  check(spec, file);
  return spec;
}

std::optional<SpecDifference> first_difference(const StudySpec& first, const StudySpec& second) {
  return difference(as_json(first), as_json(second), "");
}

}  // namespace apollo::study
