#include "apollo/cli/prove_options.h"

#include <filesystem>

#include "apollo/cli/deadline.h"
#include "apollo/designs/number_text.h"
#include "apollo/prove/proof.h"
#include "apollo/study/space_json.h"
#include "apollo/study/study.h"
#include "files/config_error.h"

namespace apollo::cli {
namespace {

std::string file_stem(const std::string& name_or_path) {
  return std::filesystem::path(name_or_path).stem().string();
}

// The best trial of a study, as a point of the question's space.
optimizers::Point best_point_of(const std::string& folder, const prove::Question& question) {
  const study::StoredStudy stored = study::read_study(folder);
  const study::TrialRecord* best = nullptr;
  for (const study::TrialRecord& trial : stored.trials)
    if (trial.outcome.feasible && (!best || trial.outcome.reward > best->outcome.reward)) best = &trial;
  const std::string where = "--incumbent: " + files::printable(folder, 1000);
  if (!best) throw files::ConfigError(where + ": no trial is feasible; must be a study with one that is");
  nlohmann::json values = study::configuration_of(stored.spec.space, best->point);
  const optimizers::Point point = prove::point_of(question.study.space, values, where);
  if (!allowed_space(question.study, "--space").allows(point))
    throw files::ConfigError(where + ": the best design breaks a condition of the space; must keep all");
  const designs::Design design = design_at(question.study, point);
  const double area_mm2 = area(design.accelerator, design.technology.coefficients("--technology")).total();
  const auto& budget = question.study.constraints.area_mm2;
  if (budget && area_mm2 > *budget)
    throw files::ConfigError(where + ": the best design takes " + designs::significant(area_mm2) +
                             " mm2; must be at most " + designs::plain(*budget) + " (--area)");
  return point;
}

}  // namespace

void ProveOptions::declare(Options& o) {
  o.text("--space", space, "NAME|FILE", "search space (required, unless a proof is resumed or checked)");
  scoring.declare(o);
  scoring.declare_reward(o);
  o.text("--incumbent", incumbent, "STUDY", "folder of a search whose best design is looked at first");
  o.number("--slack", slack, 0, prove::kMostSlack,
           "be content when no design is better by more than this share of the reward (default 0)");
  o.integer("--jobs", jobs, 1, 1024,
            "points to evaluate at the same time (default one per processor); changes no result");
  o.text("--deadline", deadline, "TIME", kDeadlineHelp);
  o.text("--out", out, "DIR", "folder for the results (default results/prove_SPACE_WORKLOADS)");
  o.flag("--resume", resume,
         "go on with the proof that is in the folder; with --out, no other option is needed");
  o.text("--check", check, "CERTIFICATE",
         "hold a certificate.jsonl to what it says, instead of proving anything");
  o.integer("--sample", sample, 1, INT64_MAX,
            "with --check: evaluate only so many of the points again (default all)");
  o.flag("--json", json, "print one JSON object");
}

void ProveOptions::check_combination(const Options& o) const {
  if (!check.empty()) {
    const std::string other = o.given_besides({"--check", "--sample", "--jobs", "--deadline", "--json"});
    if (!other.empty()) throw files::ConfigError(other + ": must not be used with --check");
    return;
  }
  if (o.given("--sample")) throw files::ConfigError("--sample: must be used with --check");
  if (!only_resumes()) {
    if (space.empty()) throw files::ConfigError("--space is required; see apollo prove --help");
    return;
  }
  if (out.empty())
    throw files::ConfigError("--resume: must be used with --space, or with --out for the proof in a folder");
  const std::string other = o.given_besides({"--resume", "--out", "--jobs", "--json", "--deadline"});
  if (!other.empty())
    throw files::ConfigError(other + ": is decided by the proof; must not be given without --space");
}

ProofRequest ProveOptions::request() const {
  if (only_resumes())
    return request_of(prove::read_question(out), files::printable(out, 1000) + "/question.json");
  study::StudySpec spec{study::read_space(space)};
  designs::Scoring own = scoring.scoring();
  std::vector<workloads::Network> networks = designs::load_networks(own, kInputShapeOption);
  own.fingerprints = designs::fingerprints_of(own, networks);
  spec.scoring = std::move(own);
  spec.constraints = scoring.constraints;
  study::check(spec, "prove");
  check_conditions(spec, space);
  prove::Question question{std::move(spec), slack.value_or(0)};
  prove::check(question, "prove");
  if (!incumbent.empty()) question.incumbent = best_point_of(incumbent, question);
  return {std::move(question), space, std::move(networks)};
}

std::string ProveOptions::folder() const {
  if (!out.empty()) return out;
  std::string name = "prove_" + file_stem(space);
  if (!scoring.suite.empty()) name += "_" + file_stem(scoring.suite);
  for (const std::string& workload : scoring.workloads) name += "_" + file_stem(workload);
  for (const designs::ConstraintName& constraint : designs::constraint_names())
    if (const auto& limit = scoring.constraints.*constraint.limit)
      name += "_" + designs::plain(*limit) + machine::unit_symbol(constraint.reason);
  return "results/" + name;
}

ProofRequest request_of(prove::Question question, const std::string& file) {
  const designs::Scoring& own = *question.study.own_scoring();
  std::vector<workloads::Network> networks = designs::load_unchanged_networks(own, file);
  check_conditions(question.study, file);
  return {std::move(question), file, std::move(networks)};
}

}  // namespace apollo::cli
