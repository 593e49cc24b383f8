#include "apollo/study/exec_evaluator.h"

#include <gtest/gtest.h>

#include <iterator>
#include <set>
#include <sstream>

#include "tests/apollo/study/toy_study.h"
#include "tests/files/scratch.h"

namespace apollo::study {
namespace {

using namespace testing;

constexpr double kLongS = 60;

// Programs that answer as toy_outcome does. Each lets `before` (statements with `request` and `x`, `y`,
// `mode`) do something else first.
class Programs {
 public:
  std::string command(const std::string& before) {
    const std::string path = scratch_ / ("worker" + std::to_string(++count_) + ".py");
    write_file(path, R"(import json, os, signal, sys, time
FOLDER = os.path.dirname(__file__)
open(FOLDER + "/started", "a").write(str(os.getpid()) + "\n")
def say(text): print(text, flush=True)
for line in sys.stdin:
    request = json.loads(line)
    x, y, mode = (request["configuration"][key] for key in ("x", "y", "mode"))
    answer = {"id": request["id"], "feasible": x + y <= 12, "area_mm2": 0.1 * (x + y)}
    if answer["feasible"]:
        answer.update(reward=(x + 0.1 * y) / 3 + (mode == "b"), latency_ms=1.0 / (1 + x))
    else:
        answer.update(reason="area")
)" + indented(before) + R"(
    say(json.dumps(answer))
)");
    return "exec python3 " + path;
  }
  std::vector<int> started() const {
    std::istringstream text(read_file(scratch_ / "started"));
    return {std::istream_iterator<int>(text), {}};
  }
  std::string operator/(const std::string& name) const { return scratch_ / name; }

 private:
  static std::string indented(const std::string& statements) {
    std::string result = "    ";
    for (const char c : statements) result += c == '\n' ? std::string("\n    ") : std::string(1, c);
    return result;
  }
  Scratch scratch_;
  int count_ = 0;
};

Outcome evaluate(ExecEvaluator& evaluator, const optimizers::Point& point) {
  return evaluator.evaluate(toy_spec().space, point);
}

// The outcome of a point at which the program does that, after one and before another that it answers.
Outcome outcome_of(const std::string& before, double timeout_s = kLongS) {
  Programs programs;
  ExecEvaluator evaluator(programs.command(before), timeout_s);
  EXPECT_EQ(evaluate(evaluator, {1, 2, 1}), toy_outcome({1, 2, 1}));
  const Outcome outcome = evaluate(evaluator, {5, 5, 0});
  EXPECT_FALSE(outcome.feasible);
  EXPECT_EQ(outcome.reward, 0);
  EXPECT_EQ(evaluate(evaluator, {3, 2, 1}), toy_outcome({3, 2, 1}));
  EXPECT_EQ(programs.started().size(), outcome.reason == "evaluator_refused" ? 1U : 2U);
  return outcome;
}

void expect_failure(const Outcome& outcome, const std::string& reason, const std::string& error) {
  EXPECT_EQ(outcome.reason, reason);
  const std::string given = outcome.details.at("evaluator_error");
  expect_contains(given, error);
  EXPECT_EQ(given.find('\n'), std::string::npos);
  EXPECT_LT(given.size(), 500U);
}

TEST(ExecEvaluator, GivesTheAnswersOfItsWorkers) {
  Programs programs;
  ExecEvaluator evaluator(programs.command(""), kLongS);
  for (const optimizers::Point& point : {optimizers::Point{0, 0, 0}, {9, 9, 1}, {4, 7, 1}}) {
    EXPECT_EQ(evaluate(evaluator, point), toy_outcome(point));
  }
  EXPECT_EQ(programs.started().size(), 1U);
}

TEST(ExecEvaluator, NumbersTheRequestsOfAWorkerFromOne) {
  Programs programs;
  ExecEvaluator evaluator(programs.command("answer['seen'] = request['id']"), kLongS);
  for (int id = 1; id <= 3; ++id) EXPECT_EQ(evaluate(evaluator, {1, 1, 1}).details.at("seen"), id);
}

TEST(ExecEvaluator, RecordsGarbage) {
  const std::string at_five = "if x == 5: ";
  const std::string garbage = "evaluator_garbage";
  expect_failure(outcome_of(at_five + "say('Segfault? No, hello')"), garbage,
                 "the answer \"Segfault? No, hello\": not valid JSON");
  expect_failure(outcome_of(at_five + "say('')"), garbage, "the answer \"\": is empty");
  expect_failure(outcome_of(at_five + "sys.stdout.buffer.write(b'\\xff\\x00\\n'); sys.stdout.flush()"),
                 garbage, "the answer \"??\": not valid JSON");
  expect_failure(outcome_of(at_five + "answer['id'] += 1"), garbage, "id is 3; must be 2");
  expect_failure(outcome_of(at_five + "answer['id'] = '2'"), garbage, "id is \"2\"; must be 2");
  expect_failure(outcome_of(at_five + "del answer['id']"), garbage, "id is missing; must be 2");
  expect_failure(outcome_of(at_five + "answer['feasible'] = 'yes'"), garbage, "feasible is \"yes\"");
  expect_failure(outcome_of(at_five + "answer['reward'] = float('nan')"), garbage, "not valid JSON");
  expect_failure(outcome_of(at_five + "say('[' * 1000)"), garbage, "nested deeper");
}

TEST(ExecEvaluator, RecordsAnOverlongLine) {
  expect_failure(outcome_of("if x == 5: answer['pad'] = 'x' * (1 << 20)"), "evaluator_garbage",
                 "longer than 1048576 bytes");
}

TEST(ExecEvaluator, RecordsAHang) {
  expect_failure(outcome_of("if x == 5: time.sleep(1000)", 5), "evaluator_timeout", "no answer within 5 s");
  expect_failure(outcome_of("if x == 5: print('{\"id\"', end='', flush=True); time.sleep(1000)", 5),
                 "evaluator_timeout", "no answer within 5 s after \"{\"id\"\"");
}

TEST(ExecEvaluator, RecordsAnExitAndASignal) {
  const std::string died = "evaluator_died";
  expect_failure(outcome_of("if x == 5: sys.exit(3)"), died, "exit status 3");
  expect_failure(outcome_of("if x == 5: os._exit(127)"), died, "exit status 127");
  expect_failure(outcome_of("if x == 5: os.kill(os.getpid(), signal.SIGKILL)"), died, "signal Killed");
  expect_failure(outcome_of("if x == 5: os.close(1); time.sleep(1000)"), died, "it closed its output");
  expect_failure(outcome_of("if x == 5: print('half', end=''); sys.exit(0)"), died,
                 "exit status 0 after \"half\"");
}

TEST(ExecEvaluator, RecordsAnErrorMessageAndKeepsTheWorker) {
  expect_failure(outcome_of("if x == 5: answer = {'id': request['id'], 'error': 'no such memory'}"),
                 "evaluator_refused", "no such memory");
}

TEST(ExecEvaluator, RejectsAnAnswerOverTheAreaLimit) {
  Programs programs;
  ExecEvaluator evaluator(programs.command(""), kLongS, 0.55);
  EXPECT_EQ(evaluate(evaluator, {2, 3, 1}), toy_outcome({2, 3, 1}));
  Outcome over = toy_outcome({3, 3, 1});  // 0.6 mm2
  over.feasible = false;
  over.reward = 0;
  over.reason = "area";
  over.details.update({{"needed", over.area_mm2}, {"available", 0.55}});
  EXPECT_EQ(evaluate(evaluator, {3, 3, 1}), over);
}

TEST(ExecEvaluator, ReplacesAWorkerThatTalksBetweenTwoRequests) {
  Programs programs;
  ExecEvaluator evaluator(programs.command("if x == 5: say(json.dumps(answer)); answer['id'] = 99"), kLongS);
  EXPECT_EQ(evaluate(evaluator, {5, 1, 0}), toy_outcome({5, 1, 0}));
  std::this_thread::sleep_for(std::chrono::milliseconds(500));  // for the line that nobody asked for
  EXPECT_EQ(evaluate(evaluator, {6, 1, 0}), toy_outcome({6, 1, 0}));
  EXPECT_EQ(programs.started().size(), 2U);
}

TEST(ExecEvaluator, ReplacesAWorkerThatEndsAfterItsAnswer) {
  Programs programs;
  // The next request comes while it is ending.
  ExecEvaluator evaluator(programs.command("say(json.dumps(answer)); sys.exit(0)"), kLongS);
  for (int x = 0; x < 8; ++x) EXPECT_EQ(evaluate(evaluator, {x, 1, 0}), toy_outcome({x, 1, 0}));
  EXPECT_EQ(programs.started().size(), 8U);
}

TEST(ExecEvaluator, ThatCannotBeRunIsAnError) {
  for (const std::string command : {"no_such_program 2>/dev/null", "/dev/null 2>/dev/null"}) {
    ExecEvaluator evaluator(command, kLongS);
    const std::string error = config_error([&] { evaluate(evaluator, {1, 1, 1}); });
    expect_contains(error, command);
    expect_contains(error, "cannot be run: exit status 12");
  }
}

RunOptions two_jobs() {
  RunOptions options;
  options.jobs = 2;
  return options;
}

TEST(ExecEvaluator, DrivesAStudyOnSeveralWorkersAndEndsThem) {
  const Scratch scratch;
  Programs programs;
  const StudyResult expected = run_toy(scratch / "built-in", toy_spec());
  {
    // Both workers are needed: each waits for the other's start, some seconds at most.
    ExecEvaluator evaluator(programs.command("for i in range(3000):\n"
                                             "    if len(open(FOLDER + '/started').readlines()) >= 2: break\n"
                                             "    time.sleep(0.001)"),
                            kLongS);
    const StudyResult result =
        Study(scratch / "exec", toy_spec(), Study::Mode::create).run(evaluator, two_jobs());
    EXPECT_EQ(result.trials, expected.trials);
  }
  EXPECT_EQ(read_file(scratch / "exec/trials.csv"), read_file(scratch / "built-in/trials.csv"));
  const std::vector<int> started = programs.started();
  EXPECT_EQ(started.size(), 2U);
  for (const int id : started) EXPECT_FALSE(std::filesystem::exists("/proc/" + std::to_string(id)));
}

TEST(ExecEvaluator, KillsAWorkerThatGoesOnAfterTheEndOfItsInput) {
  Programs programs;
  {
    ExecEvaluator evaluator(programs.command("import atexit; atexit.register(time.sleep, 1000)"), kLongS);
    EXPECT_EQ(evaluate(evaluator, {1, 2, 1}), toy_outcome({1, 2, 1}));
  }
  ASSERT_EQ(programs.started().size(), 1U);
  EXPECT_FALSE(std::filesystem::exists("/proc/" + std::to_string(programs.started()[0])));
}

TEST(ExecEvaluator, AStudyGoesOnAfterFailuresAndDoesNotRetryThem) {
  const Scratch scratch;
  Programs programs;
  const std::string failing = programs.command(
      "if y >= 8: say('garbage')\n"
      "if y == 1: sys.exit(1)\n"
      "if y == 2 and mode == 'b': time.sleep(1000)");
  StudySpec spec = toy_spec();
  spec.trials = 24;
  std::set<std::string> reasons;
  StudyResult first;
  {
    ExecEvaluator evaluator(failing, 5);
    first = Study(scratch / "s", spec, Study::Mode::create).run(evaluator, two_jobs());
  }
  ASSERT_EQ(first.trials.size(), 24U);
  for (const TrialRecord& trial : first.trials) {
    const int y = trial.point[1];
    const bool hangs = y == 2 && trial.point[2] == 1;
    const std::string reason = y >= 8   ? "evaluator_garbage"
                               : y == 1 ? "evaluator_died"
                               : hangs  ? "evaluator_timeout"
                                        : "";
    reasons.insert(reason);
    if (reason.empty()) {
      EXPECT_EQ(trial.outcome, toy_outcome(trial.point));
    } else {
      EXPECT_EQ(trial.outcome.reason, reason);
    }
  }
  EXPECT_EQ(reasons.size(), 4U);  // nothing, and each failure
  ExecEvaluator never("exit 1", kLongS);
  const StudyResult again = Study(scratch / "s", spec, Study::Mode::resume).run(never, two_jobs());
  EXPECT_EQ(again.trials, first.trials);
}

// A mistake in the command does not use up the study.
TEST(ExecEvaluator, EndsAStudyWhoseWorkersDieBeforeAnyAnswer) {
  const Scratch scratch;
  ExecEvaluator dies("exit 3", kLongS);
  Study study(scratch / "s", toy_spec(), Study::Mode::create);
  expect_contains(config_error([&] { study.run(dies, {}); }),
                  "has ended 8 times before any answer: exit status 3");
  EXPECT_EQ(read_study(scratch / "s").trials.size(), 7U);
}

}  // namespace
}  // namespace apollo::study
