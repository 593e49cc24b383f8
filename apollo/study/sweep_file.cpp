#include "apollo/study/sweep_file.h"

#include <algorithm>
#include <cctype>

#include "apollo/designs/number_text.h"
#include "apollo/designs/scoring_request.h"
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
  if (object.has("options")) result.options = parse_option_values(object.object("options"));
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

void apply(const SweepCall& call, designs::ScoringRequest& own) {
  if (!call.template_file.empty()) own.template_file = call.template_file;
  if (!call.baseline.empty()) own.baseline = call.baseline;
  own.more_set = call.set;
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
  std::variant<designs::ScoringRequest, ExecScoring> scoring;
  AreaMode area_mode = AreaMode::blackbox;
  if (root.has("evaluator")) {
    refuse_values(call, path);
    scoring = parse_exec_request(root);
  } else {
    if (!root.has("workloads") && !root.has("suite")) root.fail("workloads", "given, or suite, or evaluator");
    scoring = designs::parse_scoring_request(root);
    apply(call, std::get<designs::ScoringRequest>(scoring));
    area_mode = area_mode_of(root.choice("area_mode", area_mode_names(), area_mode_names().front()));
  }
  designs::ScoringRequest* const own = std::get_if<designs::ScoringRequest>(&scoring);
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
    common.scoring = designs::complete(std::move(*own), path, sweep.networks);
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
