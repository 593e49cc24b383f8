#include "apollo/cli/search_options.h"

#include <charconv>
#include <filesystem>

#include "apollo/cli/deadline.h"
#include "apollo/designs/number_text.h"
#include "apollo/study/space_json.h"
#include "apollo/study/study.h"
#include "files/config_error.h"
#include "files/json_file.h"
#include "optimizers/registry.h"

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

// Of the study in the folder, if there is one: a call that does not name a policy does not change it.
void keep_failure_policy(const std::string& folder, study::StudySpec& spec) {
  std::error_code error;
  study::ExecScoring* const program = spec.exec_scoring();
  if (program && std::filesystem::exists(folder + "/study.json", error))
    program->on_failure = policy_of(study::read_study_spec(folder));
}

}  // namespace

void SearchOptions::declare(Options& o) {
  std::vector<std::string> strategies;
  for (const auto& strategy : optimizers::strategies()) strategies.push_back(strategy.name);
  o.text("--space", space, "NAME|FILE", "search space (required, unless a study is resumed)");
  scoring.declare(o);
  scoring.declare_reward(o);
  o.choice("--area-mode", area_mode, study::area_mode_names(),
           "whether points over the area budget cost a trial, or are never proposed (default blackbox)");
  o.text("--evaluator", evaluator, "exec:CMD",
         "score points by a program of yours, which the shell runs as CMD (docs/integration.md); --objective "
         "then has the names that it reports rewards by");
  o.number("--evaluator-timeout", evaluator_timeout_s, 0, 1e6,
           "seconds that the program may take for an answer (default 600)");
  o.text("--on-failure", on_failure, "POLICY",
         "when the program fails: retry=N (default retry=2), infeasible, or stop (docs/integration.md)");
  o.flag("--minimize", minimize, "the program's reward is to be as small as possible");
  o.choice("--engine", engine, designs::engine_names(), "simulator (default fast)");
  optimizer = strategies.front();
  o.choice("--optimizer", optimizer, strategies, "search strategy (default " + optimizer + ")");
  o.texts("--option", options, "KEY=VALUE", "an option of the strategy; may be repeated");
  transfer.declare(o);
  o.integer("--trials", trials, 1, study::kMostTrials,
            "points to evaluate (required, unless a study is resumed; more than it had make it longer)");
  o.integer("--seed", seed, 0, INT64_MAX, "seed of the strategy (default 1)");
  o.integer("--proposals", proposals, 1, study::kMostProposals,
            "points that the strategy proposes at once (default 16)");
  o.integer(
      "--lag", lag, 0, study::kMostLag,
      "batches of proposals that are evaluated while the next is made without their outcomes (default 0)");
  o.integer("--jobs", jobs, 1, 1024,
            "points to evaluate at the same time (default one per processor); changes no result");
  o.text("--deadline", deadline, "TIME", kDeadlineHelp);
  o.text("--out", out, "DIR", "folder for the results (default results/SPACE_WORKLOADS_OPTIMIZER_SEED)");
  o.flag("--resume", resume,
         "go on with the study that is in the folder; with --out, no other option is needed");
  o.flag("--json", json, "print one JSON object");
}

void SearchOptions::check_combination(const Options& o) const {
  if (only_resumes()) {
    if (out.empty())
      throw files::ConfigError(
          "--resume: must be used with --space, or with --out for the study in a folder");
    const std::string other = o.given_besides({"--resume", "--out", "--trials", "--jobs", "--json",
                                               "--evaluator-timeout", "--on-failure", "--deadline"});
    if (!other.empty())
      throw files::ConfigError(other + ": is decided by the study; must not be given without --space");
    return;
  }
  transfer.check_combination(o);
  for (const char* required : {"--space", "--trials"}) {
    const bool has_trials = required == std::string("--trials") && !transfer.offline.empty();
    if (o.given(required) || has_trials) continue;
    throw files::ConfigError(std::string(required) +
                             (resume ? " is required with --space; --resume --out DIR alone goes on"
                                     : " is required; see apollo search --help"));
  }
  if (evaluator.empty()) {
    for (const char* option : {"--evaluator-timeout", "--on-failure", "--minimize"}) {
      if (o.given(option)) throw files::ConfigError(std::string(option) + ": must be used with --evaluator");
    }
    return;
  }
  if (!exec_scoring()) {
    throw files::ConfigError("--evaluator is \"" + files::printable(evaluator, 60) +
                             "\"; must be exec:CMD with a command of the shell");
  }
  // What they say, the program knows.
  for (const char* option :
       {"--workload", "--suite", "--input-shape", "--skip-unsupported", "--technology", "--template", "--set",
        "--engine", "--aggregate", "--baseline", "--batch", "--latency", "--power", "--area-mode"}) {
    if (o.given(option))
      throw files::ConfigError(std::string(option) + ": must not be used with --evaluator");
  }
}

std::optional<study::FailurePolicy> SearchOptions::failure_policy() const {
  if (on_failure.empty()) return std::nullopt;
  const auto policy = study::failure_policy_of(on_failure);
  if (!policy) {
    throw files::ConfigError("--on-failure is \"" + files::printable(on_failure, 60) + "\"; must be " +
                             study::kFailurePolicies);
  }
  return policy;
}

std::optional<study::ExecScoring> SearchOptions::exec_scoring() const {
  std::optional<study::ExecScoring> program = study::exec_scoring_of(evaluator);
  if (!program) return program;
  program->timeout_s = evaluator_timeout_s.value_or(program->timeout_s);
  program->minimize = minimize;
  program->on_failure = failure_policy().value_or(program->on_failure);
  program->objectives = scoring.objectives;
  program->reference = scoring.reference_values();
  check_objectives(*program, "--");
  return program;
}

SearchRequest SearchOptions::stored_request() const {
  const std::string file = out + "/study.json";
  std::error_code error;
  if (!std::filesystem::exists(file, error)) {
    throw files::ConfigError(files::printable(out, 1000) +
                             ": holds no study to go on with; a new one must be given --space and --trials");
  }
  SearchRequest request{study::read_study_spec(out), files::printable(file, 1000)};
  if (auto* program = std::get_if<study::ExecScoring>(&request.spec.scoring)) {
    program->timeout_s = evaluator_timeout_s.value_or(program->timeout_s);
    program->on_failure = failure_policy().value_or(program->on_failure);
  } else {
    if (!on_failure.empty())
      throw files::ConfigError("--on-failure: must be used with a study that a program scores");
    const designs::Scoring& own = *request.spec.own_scoring();
    designs::criteria_of(own, request.space_name);  // that its objectives are known
    request.networks = designs::load_unchanged_networks(own, request.space_name);
  }
  request.sources = transfer::stored_sources(request.spec, out);
  if (trials > 0) request.spec.trials = trials;
  return request;
}

SearchRequest SearchOptions::request() const {
  if (only_resumes()) return stored_request();
  SearchRequest request{study::StudySpec{study::read_space(space)}, space};
  study::StudySpec& spec = request.spec;
  if (const auto program = exec_scoring()) {
    spec.scoring = *program;
  } else {
    designs::Scoring own = scoring.scoring();
    own.engine = designs::engine_of(engine);
    request.networks = designs::load_networks(own, kInputShapeOption);
    own.fingerprints = designs::fingerprints_of(own, request.networks);
    spec.scoring = std::move(own);
  }
  spec.constraints = scoring.constraints;
  spec.area_mode = study::area_mode_of(area_mode);
  if (spec.area_mode == study::AreaMode::known && !spec.constraints.area_mm2)
    throw files::ConfigError("--area-mode is \"known\"; must be used with --area");
  spec.optimizer = optimizer;
  spec.options = parse(options);
  spec.seed = seed;
  spec.trials = trials > 0 ? trials : transfer.propose;
  spec.proposals = static_cast<int>(proposals);
  spec.transfer = transfer.transfer(folder(), &request.sources, &request.kept_sources);
  spec.lag = static_cast<int>(lag);
  if (resume && on_failure.empty()) keep_failure_policy(folder(), spec);
  check(spec, "search");
  check_conditions(spec, space);
  return request;
}

std::string SearchOptions::folder() const {
  if (!out.empty()) return out;
  std::string name = stem(space);
  if (!evaluator.empty()) name += "_exec";
  if (!scoring.suite.empty()) name += "_" + stem(scoring.suite);
  for (const std::string& workload : scoring.workloads) name += "_" + stem(workload);
  name += "_" + optimizer + "_" + std::to_string(seed);
  if (engine != "fast") name += "_" + engine;
  if (scoring.objectives != std::vector{designs::objectives().front().name})
    for (const std::string& objective : scoring.objectives) name += "_" + objective;
  if (!scoring.reference.empty()) name += "_above_" + scoring.reference;
  if (!scoring.aggregate.empty()) name += "_" + scoring.aggregate;
  if (!scoring.template_file.empty()) name += "_template_" + stem(scoring.template_file);
  if (!scoring.baseline.empty()) name += "_baseline_" + stem(scoring.baseline);
  if (scoring.batch != 1) name += "_batch" + std::to_string(scoring.batch);
  for (const std::string& set : scoring.set) {
    const std::filesystem::path value = set.substr(set.find('=') + 1);  // a number, or a technology's file
    name += "_" + set.substr(0, set.find('=')) + "_" + value.filename().string();
  }
  for (const designs::ConstraintName& constraint : designs::constraint_names()) {
    if (const auto& limit = scoring.constraints.*constraint.limit)
      name += "_" + designs::plain(*limit) + machine::unit_symbol(constraint.reason);
  }
  if (area_mode != "blackbox") name += "_" + area_mode;
  if (!transfer.from.empty()) name += "_transfer";
  if (!transfer.offline.empty()) name += "_offline";
  return "results/" + name;
}

}  // namespace apollo::cli
