#include "apollo/cli/sweep_file.h"

#include <algorithm>
#include <cctype>
#include <limits>

#include "apollo/designs/figures.h"
#include "files/config_error.h"
#include "files/json_file.h"
#include "files/json_object.h"
#include "optimizers/registry.h"

namespace apollo::cli {
namespace {

using apollo::files::JsonObject;
using nlohmann::json;

constexpr std::int64_t most_seeds = 10000;

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
                               apollo::files::printable(result.back().label, 60) +
                               "\" again; must have a \"label\" of its own");
    }
  }
  return result;
}

// The area budgets; the other constraints go into `search`.
std::vector<std::optional<double>> constraints(JsonObject& root, SearchOptions& search) {
  std::vector<std::optional<double>> areas;
  if (root.has("constraints")) {
    JsonObject object = root.object("constraints");
    for (const designs::ConstraintName& constraint : designs::constraint_names()) {
      const bool is_area = constraint.reason == machine::Infeasible::Reason::area;
      if ((!is_area && !search.evaluator.empty()) || !object.has(constraint.key)) continue;
      if (is_area && object.value(constraint.key).is_array()) {
        for (const double area : object.numbers(constraint.key, 0, designs::largest_limit, {1, 1000}))
          areas.emplace_back(area);
      } else {
        search.workloads.constraints.*constraint.limit =
            object.number(constraint.key, 0, designs::largest_limit);
      }
    }
    object.reject_unknown_keys("constraints");
  }
  for (std::size_t i = 0; i < areas.size(); ++i) {
    if (std::count(areas.begin(), areas.end(), areas[i]) > 1)
      throw files::ConfigError(root.file() + ": constraints.area_mm2 has " + designs::plain(*areas[i]) +
                               " twice");
  }
  if (areas.empty()) areas.push_back(search.workloads.constraints.area_mm2);
  search.workloads.constraints.area_mm2 = areas.front();
  return areas;
}

SearchOptions search_options(JsonObject& root) {
  SearchOptions search;
  search.space = root.text("space");
  search.trials = root.integer("trials", 1, study::most_trials);
  search.batch = root.integer("batch", 1, study::largest_batch, search.batch);
  search.optimizer = "random";
  if (root.has("evaluator")) {
    search.evaluator = root.text("evaluator");
    if (search.command().empty()) root.fail("evaluator", "exec:CMD with a command of the shell");
    search.evaluator_timeout_s = root.number("evaluator_timeout_s", 1e-3, 1e6, search.timeout_s());
    return search;
  }
  if (root.has("workloads")) search.workloads.workloads = root.texts("workloads", {1});
  search.workloads.suite = root.text("suite", "");
  if (!root.has("workloads") && !root.has("suite")) root.fail("workloads", "given, or suite, or evaluator");
  if (root.has("input_shapes")) search.workloads.import.input_shapes = root.texts("input_shapes", {1});
  search.workloads.import.skip_unsupported = root.boolean("skip_unsupported", false);
  search.workloads.technology = root.text("technology", search.workloads.technology);
  std::vector<std::string> names;
  for (const designs::Objective& objective : designs::objectives()) names.push_back(objective.name);
  search.workloads.objective = root.choice("objective", names, search.workloads.objective);
  search.area_mode = root.choice("area_mode", {"blackbox", "known"}, search.area_mode);
  return search;
}

}  // namespace

SweepFile read_sweep_file(const std::string& path) {
  const std::string text = apollo::files::read_text_file(path);
  const json parsed = apollo::files::parse_json(text, path);
  JsonObject root(parsed, path);
  SearchOptions search = search_options(root);
  const std::vector<std::optional<double>> areas = constraints(root, search);
  if (search.area_mode == "known" && !areas.front())
    root.fail("area_mode", "blackbox, or used with constraints.area_mm2");
  const std::vector<Competitor> strategies = competitors(root);
  const std::int64_t seeds = root.integer("seeds", 1, most_seeds);
  root.reject_unknown_keys("a sweep");

  SweepFile sweep{text, search, {}};
  const study::StudySpec common = search.spec();
  for (std::int64_t seed = 1; seed <= seeds; ++seed) {
    for (const auto& area : areas) {
      for (const Competitor& strategy : strategies) {
        study::SweepRun run{strategy.label, "", common};
        run.spec.constraints.area_mm2 = area;
        run.spec.optimizer = strategy.optimizer;
        run.spec.options = strategy.options;
        run.spec.seed = seed;
        check(run.spec, path);
        if (area) run.folder = designs::plain(*area) + "mm2_";
        run.folder += strategy.label + "_" + std::to_string(seed);
        sweep.runs.push_back(std::move(run));
      }
    }
  }
  return sweep;
}

}  // namespace apollo::cli
