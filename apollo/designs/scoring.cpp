#include "apollo/designs/scoring.h"

#include <algorithm>
#include <cassert>
#include <filesystem>
#include <set>

#include "files/config_error.h"
#include "files/fnv.h"
#include "files/join.h"
#include "files/json_file.h"
#include "files/nearest.h"
#include "workloads/network_json.h"

namespace apollo::designs {
namespace {

using files::printable;
using nlohmann::json;
using nlohmann::ordered_json;
using workloads::Network;
using zoo::WeightedNetwork;

constexpr std::size_t kLongestNameShown = 200;  // of a name in a message

std::vector<std::string> names_of(const Scoring& scoring) {
  std::vector<std::string> names;
  for (const WeightedNetwork& network : scoring.networks) names.push_back(network.network);
  return names;
}

bool is_default(const machine::TemplateFile& file) {
  const machine::TemplateFile standard;
  return file.name == standard.name && file.constants == standard.constants;
}

// A study that has none is of the default.
machine::TemplateFile parse_template(files::JsonObject& evaluation) {
  if (!evaluation.has("template")) return {};
  evaluation.object("template");
  return machine::parse_template_file(evaluation.value("template").dump(),
                                      evaluation.file() + ": " + evaluation.path_of("template"));
}

std::vector<WeightedNetwork> parse_networks(files::JsonObject& root) {
  const json& list = root.value("workloads");
  if (!list.is_array()) root.fail("workloads", "a list of networks");
  std::vector<WeightedNetwork> networks;
  for (const json& network : list) {
    const std::string path = "workloads[" + std::to_string(networks.size()) + "]";
    networks.push_back(zoo::parse_weighted_network(network, root.file(), path));
  }
  return networks;
}

void parse_baseline(files::JsonObject& evaluation, Scoring& scoring) {
  scoring.is_relative = evaluation.value("baseline") != kNoBaseline;
  const std::string key = scoring.is_relative ? "baseline" : "defaults";
  if (scoring.is_relative && !evaluation.value(key).is_object())
    evaluation.fail(key, "an object, or \"" + std::string(kNoBaseline) + "\"");
  evaluation.object(key);
  scoring.baseline = machine::parse_accelerator(evaluation.value(key).dump(),
                                                evaluation.file() + ": " + evaluation.path_of(key));
}

// Of the objectives' rewards without a baseline; none if one is unknown.
std::vector<std::string> units_of(const Scoring& scoring) {
  std::vector<std::string> units;
  for (const std::string& name : scoring.objectives) {
    const Objective* objective = find_objective(name);
    if (!objective) return {};
    units.push_back(objective->unit);
  }
  return units;
}

std::map<std::string, std::string> parse_fingerprints(files::JsonObject networks) {
  std::map<std::string, std::string> fingerprints;
  for (const std::string& network : networks.keys()) fingerprints[network] = networks.text(network);
  return fingerprints;
}

}  // namespace

const std::vector<std::string>& engine_names() {
  static const std::vector<std::string> names = {"fast", "systemc"};
  return names;
}

const char* to_string(Engine engine) { return engine_names()[static_cast<std::size_t>(engine)].c_str(); }

Engine engine_of(const std::string& name) {
  const auto found = std::find(engine_names().begin(), engine_names().end(), name);
  assert(found != engine_names().end());
  return static_cast<Engine>(found - engine_names().begin());
}

void choose_template(const std::string& name_or_path, Scoring& scoring) {
  scoring.template_file = machine::template_file(name_or_path);
  scoring.baseline.constants = scoring.template_file.constants;
  check_clock(scoring.baseline, scoring.technology.coefficients(name_or_path), name_or_path);
}

void choose_baseline(const std::string& file_or_none, Scoring& scoring) {
  scoring.is_relative = file_or_none != kNoBaseline;
  if (!scoring.is_relative) return;
  std::error_code error;
  if (!std::filesystem::exists(file_or_none, error)) {
    throw files::ConfigError("baseline is \"" + printable(file_or_none, kLongestNameShown) +
                             "\", which is no file; must be the path of a configuration file, or none");
  }
  const Design design =
      with_values(baseline_design(scoring),
                  files::parse_json(files::read_text_file(file_or_none), file_or_none), file_or_none);
  scoring.baseline = design.accelerator;
  scoring.technology = design.technology;
  scoring.batch = design.batch;
  check_clock(scoring.baseline, scoring.technology.coefficients(file_or_none), file_or_none);
}

void choose_values(const json& values, const std::string& where, Scoring& scoring) {
  const Design design = with_values(baseline_design(scoring), values, where);
  scoring.set = values;
  if (values.contains("constants")) {
    scoring.set.erase("constants");
    scoring.set.update(values.at("constants"));
  }
  if (values.contains(kTechnology)) scoring.set[kTechnology] = design.technology.json();  // not its file
}

Design baseline_design(const Scoring& scoring) {
  return {scoring.baseline, scoring.technology, scoring.batch};
}

Design default_design(const Scoring& scoring) {
  return with_values(baseline_design(scoring), scoring.set, "set");
}

Design parse_design(const std::string& json_text, const std::string& file, const Scoring& scoring) {
  const json values = files::parse_json(json_text, file);
  const Design design = with_values(with_values(baseline_design(scoring), values, file), scoring.set, "set");
  const bool is_set = scoring.set.contains(clock_name()) || scoring.set.contains(kTechnology);
  check_clock(design.accelerator, design.technology.coefficients(file), is_set ? file + " with --set" : file);
  return design;
}

Design read_design(const std::string& path, const Scoring& scoring) {
  return parse_design(files::read_text_file(path), path, scoring);
}

std::string reward_unit(const Scoring& scoring) {
  if (scoring.is_relative) return "x baseline";
  const std::vector<std::string> units = units_of(scoring);
  return (units.size() > 1 ? "geometric mean of " : "") + files::join(units);
}

std::string hypervolume_unit(const Scoring& scoring) {
  return scoring.is_relative ? "" : files::join(units_of(scoring), " x ");
}

std::vector<WeightedNetwork> weighted_networks(const std::string& suite,
                                               const std::vector<std::string>& others,
                                               const std::string& where) {
  std::vector<WeightedNetwork> networks;
  if (!suite.empty()) networks = zoo::load_suite(suite).networks;
  for (const std::string& name : others) {
    const auto is_same = [&](const WeightedNetwork& other) { return other.network == name; };
    if (std::any_of(networks.begin(), networks.end(), is_same)) {
      throw files::ConfigError(where + " is \"" + printable(name, kLongestNameShown) +
                               "\" twice; must be different from the others");
    }
    networks.push_back({name});
  }
  return networks;
}

ordered_json to_json(const Scoring& scoring) {
  ordered_json workloads = ordered_json::array();
  for (const WeightedNetwork& network : scoring.networks) workloads.push_back(to_json(network));
  json evaluation = {{"engine", to_string(scoring.engine)},
                     {"technology", scoring.technology.json()},
                     {"networks", json::object()}};
  evaluation[scoring.is_relative ? "baseline" : "defaults"] = json::parse(to_json_text(scoring.baseline));
  if (!scoring.is_relative) evaluation["baseline"] = kNoBaseline;
  if (!is_default(scoring.template_file)) evaluation["template"] = to_json(scoring.template_file);
  for (const InputShape& shape : scoring.import.input_shapes)
    evaluation["input_shapes"].push_back(to_text(shape));
  if (scoring.import.skip_unsupported) evaluation["skip_unsupported"] = true;
  if (scoring.batch != 1) evaluation["batch"] = scoring.batch;
  if (!scoring.set.empty()) evaluation["set"] = scoring.set;
  if (!scoring.reference.empty()) evaluation["reference"] = scoring.reference;
  if (scoring.aggregate != Aggregate::own) evaluation["aggregate"] = to_string(scoring.aggregate);
  for (const auto& [network, fingerprint] : scoring.fingerprints)
    evaluation["networks"][network] = fingerprint;
  ordered_json result;
  result["workloads"] = std::move(workloads);
  result["objective"] = scoring.objectives;
  if (scoring.objectives.size() == 1) result["objective"] = scoring.objectives[0];
  result["evaluation"] = evaluation;
  return result;
}

Scoring parse_scoring(files::JsonObject& root) {
  Scoring scoring;
  scoring.networks = parse_networks(root);
  scoring.objectives = root.value("objective").is_array() ? root.texts("objective", {2, kMostObjectives})
                                                          : std::vector<std::string>{root.text("objective")};
  if (std::set<std::string>(scoring.objectives.begin(), scoring.objectives.end()).size() <
      scoring.objectives.size())
    throw files::ConfigError(root.file() + ": objective has a name twice; must be different ones");
  files::JsonObject evaluation = root.object("evaluation");
  scoring.engine = engine_of(evaluation.choice("engine", engine_names()));
  parse_baseline(evaluation, scoring);
  scoring.technology = TechnologyChoice::parse(evaluation, "technology");
  scoring.template_file = parse_template(evaluation);
  if (evaluation.has("input_shapes")) {
    scoring.import.input_shapes = parse_input_shapes(evaluation.texts("input_shapes", {1}),
                                                     root.file() + ": " + evaluation.path_of("input_shapes"));
  }
  scoring.import.skip_unsupported = evaluation.boolean("skip_unsupported", false);
  scoring.batch = static_cast<int>(evaluation.integer("batch", 1, kLargestBatch, scoring.batch));
  if (evaluation.has("set")) {
    evaluation.object("set");
    choose_values(evaluation.value("set"), root.file() + ": " + evaluation.path_of("set"), scoring);
  }
  if (evaluation.has("reference")) {
    const std::size_t objectives = scoring.objectives.size();
    scoring.reference = evaluation.numbers("reference", 0, kLargestReference, {objectives, objectives});
  }
  if (evaluation.has("aggregate"))
    scoring.aggregate = aggregate_of(evaluation.choice("aggregate", aggregate_names()));
  scoring.fingerprints = parse_fingerprints(evaluation.object("networks"));
  evaluation.reject_unknown_keys("an evaluation");
  return scoring;
}

std::vector<Network> load_networks(const Scoring& scoring, const std::string& where) {
  const std::vector<std::string> names = names_of(scoring);
  std::vector<Network> loaded = load_networks(names, scoring.import, where);
  std::map<std::string, std::string> given;  // by the network's own name
  for (std::size_t i = 0; i < names.size(); ++i) {
    const std::string &name = names[i], &own = loaded[i].name;
    const auto [other, is_new] = given.emplace(own, name);
    if (!is_new) {
      throw files::ConfigError("workloads \"" + printable(other->second, kLongestNameShown) + "\" and \"" +
                               printable(name, kLongestNameShown) + "\" are both networks named \"" +
                               printable(own, kLongestNameShown) +
                               "\"; must have different names, such as apollo import --name gives");
    }
  }
  return loaded;
}

std::map<std::string, std::string> fingerprints_of(const Scoring& scoring,
                                                   const std::vector<Network>& networks) {
  assert(networks.size() == scoring.networks.size());
  std::map<std::string, std::string> fingerprints;
  for (std::size_t i = 0; i < networks.size(); ++i) {
    fingerprints[scoring.networks[i].network] =
        std::to_string(files::fnv1a(workloads::to_json_text(networks[i])));
  }
  return fingerprints;
}

std::vector<Network> load_unchanged_networks(const Scoring& scoring, const std::string& where) {
  std::vector<Network> networks = load_networks(scoring, where);
  const auto now = fingerprints_of(scoring, networks);
  for (const WeightedNetwork& network : scoring.networks) {
    const auto then = scoring.fingerprints.find(network.network);
    if (then == scoring.fingerprints.end() || then->second != now.at(network.network))
      throw files::ConfigError(network.network + ": is not the network that was searched for");
  }
  return networks;
}

void check_objectives(const std::vector<std::string>& objectives, const std::vector<double>& reference,
                      const std::string& where) {
  const auto fail = [&](const std::string& message) { throw files::ConfigError(where + message); };
  if (objectives.size() > kMostObjectives)
    fail("objective is given " + std::to_string(objectives.size()) + " times; must be at most " +
         std::to_string(kMostObjectives));
  for (auto name = objectives.begin(); name != objectives.end(); ++name) {
    if (std::find(objectives.begin(), name, *name) != name)
      fail("objective is \"" + *name + "\" twice; must be different from the others");
  }
  if (reference.empty()) return;
  if (objectives.size() < 2) fail("reference: must be used with several objectives");
  if (reference.size() != objectives.size())
    fail("reference has " + std::to_string(reference.size()) + " numbers; must have " +
         std::to_string(objectives.size()) + ", one for each objective");
}

void check_objectives(const Scoring& scoring, const std::string& where) {
  const std::vector<std::string> known = objective_names();
  for (const std::string& name : scoring.objectives) {
    if (!find_objective(name))
      throw files::ConfigError(where + "objective is \"" + printable(name, 60) + "\"" +
                               files::did_you_mean(name, known) + "; must be one of: " + files::join(known));
  }
  check_objectives(scoring.objectives, scoring.reference, where);
}

std::vector<std::string> parse_objectives(files::JsonObject& root) {
  return root.value("objective").is_array() ? root.texts("objective", {1})
                                            : std::vector<std::string>{root.text("objective")};
}

Criteria criteria_of(const Scoring& scoring, const std::string& file) {
  Criteria criteria;
  criteria.objectives.clear();
  for (const std::string& name : scoring.objectives) {
    criteria.objectives.push_back(find_objective(name));
    if (!criteria.objectives.back())
      throw files::ConfigError(file + ": objective is \"" + name + "\", which is unknown");
  }
  criteria.reference = scoring.reference;
  criteria.aggregate = scoring.aggregate;
  return criteria;
}

DesignEvaluator evaluator_of(const Scoring& scoring, std::vector<Network> networks, const std::string& file) {
  std::vector<double> weights;
  for (const WeightedNetwork& network : scoring.networks) weights.push_back(network.weight);
  const auto is_known = [](const std::string& name) { return find_objective(name) != nullptr; };
  const bool all_known = std::all_of(scoring.objectives.begin(), scoring.objectives.end(), is_known);
  cost::Technology technology = scoring.technology.coefficients(file);
  check_clock(scoring.baseline, technology, file + ": the baseline");
  return DesignEvaluator(std::move(networks), std::move(technology),
                         scoring.is_relative ? std::optional(scoring.baseline) : std::nullopt, weights,
                         scoring.batch,
                         all_known ? criteria_of(scoring, file).measure() : compiler::Goal::Measure::cycles);
}

EvaluationOptions options_of(const Scoring& scoring, const Constraints& constraints) {
  EvaluationOptions options;
  options.engine = scoring.engine;
  options.criteria = criteria_of(scoring, "study.json");
  options.constraints = constraints;
  return options;
}

}  // namespace apollo::designs
