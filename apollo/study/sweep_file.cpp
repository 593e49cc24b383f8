#include "apollo/study/sweep_file.h"

#include <algorithm>
#include <cctype>
#include <limits>

#include "apollo/designs/number_text.h"
#include "apollo/designs/scoring.h"
#include "apollo/study/space_json.h"
#include "files/config_error.h"
#include "files/json_file.h"
#include "files/json_object.h"
#include "optimizers/registry.h"

namespace apollo::study {
namespace {

using files::JsonObject;
using nlohmann::json;

struct Competitor {
  std::string label, optimizer;
  optimizers::OptionValues options;
};

bool is_file_name(const std::string& text) {
  const auto good = [](unsigned char c) { return std::isalnum(c) || c == '_' || c == '-' || c == '.'; };
  return !text.empty() && text[0] != '.' && std::all_of(text.begin(), text.end(), good);
}

Competitor competitor(const json& value, const std::string& file, const std::string& path) {
  if (value.is_string()) return {value.get<std::string>(), value.get<std::string>(), {}};
  if (!value.is_object())
    throw files::ConfigError(file + ": " + path + " must be a strategy's name or an object");
  JsonObject object(value, file, path);
  Competitor result;
  result.optimizer = object.text("name");
  result.label = object.text("label", result.optimizer);
  if (!is_file_name(result.label)) object.fail("label", "letters, digits, \"_\", \"-\" and \".\"");
  if (object.has("options")) {
    JsonObject options = object.object("options");
    const double any = std::numeric_limits<double>::max();
    for (const std::string& key : options.keys()) result.options[key] = options.number(key, -any, any);
  }
  object.reject_unknown_keys("a strategy");
  return result;
}

std::vector<Competitor> competitors(JsonObject& root) {
  std::vector<Competitor> result;
  const json& list = root.value("optimizers");
  if (!list.is_array() || list.empty()) root.fail("optimizers", "a list of strategies");
  for (std::size_t i = 0; i < list.size(); ++i) {
    result.push_back(competitor(list[i], root.file(), "optimizers[" + std::to_string(i) + "]"));
    const auto same = [&](const Competitor& c) { return c.label == result.back().label; };
    if (std::count_if(result.begin(), result.end(), same) > 1) {
      throw files::ConfigError(root.file() + ": optimizers[" + std::to_string(i) + "] is \"" +
                               files::printable(result.back().label, 60) +
                               "\" again; must have a \"label\" of its own");
    }
  }
  return result;
}

// The limits; of those on the area the first.
struct Limits {
  designs::Constraints constraints;
  std::vector<std::optional<double>> areas;  // at least one
};

Limits limits(JsonObject& root, bool only_area) {
  Limits result;
  std::vector<std::optional<double>>& areas = result.areas;
  if (root.has("constraints")) {
    JsonObject object = root.object("constraints");
    for (const designs::ConstraintName& constraint : designs::constraint_names()) {
      const bool is_area = constraint.reason == machine::Infeasible::Reason::area;
      if ((!is_area && only_area) || !object.has(constraint.key)) continue;
      if (is_area && object.value(constraint.key).is_array()) {
        for (const double area : object.numbers(constraint.key, 0, designs::kLargestLimit, {1, 1000}))
          areas.emplace_back(area);
      } else {
        result.constraints.*constraint.limit = object.number(constraint.key, 0, designs::kLargestLimit);
      }
    }
    object.reject_unknown_keys("constraints");
  }
  for (std::size_t i = 0; i < areas.size(); ++i) {
    if (std::count(areas.begin(), areas.end(), areas[i]) > 1)
      throw files::ConfigError(root.file() + ": constraints.area_mm2 has " + designs::plain(*areas[i]) +
                               " twice");
  }
  if (areas.empty()) areas.push_back(result.constraints.area_mm2);
  result.constraints.area_mm2 = areas.front();
  return result;
}

// Of either scoring.
template <class Scoring>
void read_objectives(JsonObject& root, Scoring& scoring) {
  if (root.has("objective")) scoring.objectives = designs::parse_objectives(root);
  if (root.has("reference"))
    scoring.reference = root.numbers("reference", 0, designs::kLargestReference, {1});
  check_objectives(scoring, root.file() + ": ");
}

ExecScoring read_exec_scoring(JsonObject& root) {
  std::optional<ExecScoring> scoring = exec_scoring_of(root.text("evaluator"));
  if (!scoring) root.fail("evaluator", "exec:CMD with a command of the shell");
  scoring->timeout_s =
      root.number("evaluator_timeout_s", kShortestTimeoutS, kLongestTimeoutS, scoring->timeout_s);
  scoring->on_failure = read_failure_policy(root);
  scoring->minimize = root.boolean("minimize", false);
  read_objectives(root, *scoring);
  return *scoring;
}

// How apollo itself is to score, but for what is in other files.
struct OwnScoring {
  designs::Scoring scoring;
  std::string suite, technology;
  std::string template_file, baseline;  // may be empty: the default, the built-in one
  json set = json::object(), set_by_call = json::object();
  std::vector<std::string> workloads;
};

OwnScoring read_own_scoring(JsonObject& root) {
  OwnScoring own;
  designs::Scoring& scoring = own.scoring;
  if (root.has("workloads")) own.workloads = root.texts("workloads", {1});
  own.suite = root.text("suite", "");
  if (!root.has("workloads") && !root.has("suite")) root.fail("workloads", "given, or suite, or evaluator");
  if (root.has("input_shapes")) {
    scoring.import.input_shapes =
        designs::parse_input_shapes(root.texts("input_shapes", {1}), root.file() + ": " + "input_shapes");
  }
  scoring.import.skip_unsupported = root.boolean("skip_unsupported", false);
  own.technology = root.text("technology", scoring.technology.name());
  own.template_file = root.text("template", "");
  own.baseline = root.text("baseline", "");
  if (root.has("set")) {
    root.object("set");
    own.set = root.value("set");
  }
  read_objectives(root, scoring);
  if (root.has("aggregate"))
    scoring.aggregate = designs::aggregate_of(root.choice("aggregate", designs::aggregate_names()));
  scoring.batch = static_cast<int>(root.integer("batch", 1, designs::kLargestBatch, scoring.batch));
  return own;
}

void apply(const SweepCall& call, OwnScoring& own) {
  if (!call.template_file.empty()) own.template_file = call.template_file;
  if (!call.baseline.empty()) own.baseline = call.baseline;
  own.set_by_call = call.set;
}

// A program of the user knows what they say.
void refuse_values(const SweepCall& call, const std::string& file) {
  for (const auto& [option, is_given] :
       {std::pair("--template", !call.template_file.empty()), std::pair("--baseline", !call.baseline.empty()),
        std::pair("--set", !call.set.empty())}) {
    if (is_given)
      throw files::ConfigError(std::string(option) + ": must not be used with the evaluator of " + file);
  }
}

// Reads the other files; the networks into `networks`.
designs::Scoring complete(OwnScoring own, const std::string& file,
                          std::vector<workloads::Network>& networks) {
  designs::Scoring& scoring = own.scoring;
  scoring.networks = designs::weighted_networks(own.suite, own.workloads, file + ": workloads");
  scoring.technology = designs::TechnologyChoice(own.technology);
  if (!own.template_file.empty()) designs::choose_template(own.template_file, scoring);
  if (!own.baseline.empty()) designs::choose_baseline(own.baseline, scoring);
  designs::choose_values(own.set, file + ": set", scoring);
  if (!own.set_by_call.empty()) {
    json values = scoring.set;
    values.update(own.set_by_call);
    designs::choose_values(values, "--set", scoring);
  }
  networks = designs::load_networks(scoring, file + ": input_shapes");
  scoring.fingerprints = designs::fingerprints_of(scoring, networks);
  return std::move(scoring);
}

std::string folder_of(const std::optional<double>& area_mm2, const std::string& label, std::int64_t seed) {
  return (area_mm2 ? designs::plain(*area_mm2) + "mm2_" : "") + label + "_" + std::to_string(seed);
}

// The file's text, asking for so many.
std::string with_seeds(const std::string& text, std::int64_t seeds) {
  auto file = nlohmann::ordered_json::parse(text);
  file["seeds"] = seeds;
  return file.dump(2) + "\n";
}

}  // namespace

SweepFile read_sweep_file(const std::string& path, const SweepCall& call) {
  SweepFile sweep;
  sweep.text = files::read_text_file(path);
  const json parsed = files::parse_json(sweep.text, path);
  JsonObject root(parsed, path);
  sweep.space = root.text("space");
  const std::int64_t trials = root.integer("trials", 1, kMostTrials);
  const int proposals = static_cast<int>(root.integer("proposals", 1, kMostProposals, kDefaultProposals));
  const int lag = static_cast<int>(root.integer("lag", 0, kMostLag, 0));
  std::variant<OwnScoring, ExecScoring> scoring;
  AreaMode area_mode = AreaMode::blackbox;
  if (root.has("evaluator")) {
    refuse_values(call, path);
    scoring = read_exec_scoring(root);
  } else {
    scoring = read_own_scoring(root);
    apply(call, std::get<OwnScoring>(scoring));
    area_mode = area_mode_of(root.choice("area_mode", area_mode_names(), area_mode_names().front()));
  }
  OwnScoring* const own = std::get_if<OwnScoring>(&scoring);
  const Limits limited = limits(root, !own);
  if (area_mode == AreaMode::known && !limited.areas.front())
    root.fail("area_mode", "blackbox, or used with constraints.area_mm2");
  const std::vector<Competitor> strategies = competitors(root);
  const std::int64_t seeds = root.integer("seeds", 1, kMostSeeds - call.more_seeds) + call.more_seeds;
  if (call.more_seeds > 0) sweep.text = with_seeds(sweep.text, seeds);
  root.reject_unknown_keys("a sweep");

  StudySpec common{read_space(sweep.space)};
  common.constraints = limited.constraints;
  common.area_mode = area_mode;
  common.trials = trials;
  common.proposals = proposals;
  common.lag = lag;
  if (own) {
    common.scoring = complete(std::move(*own), path, sweep.networks);
  } else {
    common.scoring = std::get<ExecScoring>(scoring);
  }
  check_conditions(common, sweep.space);
  for (std::int64_t seed = 1; seed <= seeds; ++seed) {
    for (const auto& area : limited.areas) {
      for (const Competitor& strategy : strategies) {
        SweepRun run{strategy.label, folder_of(area, strategy.label, seed), common};
        run.spec.constraints.area_mm2 = area;
        run.spec.optimizer = strategy.optimizer;
        run.spec.options = strategy.options;
        run.spec.seed = seed;
        check(run.spec, path);
        sweep.runs.push_back(std::move(run));
      }
    }
  }
  return sweep;
}

}  // namespace apollo::study
