#include "apollo/study/history.h"

#include <gtest/gtest.h>

#include <regex>

#include "apollo/study/study.h"
#include "apollo/study/sweep.h"
#include "tests/apollo/study/toy_study.h"
#include "tests/files/scratch.h"

namespace apollo::study {
namespace {

using namespace testing;

Call call_with(const std::string& argument) { return {"1.2.3", {"apollo", "search", argument}, "found"}; }

StudyResult run_toy_by(const Call& call, const std::string& folder, Study::Mode mode, Evaluator& evaluator,
                       const std::atomic<bool>* stop = nullptr) {
  RunOptions options;
  options.call = &call;
  options.stop = stop;
  return Study(folder, toy_spec(), mode).run(evaluator, options);
}

StudyResult run_toy_by(const Call& call, const std::string& folder, Study::Mode mode) {
  ToyEvaluator evaluator;
  return run_toy_by(call, folder, mode, evaluator);
}

bool is_utc(const std::string& text) {
  return std::regex_match(text, std::regex(R"(20\d\d-[01]\d-[0-3]\dT[0-2]\d:[0-5]\d:[0-6]\dZ)"));
}

TEST(History, IsEmptyWithoutAFile) {
  const Scratch scratch;
  EXPECT_TRUE(read_history(scratch / "nowhere").empty());
}

TEST(History, ListsTheCallsThatWorkedOnAStudy) {
  const Scratch scratch;
  std::atomic<bool> stop{false};
  ToyEvaluator stopping([&](int call) { stop = call == 19; });
  const Call odd = {
      "1.2.3", {"apollo", "search", "a b", "\"'\n\u00fc", std::string(2000, 'x'), ""}, "a/\n\u00fc"};
  run_toy_by(odd, scratch / "s", Study::Mode::create, stopping, &stop);
  run_toy_by(call_with("--resume"), scratch / "s", Study::Mode::resume);
  const std::vector<HistoryEntry> history = read_history(scratch / "s");
  ASSERT_EQ(history.size(), 2U);
  EXPECT_EQ(history[0].command, odd.command);
  EXPECT_EQ(history[0].folder, odd.folder);
  EXPECT_EQ(history[0].request, "");
  EXPECT_EQ(history[0].trials_before, 0);
  EXPECT_EQ(history[0].trials_after, 19);
  EXPECT_EQ(history[1].command, call_with("--resume").command);
  EXPECT_EQ(history[1].trials_before, 19);
  EXPECT_EQ(history[1].trials_after, 50);
  for (const HistoryEntry& entry : history) {
    EXPECT_EQ(entry.version, "1.2.3");
    EXPECT_EQ(entry.host, this_host());
    EXPECT_TRUE(is_utc(entry.started)) << entry.started;
    ASSERT_TRUE(entry.ended);
    EXPECT_TRUE(is_utc(*entry.ended)) << *entry.ended;
    EXPECT_LE(entry.started, *entry.ended);
  }
}

TEST(History, SaysThatACallHasNotEnded) {
  const Scratch scratch;
  std::vector<HistoryEntry> meanwhile;
  ToyEvaluator evaluator([&](int) { meanwhile = read_history(scratch / "s"); });
  run_toy_by(call_with("x"), scratch / "s", Study::Mode::create, evaluator);
  ASSERT_EQ(meanwhile.size(), 1U);
  EXPECT_FALSE(meanwhile[0].ended);
  EXPECT_FALSE(meanwhile[0].trials_after);
}

TEST(History, HasAnEndWhenTheEvaluatorFailsLater) {
  const Scratch scratch;
  ToyEvaluator failing([](int call) {
    if (call == 11) throw files::ConfigError("the evaluator has gone away");
  });
  config_error([&] { run_toy_by(call_with("x"), scratch / "s", Study::Mode::create, failing); });
  const std::vector<HistoryEntry> history = read_history(scratch / "s");
  ASSERT_EQ(history.size(), 1U);
  EXPECT_TRUE(history[0].ended);
  EXPECT_EQ(history[0].trials_after, 10);
}

// A folder in its place, that is not empty, cannot be replaced by a file.
void block(const std::string& path) {
  std::filesystem::rename(path, path + ".kept");
  std::filesystem::create_directories(path + "/in_the_way");
}
void unblock(const std::string& path) {
  std::filesystem::remove_all(path);
  std::filesystem::rename(path + ".kept", path);
}

TEST(History, StaysAsWrittenWhenItsEndCannotBeWritten) {
  const Scratch scratch;
  ToyEvaluator blocking([&](int call) {
    if (call == 50) block(scratch / "s/history.json");
  });
  expect_contains(
      config_error([&] { run_toy_by(call_with("x"), scratch / "s", Study::Mode::create, blocking); }),
      "history.json: cannot be written");
  unblock(scratch / "s/history.json");
  ASSERT_EQ(read_history(scratch / "s").size(), 1U);
  EXPECT_FALSE(read_history(scratch / "s")[0].ended);

  // Also that of a call that has added no trial: it is not taken back.
  const Call call = call_with("y");
  {
    HistoryRecord record(
        scratch / "s", call, [] { return 50; }, false);
    block(scratch / "s/history.json");
    config_error([&] { record.end(); });
    unblock(scratch / "s/history.json");
  }
  EXPECT_EQ(read_history(scratch / "s").size(), 2U);
}

TEST(History, TellsTheCallsThatAddedTrials) {
  const auto calls = [](std::vector<std::pair<std::int64_t, std::optional<std::int64_t>>> counts) {
    std::vector<HistoryEntry> history;
    for (const auto& count : counts) {
      history.emplace_back();
      history.back().trials_before = count.first;
      history.back().trials_after = count.second;
    }
    std::vector<std::int64_t> before;
    for (const HistoryEntry& call : calls_with_trials(history)) before.push_back(call.trials_before);
    return before;
  };
  using Before = std::vector<std::int64_t>;
  EXPECT_EQ(calls({}), Before());
  EXPECT_EQ(calls({{0, 3}, {3, 3}, {3, 5}}), Before({0, 3}));
  EXPECT_EQ(calls({{0, {}}, {0, 3}, {3, {}}, {4, {}}}), Before({0, 3, 4}));  // null: killed, or going on
  EXPECT_EQ(calls({{3, 3}, {3, 3}}), Before({3, 3}));
}

TEST(History, IsAsItWasAfterACallThatFailedAtItsFirstTrial) {
  const Scratch scratch;
  ToyEvaluator failing([](int) { throw files::ConfigError("the evaluator cannot be run"); });
  config_error([&] { run_toy_by(call_with("x"), scratch / "s", Study::Mode::create, failing); });
  EXPECT_FALSE(std::filesystem::exists(scratch / "s/history.json"));
  EXPECT_FALSE(std::filesystem::exists(scratch / "s/study.json"));

  std::atomic<bool> stop{false};
  ToyEvaluator stopping([&](int call) { stop = call == 19; });
  run_toy_by(call_with("x"), scratch / "s", Study::Mode::create, stopping, &stop);
  const std::string before = read_file(scratch / "s/history.json");
  config_error([&] { run_toy_by(call_with("y"), scratch / "s", Study::Mode::resume, failing); });
  EXPECT_EQ(read_file(scratch / "s/history.json"), before);
}

TEST(History, ThatIsDamagedStopsNothingAndBeginsAgain) {
  const Scratch scratch;
  const StudyResult whole = run_toy_by(call_with("x"), scratch / "s", Study::Mode::create);
  const std::string good = read_file(scratch / "s/history.json");
  for (const std::string& damaged :
       {std::string("{"), std::string(), std::string("{}"), std::string("[3]"), std::string("[{}]"),
        good.substr(0, good.size() / 2), std::regex_replace(good, std::regex("1.2.3"), "\\n")}) {
    write_file(scratch / "s/history.json", damaged);
    expect_contains(config_error([&] { read_history(scratch / "s"); }), "s/history.json: ");
    std::vector<std::string> warnings;
    Call call = call_with("y");
    call.warn = [&](const std::string& what) { warnings.push_back(what); };
    EXPECT_EQ(run_toy_by(call, scratch / "s", Study::Mode::resume).trials, whole.trials);
    ASSERT_EQ(warnings.size(), 1U);
    expect_contains(warnings[0], "; a new history begins");
    ASSERT_EQ(read_history(scratch / "s").size(), 1U);
    EXPECT_EQ(read_history(scratch / "s")[0].command, call.command);
  }
}

TEST(History, ThatIsMissingBeginsAgain) {
  const Scratch scratch;
  run_toy(scratch / "s", toy_spec());
  EXPECT_FALSE(std::filesystem::exists(scratch / "s/history.json"));  // no call was given
  run_toy_by(call_with("y"), scratch / "s", Study::Mode::resume);
  EXPECT_EQ(read_history(scratch / "s").at(0).trials_before, 50);
}

TEST(History, OfANewStudyHasNothingOfAnOldOne) {
  const Scratch scratch;
  run_toy_by(call_with("old"), scratch / "s", Study::Mode::create);
  for (const char* name : {"study.json", "trials.sqlite"})
    std::filesystem::remove(scratch / (std::string("s/") + name));
  run_toy_by(call_with("new"), scratch / "s", Study::Mode::create);
  ASSERT_EQ(read_history(scratch / "s").size(), 1U);
  EXPECT_EQ(read_history(scratch / "s")[0].command.back(), "new");
}

class SweepHistory : public ::testing::Test {
 protected:
  // Of two runs of 50 trials each, as a STUDY.json with the content `request` asks for.
  void sweep(const std::string& request, const SweepOptions& others, ToyEvaluator& evaluator) {
    std::vector<SweepRun> runs;
    for (const char* optimizer : {"random", "evolutionary"}) {
      StudySpec spec = toy_spec();
      spec.optimizer = optimizer;
      runs.push_back({optimizer, optimizer, spec});
    }
    const Call call = {"1.2.3", {"apollo", "sweep", "a.json"}, "found", "a.json", request};
    SweepOptions options = others;
    options.call = &call;
    run_sweep(
        scratch_ / "s", runs, [&](const SweepRun&) -> Evaluator& { return evaluator; }, options);
  }

  const Scratch scratch_;
};

TEST_F(SweepHistory, CountsTheTrialsOfAllRuns) {
  std::atomic<bool> stop{false};
  ToyEvaluator stopping([&](int call) { stop = stop || call == 70; }), evaluator;
  SweepOptions options;
  options.stop = &stop;
  sweep("first", options, stopping);
  options.stop = nullptr;
  options.resume = true;
  sweep("second", options, evaluator);
  const std::vector<HistoryEntry> history = read_history(scratch_ / "s");
  ASSERT_EQ(history.size(), 2U);
  EXPECT_EQ(history[0].trials_before, 0);
  EXPECT_EQ(history[0].trials_after, 70);
  EXPECT_EQ(history[1].trials_before, 70);
  EXPECT_EQ(history[1].trials_after, 100);
  EXPECT_FALSE(std::filesystem::exists(scratch_ / "s/random/history.json"));
}

TEST_F(SweepHistory, KeepsEachRequestOnce) {
  ToyEvaluator evaluator;
  SweepOptions options;
  for (const char* request : {"first", "second", "first", "third", "second"}) {
    sweep(request, options, evaluator);
    options.resume = true;
  }
  EXPECT_EQ(read_file(scratch_ / "s/request.json"), "first");
  EXPECT_EQ(read_file(scratch_ / "s/request_2.json"), "second");
  EXPECT_EQ(read_file(scratch_ / "s/request_3.json"), "third");
  std::vector<std::string> requests;
  for (const HistoryEntry& call : read_history(scratch_ / "s")) {
    requests.push_back(call.request);
    EXPECT_EQ(call.study_file, "a.json");
    EXPECT_EQ(call.folder, "found");
  }
  EXPECT_EQ(requests, (std::vector<std::string>{"request.json", "request_2.json", "request.json",
                                                "request_3.json", "request_2.json"}));
}

TEST_F(SweepHistory, DoesNotCountADamagedRunAsEmpty) {
  ToyEvaluator evaluator;
  SweepOptions options;
  sweep("first", options, evaluator);
  const std::string before = read_file(scratch_ / "s/history.json");
  write_file(scratch_ / "s/evolutionary/trials.sqlite", "damaged");
  options.resume = true;
  expect_contains(config_error([&] { sweep("second", options, evaluator); }),
                  "s/evolutionary/trials.sqlite: is damaged");
  EXPECT_EQ(read_file(scratch_ / "s/history.json"), before);
  EXPECT_FALSE(std::filesystem::exists(scratch_ / "s/request_2.json"));
}

TEST_F(SweepHistory, IsAsItWasAfterACallThatFailedAtItsFirstTrial) {
  ToyEvaluator failing([](int) { throw files::ConfigError("the evaluator cannot be run"); });
  config_error([&] { sweep("first", {}, failing); });
  EXPECT_FALSE(std::filesystem::exists(scratch_ / "s/history.json"));
  EXPECT_FALSE(std::filesystem::exists(scratch_ / "s/request.json"));

  ToyEvaluator failing_later([](int call) {
    if (call == 70) throw files::ConfigError("the evaluator has gone away");
  });
  SweepOptions options;
  options.resume = true;
  config_error([&] { sweep("second", options, failing_later); });
  EXPECT_EQ(read_history(scratch_ / "s").at(0).trials_after, 69);
  const std::string before = read_file(scratch_ / "s/history.json");
  config_error([&] { sweep("third", options, failing); });
  EXPECT_EQ(read_file(scratch_ / "s/history.json"), before);
  EXPECT_EQ(read_file(scratch_ / "s/request.json"), "second");
  EXPECT_FALSE(std::filesystem::exists(scratch_ / "s/request_2.json"));
}

}  // namespace
}  // namespace apollo::study
