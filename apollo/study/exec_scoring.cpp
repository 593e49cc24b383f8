#include "apollo/study/exec_scoring.h"

#include <algorithm>
#include <cctype>

#include "apollo/designs/scoring_request.h"
#include "files/config_error.h"
#include "files/json_file.h"

namespace apollo::study {
namespace {

const std::string kKind = "exec:";
const std::string kOneReward = "evaluator";  // in study.json, in place of objectives
constexpr std::size_t kLongestName = 60;

bool is_objective(const std::string& name) {
  const auto good = [](unsigned char c) { return std::isalnum(c) || c == '_'; };
  return !name.empty() && name.size() <= kLongestName && name != kOneReward &&
         std::all_of(name.begin(), name.end(), good);
}

}  // namespace

void check_objectives(const ExecScoring& scoring, const std::string& where) {
  for (const std::string& name : scoring.objectives) {
    if (!is_objective(name))
      throw files::ConfigError(where + "objective is \"" + files::printable(name, kLongestName) +
                               "\"; must be up to 60 letters, digits and \"_\", and not \"evaluator\"");
  }
  if (scoring.minimize && !scoring.objectives.empty())
    throw files::ConfigError(where + "minimize: must not be used with objectives, which are rewards");
  designs::check_objectives(scoring.objectives, scoring.reference, where);
}

std::string to_text(const ExecScoring& scoring) { return kKind + scoring.command; }

std::optional<ExecScoring> exec_scoring_of(const std::string& text) {
  if (text.compare(0, kKind.size(), kKind) != 0 || text.size() == kKind.size()) return std::nullopt;
  ExecScoring scoring;
  scoring.command = text.substr(kKind.size());
  return scoring;
}

ExecScoring parse_exec_request(files::JsonObject& root) {
  std::optional<ExecScoring> scoring = exec_scoring_of(root.text("evaluator"));
  if (!scoring) root.fail("evaluator", "exec:CMD with a command of the shell");
  scoring->timeout_s =
      root.number("evaluator_timeout_s", kShortestTimeoutS, kLongestTimeoutS, scoring->timeout_s);
  scoring->on_failure = read_failure_policy(root);
  scoring->minimize = root.boolean("minimize", false);
  designs::read_objectives(root, *scoring);
  return *scoring;
}

nlohmann::ordered_json to_json(const ExecScoring& scoring) {
  nlohmann::ordered_json result;
  result["workloads"] = nlohmann::ordered_json::array();
  result["objective"] = scoring.objectives;
  if (scoring.objectives.size() < 2)
    result["objective"] = scoring.objectives.empty() ? kOneReward : scoring.objectives[0];
  result["evaluation"] = {{"evaluator", to_text(scoring)}, {"on_failure", to_text(scoring.on_failure)}};
  if (scoring.minimize) result["evaluation"]["minimize"] = true;
  if (!scoring.reference.empty()) result["evaluation"]["reference"] = scoring.reference;
  return result;
}

FailurePolicy read_failure_policy(files::JsonObject& object) {
  if (!object.has("on_failure")) return {};
  const nlohmann::json& text = object.value("on_failure");
  const auto policy = failure_policy_of(text.is_string() ? text.get<std::string>() : "");
  if (!policy) object.fail("on_failure", kFailurePolicies);
  return *policy;
}

bool has_exec_scoring(files::JsonObject& root) { return root.object("evaluation").has("evaluator"); }

ExecScoring parse_exec_scoring(files::JsonObject& root) {
  if (root.value("workloads") != nlohmann::json::array())
    root.fail("workloads", "an empty list with an evaluator");
  files::JsonObject evaluation = root.object("evaluation");
  const nlohmann::json& text = evaluation.value("evaluator");  // longer than JsonObject::text() allows
  std::optional<ExecScoring> scoring = exec_scoring_of(text.is_string() ? text.get<std::string>() : "");
  if (!scoring) evaluation.fail("evaluator", "exec:CMD with a command of the shell");
  scoring->on_failure = read_failure_policy(evaluation);
  scoring->minimize = evaluation.boolean("minimize", false);
  if (root.value("objective") != kOneReward) scoring->objectives = designs::parse_objectives(root);
  if (evaluation.has("reference"))
    scoring->reference = evaluation.numbers("reference", 0, designs::kLargestReference, {2});
  check_objectives(*scoring, root.file() + ": ");
  evaluation.reject_unknown_keys("an evaluation");
  return *scoring;
}

}  // namespace apollo::study
