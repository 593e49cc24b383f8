#include "apollo/study/exec_evaluator.h"

#include <gtest/gtest.h>
#include <signal.h>

#include <iterator>
#include <set>
#include <sstream>

#include "apollo/study/failure.h"
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

ExecScoring run_by(const std::string& command, double timeout_s = kLongS) {
  ExecScoring scoring;
  scoring.command = command;
  scoring.timeout_s = timeout_s;
  return scoring;
}

Outcome evaluate(ExecEvaluator& evaluator, const optimizers::Point& point) {
  return evaluator.evaluate(toy_spec().space, point);
}

struct Failure {
  std::string reason, error;
};

Failure failure_at(ExecEvaluator& evaluator, const optimizers::Point& point) {
  try {
    const Outcome outcome = evaluate(evaluator, point);
    ADD_FAILURE() << "an outcome: " << outcome.reason;
  } catch (const EvaluationFailure& failure) {
    return {failure.reason(), failure.what()};
  }
  return {};
}

// The failure at a point at which the program does that, after one and before another that it answers.
Failure failure_of(const std::string& before, double timeout_s = kLongS) {
  Programs programs;
  ExecEvaluator evaluator(run_by(programs.command(before), timeout_s));
  EXPECT_EQ(evaluate(evaluator, {1, 2, 1}), toy_outcome({1, 2, 1}));
  const Failure failure = failure_at(evaluator, {5, 5, 0});
  EXPECT_EQ(evaluate(evaluator, {3, 2, 1}), toy_outcome({3, 2, 1}));
  EXPECT_EQ(programs.started().size(), failure.reason == "evaluator_refused" ? 1U : 2U);
  return failure;
}

void expect_failure(const Failure& failure, const std::string& reason, const std::string& error) {
  EXPECT_EQ(failure.reason, reason);
  expect_contains(failure.error, error);
  EXPECT_EQ(failure.error.find('\n'), std::string::npos);
  EXPECT_LT(failure.error.size(), 500U);
}

TEST(ExecEvaluator, GivesTheAnswersOfItsWorkers) {
  Programs programs;
  ExecEvaluator evaluator(run_by(programs.command("")));
  for (const optimizers::Point& point : {optimizers::Point{0, 0, 0}, {9, 9, 1}, {4, 7, 1}}) {
    EXPECT_EQ(evaluate(evaluator, point), toy_outcome(point));
  }
  EXPECT_EQ(programs.started().size(), 1U);
}

TEST(ExecEvaluator, GivesItsRequestsIdsThatNobodyForesees) {
  Programs programs;
  ExecEvaluator evaluator(run_by(programs.command("answer['seen'] = request['id']")));
  std::set<std::int64_t> ids;
  for (int i = 0; i < 5; ++i) {
    const std::int64_t id = evaluate(evaluator, {1, 1, 1}).details.at("seen");
    EXPECT_GT(id, std::int64_t{1} << 50);
    EXPECT_LE(id, std::int64_t{1} << 53) << "a double would not hold it";
    ids.insert(id);
  }
  EXPECT_EQ(ids.size(), 5U);
}

TEST(ExecEvaluator, TakesNoLineForAnAnswerThatWasSentAheadOfItsRequest) {
  Programs programs;
  ExecEvaluator evaluator(run_by(programs.command(
      "say(json.dumps(answer)); answer.update(id=request['id'] + 1, feasible=True, reward=1e9); "
      "answer.pop('reason', None)")));
  std::set<std::string> failures;
  for (int x = 0; x < 8; ++x) {
    const optimizers::Point point = {x, 1, 0};
    try {
      EXPECT_EQ(evaluate(evaluator, point), toy_outcome(point));
    } catch (const EvaluationFailure& failure) {
      failures.insert(failure.reason());
    }
  }
  EXPECT_TRUE(failures.empty() || failures == std::set<std::string>{"evaluator_garbage"});
}

TEST(ExecEvaluator, TakesNoRequestForAnAnswer) {
  ExecEvaluator echo(run_by("exec cat"));
  expect_failure(failure_at(echo, {1, 1, 1}), "evaluator_garbage", "feasible is missing");
}

TEST(ExecEvaluator, MinimizesByTheNegativeReward) {
  Programs programs;
  ExecScoring scoring = run_by(programs.command("answer['reward'] = x - 5"));
  ExecEvaluator as_it_is(scoring);
  EXPECT_EQ(evaluate(as_it_is, {2, 1, 0}).reward, -3);
  scoring.minimize = true;
  ExecEvaluator minimizing(scoring);
  EXPECT_EQ(evaluate(minimizing, {2, 1, 0}).reward, 3);
  EXPECT_EQ(evaluate(minimizing, {8, 1, 0}).reward, -3);
}

// A process in a session of its own holds the worker's input and output open.
TEST(ExecEvaluator, DoesNotWaitForWhatAWorkerHasLeftBehind) {
  Programs programs;
  const std::string detached =
      "if x == 5:\n"
      "    import subprocess\n"
      "    print(subprocess.Popen(['sleep', '30'], start_new_session=True).pid, file=open(FOLDER + '/left', "
      "'w'))\n"
      "    sys.exit(3)";
  ExecEvaluator evaluator(run_by(programs.command(detached), 25));
  expect_failure(failure_at(evaluator, {5, 5, 0}), "evaluator_died", "exit status 3");
  ::kill(std::stoi(read_file(programs / "left")), SIGKILL);
}

TEST(ExecEvaluator, RecordsGarbage) {
  const std::string at_five = "if x == 5: ";
  const std::string garbage = "evaluator_garbage";
  expect_failure(failure_of(at_five + "say('Segfault? No, hello')"), garbage,
                 "the answer \"Segfault? No, hello\": not valid JSON");
  expect_failure(failure_of(at_five + "say('')"), garbage, "the answer \"\": is empty");
  expect_failure(failure_of(at_five + "sys.stdout.buffer.write(b'\\xff\\x00\\n'); sys.stdout.flush()"),
                 garbage, "the answer \"??\": not valid JSON");
  expect_failure(failure_of(at_five + "answer['id'] = 2"), garbage, "id is 2; must be ");
  expect_failure(failure_of(at_five + "answer['id'] = str(answer['id'])"), garbage, "\"; must be ");
  expect_failure(failure_of(at_five + "del answer['id']"), garbage, "id is missing; must be ");
  expect_failure(failure_of(at_five + "answer['feasible'] = 'yes'"), garbage, "feasible is \"yes\"");
  expect_failure(failure_of(at_five + "answer['reward'] = float('nan')"), garbage, "not valid JSON");
  expect_failure(failure_of(at_five + "say('[' * 1000)"), garbage, "nested deeper");
}

TEST(ExecEvaluator, RecordsAnOverlongLine) {
  expect_failure(failure_of("if x == 5: answer['pad'] = 'x' * (1 << 20)"), "evaluator_garbage",
                 "longer than 1048576 bytes");
}

TEST(ExecEvaluator, RecordsAHang) {
  expect_failure(failure_of("if x == 5: time.sleep(1000)", 5), "evaluator_timeout", "no answer within 5 s");
  expect_failure(failure_of("if x == 5: print('{\"id\"', end='', flush=True); time.sleep(1000)", 5),
                 "evaluator_timeout", "no answer within 5 s after \"{\"id\"\"");
}

TEST(ExecEvaluator, RecordsAnExitAndASignal) {
  const std::string died = "evaluator_died";
  expect_failure(failure_of("if x == 5: sys.exit(3)"), died, "exit status 3");
  expect_failure(failure_of("if x == 5: os._exit(127)"), died, "exit status 127");
  expect_failure(failure_of("if x == 5: os.kill(os.getpid(), signal.SIGKILL)"), died, "signal Killed");
  expect_failure(failure_of("if x == 5: os.close(1); time.sleep(1000)"), died, "it closed its output");
  expect_failure(failure_of("if x == 5: print('half', end=''); sys.exit(0)"), died,
                 "exit status 0 after \"half\"");
}

TEST(ExecEvaluator, RecordsAnErrorMessageAndKeepsTheWorker) {
  expect_failure(failure_of("if x == 5: answer = {'id': request['id'], 'error': 'no such memory'}"),
                 "evaluator_refused", "no such memory");
}

TEST(ExecEvaluator, RejectsAnAnswerOverTheAreaLimit) {
  Programs programs;
  ExecEvaluator evaluator(run_by(programs.command("")), 0.55);
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
  ExecEvaluator evaluator(run_by(programs.command("if x == 5: say(json.dumps(answer)); answer['id'] = 99")));
  EXPECT_EQ(evaluate(evaluator, {5, 1, 0}), toy_outcome({5, 1, 0}));
  std::this_thread::sleep_for(std::chrono::milliseconds(500));  // for the line that nobody asked for
  EXPECT_EQ(evaluate(evaluator, {6, 1, 0}), toy_outcome({6, 1, 0}));
  EXPECT_EQ(programs.started().size(), 2U);
}

TEST(ExecEvaluator, ReplacesAWorkerThatEndsAfterItsAnswer) {
  Programs programs;
  // The next request comes while it is ending.
  ExecEvaluator evaluator(run_by(programs.command("say(json.dumps(answer)); sys.exit(0)")));
  for (int x = 0; x < 8; ++x) EXPECT_EQ(evaluate(evaluator, {x, 1, 0}), toy_outcome({x, 1, 0}));
  EXPECT_EQ(programs.started().size(), 8U);
}

TEST(ExecEvaluator, ThatCannotBeRunIsAnError) {
  for (const std::string command : {"no_such_program 2>/dev/null", "/dev/null 2>/dev/null"}) {
    ExecEvaluator evaluator(run_by(command));
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
    ExecEvaluator evaluator(
        run_by(programs.command("for i in range(3000):\n"
                                "    if len(open(FOLDER + '/started').readlines()) >= 2: break\n"
                                "    time.sleep(0.001)")));
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
    ExecEvaluator evaluator(run_by(programs.command("import atexit; atexit.register(time.sleep, 1000)")));
    EXPECT_EQ(evaluate(evaluator, {1, 2, 1}), toy_outcome({1, 2, 1}));
  }
  ASSERT_EQ(programs.started().size(), 1U);
  EXPECT_FALSE(std::filesystem::exists("/proc/" + std::to_string(programs.started()[0])));
}

TEST(ExecEvaluator, AStudyThatIsToldSoTakesFailuresForInfeasiblePoints) {
  const Scratch scratch;
  Programs programs;
  const std::string failing = programs.command(
      "if y >= 8: say('garbage')\n"
      "if y == 1: sys.exit(1)\n"
      "if y == 2 and mode == 'b': time.sleep(1000)");
  StudySpec spec = toy_spec();
  spec.trials = 24;
  spec.exec_scoring()->on_failure = *failure_policy_of("infeasible");
  std::set<std::string> reasons;
  StudyResult first;
  {
    ExecEvaluator evaluator(run_by(failing, 5));
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
      EXPECT_TRUE(trial.outcome.details.at("evaluator_error").is_string());
    }
  }
  EXPECT_EQ(reasons.size(), 4U);  // nothing, and each failure
  ExecEvaluator never(run_by("exit 1"));
  const StudyResult again = Study(scratch / "s", spec, Study::Mode::resume).run(never, two_jobs());
  EXPECT_EQ(again.trials, first.trials);
}

// A mistake in the command does not use up the study.
TEST(ExecEvaluator, LeavesNoStudyIfItNeverAnswers) {
  const Scratch scratch;
  for (const std::string command : {"exit 3", "exec cat", "while read -r line; do echo hello; done"}) {
    ExecEvaluator wrong(run_by(command));
    Study study(scratch / "s", toy_spec(), Study::Mode::create);
    expect_contains(config_error([&] { study.run(wrong, {}); }), "the evaluator has failed 8 times in a row");
    EXPECT_FALSE(std::filesystem::exists(scratch / "s/study.json")) << command;
  }
}

}  // namespace
}  // namespace apollo::study
