#include "apollo/study/exec_scoring.h"

namespace apollo::study {
namespace {

const std::string kKind = "exec:";

}  // namespace

std::string to_text(const ExecScoring& scoring) { return kKind + scoring.command; }

std::optional<ExecScoring> exec_scoring_of(const std::string& text) {
  if (text.compare(0, kKind.size(), kKind) != 0 || text.size() == kKind.size()) return std::nullopt;
  ExecScoring scoring;
  scoring.command = text.substr(kKind.size());
  return scoring;
}

nlohmann::ordered_json to_json(const ExecScoring& scoring) {
  nlohmann::ordered_json result;
  result["workloads"] = nlohmann::ordered_json::array();
  result["objective"] = "evaluator";
  result["evaluation"] = {{"evaluator", to_text(scoring)}, {"on_failure", to_text(scoring.on_failure)}};
  if (scoring.minimize) result["evaluation"]["minimize"] = true;
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
  root.choice("objective", {"evaluator"});
  files::JsonObject evaluation = root.object("evaluation");
  const nlohmann::json& text = evaluation.value("evaluator");  // longer than JsonObject::text() allows
  auto scoring = exec_scoring_of(text.is_string() ? text.get<std::string>() : "");
  if (!scoring) evaluation.fail("evaluator", "exec:CMD with a command of the shell");
  scoring->on_failure = read_failure_policy(evaluation);
  scoring->minimize = evaluation.boolean("minimize", false);
  evaluation.reject_unknown_keys("an evaluation");
  return *scoring;
}

}  // namespace apollo::study
