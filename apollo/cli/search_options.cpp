#include "apollo/cli/search_options.h"

#include <algorithm>
#include <charconv>
#include <filesystem>

#include "apollo/designs/figures.h"
#include "apollo/study/space_json.h"
#include "files/config_error.h"
#include "files/json_file.h"
#include "optimizers/registry.h"
#include "workloads/zoo/builtin.h"

namespace apollo::cli {
namespace {

std::string stem(const std::string& name_or_path) {
  return std::filesystem::path(name_or_path).stem().string();
}

optimizers::OptionValues parse(const std::vector<std::string>& given) {
  optimizers::OptionValues values;
  for (const std::string& text : given) {
    const std::size_t equals = text.find('=');
    double number = 0;
    const char* const end = text.data() + text.size();
    const bool good = equals != std::string::npos && equals > 0 && [&] {
      const auto result = std::from_chars(text.data() + equals + 1, end, number);
      return result.ec == std::errc() && result.ptr == end;
    }();
    if (!good) {
      throw files::ConfigError("--option is \"" + files::printable(text, 60) +
                               "\"; must be KEY=VALUE with a number as value");
    }
    values[text.substr(0, equals)] = number;
  }
  return values;
}

}  // namespace

void SearchOptions::declare(Options& o) {
  std::vector<std::string> strategies;
  for (const auto& strategy : optimizers::strategies()) strategies.push_back(strategy.name);
  o.text("--space", space, "NAME|FILE", "search space", true);
  workloads.declare(o);
  workloads.declare_objective(o);
  o.choice("--area-mode", area_mode, {"blackbox", "known"},
           "whether points over the area budget cost a trial, or are never proposed (default blackbox)");
  o.text("--evaluator", evaluator, "exec:CMD",
         "score points by a program of yours, which the shell runs as CMD (docs/integration.md)");
  o.number("--evaluator-timeout", evaluator_timeout_s, 0, 1e6,
           "seconds that the program may take for an answer (default 600)");
  o.choice("--engine", engine, {"fast", "systemc"}, "simulator (default fast)");
  optimizer = strategies.front();
  o.choice("--optimizer", optimizer, strategies, "search strategy (default " + optimizer + ")");
  o.texts("--option", options, "KEY=VALUE", "an option of the strategy; may be repeated");
  o.integer("--trials", trials, 1, study::most_trials, "points to evaluate", true);
  o.integer("--seed", seed, 0, INT64_MAX, "seed of the strategy (default 1)");
  o.integer("--batch", batch, 1, study::largest_batch,
            "points that the strategy proposes at once (default 16)");
  o.integer("--jobs", jobs, 1, 1024,
            "points to evaluate at the same time (default one per processor); changes no result");
  o.text("--out", out, "DIR", "folder for the results (default results/SPACE_WORKLOADS_OPTIMIZER_SEED)");
  o.flag("--resume", resume, "go on with the study that is in the folder");
  o.flag("--json", json, "print one JSON object");
}

void SearchOptions::check_combination(const Options& o) const {
  if (evaluator.empty()) {
    if (o.given("--evaluator-timeout"))
      throw files::ConfigError("--evaluator-timeout: must be used with --evaluator");
    return;
  }
  if (command().empty()) {
    throw files::ConfigError("--evaluator is \"" + apollo::files::printable(evaluator, 60) +
                             "\"; must be exec:CMD with a command of the shell");
  }
  // What they say, the program knows.
  for (const char* option : {"--workload", "--suite", "--input-shape", "--skip-unsupported", "--technology",
                             "--engine", "--objective", "--latency", "--power", "--area-mode"}) {
    if (o.given(option))
      throw files::ConfigError(std::string(option) + ": must not be used with --evaluator");
  }
}

std::string SearchOptions::command() const {
  const std::string kind = "exec:";
  return evaluator.compare(0, kind.size(), kind) == 0 ? evaluator.substr(kind.size()) : "";
}

void SearchOptions::describe_evaluation(study::StudySpec& spec) const {
  if (!evaluator.empty()) {
    spec.objective = "evaluator";
    spec.evaluation = {{"evaluator", evaluator}};
    return;
  }
  spec.workloads = workloads.networks();
  spec.objective = workloads.objective;
  nlohmann::json& decides = spec.evaluation;
  decides = {{"engine", engine}, {"baseline", nlohmann::json::parse(to_json_text(designs::edge_baseline()))}};
  const auto built_in = cost::technology_names();
  const bool is_name = std::find(built_in.begin(), built_in.end(), workloads.technology) != built_in.end();
  cost::technology(workloads.technology);  // reports what is wrong with it
  decides["technology"] = is_name
                              ? nlohmann::json(workloads.technology)
                              : apollo::files::parse_json(apollo::files::read_text_file(workloads.technology),
                                                          workloads.technology);
  if (!workloads.import.input_shapes.empty()) decides["input_shapes"] = workloads.import.input_shapes;
  if (workloads.import.skip_unsupported) decides["skip_unsupported"] = true;
  decides["networks"] = nlohmann::json::object();
  const auto networks = workloads.load();
  for (std::size_t i = 0; i < networks.size(); ++i) {
    // Notices that a file has changed since the study began.
    decides["networks"][spec.workloads[i].network] = fingerprint(networks[i]);
  }
}

study::StudySpec SearchOptions::spec() const {
  study::StudySpec spec{study::read_space(space)};
  describe_evaluation(spec);
  spec.constraints = workloads.constraints;
  spec.area_mode = area_mode == "known" ? study::AreaMode::known : study::AreaMode::blackbox;
  if (spec.area_mode == study::AreaMode::known && !spec.constraints.area_mm2)
    throw files::ConfigError("--area-mode is \"known\"; must be used with --area");
  spec.optimizer = optimizer;
  spec.options = parse(options);
  spec.seed = seed;
  spec.trials = trials;
  spec.batch = static_cast<int>(batch);
  check(spec, "search");
  return spec;
}

designs::EvaluationOptions SearchOptions::evaluation() const {
  designs::EvaluationOptions options = workloads.evaluation();
  options.engine = engine == "systemc" ? designs::Engine::systemc : designs::Engine::fast;
  return options;
}

std::string SearchOptions::folder() const {
  if (!out.empty()) return out;
  std::string name = stem(space);
  if (!evaluator.empty()) name += "_exec";
  if (!workloads.suite.empty()) name += "_" + stem(workloads.suite);
  for (const std::string& workload : workloads.workloads) name += "_" + stem(workload);
  name += "_" + optimizer + "_" + std::to_string(seed);
  if (engine != "fast") name += "_" + engine;
  if (workloads.objective != designs::objectives().front().name) name += "_" + workloads.objective;
  for (const designs::ConstraintName& constraint : designs::constraint_names()) {
    if (const auto& limit = workloads.constraints.*constraint.limit)
      name += "_" + designs::plain(*limit) + machine::unit_symbol(constraint.reason);
  }
  if (area_mode != "blackbox") name += "_" + area_mode;
  return "results/" + name;
}

}  // namespace apollo::cli
