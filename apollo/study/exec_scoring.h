#pragma once
#include <nlohmann/json.hpp>
#include <optional>
#include <string>
#include <vector>

#include "apollo/study/failure.h"
#include "files/json_object.h"

namespace apollo::study {

// Of an answer, in a sweep's file.
inline constexpr double kShortestTimeoutS = 1e-3, kLongestTimeoutS = 1e6;

// A program of the user says what a point is worth: what --evaluator and "evaluator" of a sweep's file ask
// for as exec:COMMAND.
struct ExecScoring {
  std::string command;            // of the shell; not empty
  double timeout_s = 600;         // of an answer; not kept in study.json: a study may go on with another
  FailurePolicy on_failure = {};  // a study may go on with another
  bool minimize = false;          // the less the program's reward the better: the study's is its negative
  // What the program reports rewards by (ObjectiveRewards): up to four names, none twice. None: one reward.
  std::vector<std::string> objectives = {};
  std::vector<double> reference = {};  // of several, a reward of each; empty: 0
};

// ConfigError if a name is none, there are too many or one twice, or the reference does not go with them.
// `where` as of designs::check_objectives().
void check_objectives(const ExecScoring& scoring, const std::string& where);

// "exec:COMMAND", and the other way round: nothing if the text is something else.
std::string to_text(const ExecScoring& scoring);
std::optional<ExecScoring> exec_scoring_of(const std::string& text);

// Reads the keys "evaluator", which must be there, "evaluator_timeout_s", "on_failure", "minimize",
// "objective" and "reference" of an object that may have others: of a sweep's file, or the arguments of a
// call. ConfigError.
ExecScoring parse_exec_request(files::JsonObject& root);

// The members "workloads", "objective" and "evaluation" of study.json, as designs::to_json(Scoring) gives
// them: no networks and the objective "evaluator", because these the program knows.
nlohmann::ordered_json to_json(const ExecScoring& scoring);
// The member "on_failure" of study.json's evaluation or of a sweep's file; the default if there is none.
// ConfigError.
FailurePolicy read_failure_policy(files::JsonObject& object);
// Whether that is what study.json's root holds, and reads it. ConfigError.
bool has_exec_scoring(files::JsonObject& root);
ExecScoring parse_exec_scoring(files::JsonObject& root);

}  // namespace apollo::study
