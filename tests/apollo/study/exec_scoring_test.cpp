#include "apollo/study/exec_scoring.h"

#include <gtest/gtest.h>

#include "tests/files/error_of.h"

namespace apollo::study {
namespace {

using namespace testing;
using nlohmann::json;

TEST(ExecScoring, IsReadFromExecAndACommand) {
  ASSERT_TRUE(exec_scoring_of("exec:score --fast"));
  EXPECT_EQ(exec_scoring_of("exec:score --fast")->command, "score --fast");
  EXPECT_EQ(to_text(*exec_scoring_of("exec:score --fast")), "exec:score --fast");
  for (const char* other : {"", "exec", "exec:", "score", "Exec:score", " exec:score"})
    EXPECT_FALSE(exec_scoring_of(other)) << other;
}

ExecScoring scoring_of(const json& root) {
  files::JsonObject object(root, "study.json");
  EXPECT_TRUE(has_exec_scoring(object));
  return parse_exec_scoring(object);
}

TEST(ExecScoring, ReadsBackWhatIsWritten) {
  // Longer than texts of configuration files may be.
  const ExecScoring scoring{std::string(2000, 'x') + "\n", 3};
  EXPECT_EQ(scoring_of(to_json(scoring)).command, scoring.command);
  const json expected = {{"workloads", json::array()},
                         {"objective", "evaluator"},
                         {"evaluation", {{"evaluator", "exec:score"}, {"on_failure", "retry=2"}}}};
  EXPECT_EQ(json(to_json(ExecScoring{"score"})), expected);
}

TEST(ExecScoring, KeepsWhatBecomesOfFailuresAndTheDirection) {
  json root = to_json(ExecScoring{"score"});
  EXPECT_EQ(scoring_of(root).on_failure, FailurePolicy());
  root["evaluation"].erase("on_failure");  // of an earlier version
  EXPECT_EQ(scoring_of(root).on_failure, FailurePolicy());
  EXPECT_FALSE(scoring_of(root).minimize);
  ExecScoring scoring{"score"};
  scoring.minimize = true;
  EXPECT_TRUE(scoring_of(to_json(scoring)).minimize);
  for (const std::string policy : {"retry=0", "retry=1000", "infeasible", "stop"}) {
    scoring.on_failure = *failure_policy_of(policy);
    EXPECT_EQ(to_text(scoring_of(to_json(scoring)).on_failure), policy);
  }
  for (const json& wrong : {json(2), json(""), json("retry"), json("retry=-1"), json("retry=1001"),
                            json("retry=07"), json("retry=2 "), json("Stop")}) {
    root["evaluation"]["on_failure"] = wrong;
    expect_contains(config_error([&] { scoring_of(root); }),
                    "must be retry=N with N from 0 to 1000, infeasible, or stop");
  }
}

TEST(ExecScoring, KeepsObjectivesAndTheirReference) {
  ExecScoring scoring{"score"};
  scoring.objectives = {"speed"};
  EXPECT_EQ(scoring_of(to_json(scoring)).objectives, scoring.objectives);
  scoring.objectives = {"speed", "energy"};
  scoring.reference = {1, 0.5};
  const ExecScoring back = scoring_of(to_json(scoring));
  EXPECT_EQ(back.objectives, scoring.objectives);
  EXPECT_EQ(back.reference, scoring.reference);
}

TEST(ExecScoring, HasObjectivesOfNamesThatColumnsMayHave) {
  const auto error = [](std::vector<std::string> objectives, std::vector<double> reference = {}) {
    ExecScoring scoring{"score"};
    scoring.objectives = std::move(objectives);
    scoring.reference = std::move(reference);
    return config_error([&] { check_objectives(scoring, "--"); });
  };
  EXPECT_EQ(error({"a b"}),
            "--objective is \"a b\"; must be up to 60 letters, digits and \"_\", and not \"evaluator\"");
  for (const std::string& name : {std::string(), std::string("evaluator"), std::string(61, 'x')})
    expect_contains(error({name}), "--objective is \"" + name.substr(0, 60));
  EXPECT_EQ(error({"a", "a"}), "--objective is \"a\" twice; must be different from the others");
  expect_contains(error({"a", "b", "c", "d", "e"}), "--objective is given 5 times");
  EXPECT_EQ(error({"a"}, {1}), "--reference: must be used with several objectives");
  expect_contains(error({"a", "b"}, {1}), "--reference has 1 numbers; must have 2");
  ExecScoring minimizing{"score"};
  minimizing.minimize = true;
  minimizing.objectives = {"a"};
  EXPECT_EQ(config_error([&] { check_objectives(minimizing, "--"); }),
            "--minimize: must not be used with objectives, which are rewards");
}

TEST(ExecScoring, NamesWhatIsWrong) {
  json root = to_json(ExecScoring{"score"});
  const auto error_with = [&](const char* pointer, const json& value) {
    json changed = root;
    changed[json::json_pointer(pointer)] = value;
    return config_error([&] { scoring_of(changed); });
  };
  EXPECT_EQ(error_with("/evaluation/evaluator", 5),
            "study.json: evaluation.evaluator is 5; must be exec:CMD with a command of the shell");
  expect_contains(error_with("/evaluation/evaluator", "score"), "evaluation.evaluator is \"score\"");
  expect_contains(error_with("/evaluation/engine", "fast"), "evaluation.engine is not a known key");
  expect_contains(error_with("/objective", "my energy"), "study.json: objective is \"my energy\"");
  expect_contains(error_with("/objective", 5), "study.json: objective is 5");
  expect_contains(error_with("/evaluation/reference", {1, 2}), "study.json: reference");
  expect_contains(error_with("/workloads", {"unet"}),
                  "study.json: workloads is [\"unet\"]; must be an empty list");
}

}  // namespace
}  // namespace apollo::study
