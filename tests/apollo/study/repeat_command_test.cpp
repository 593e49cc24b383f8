#include "apollo/study/repeat_command.h"

#include <gtest/gtest.h>

namespace apollo::study {
namespace {

HistoryEntry call_of(std::vector<std::string> arguments, const std::string& folder) {
  HistoryEntry call;
  arguments.insert(arguments.begin(), "apollo");
  call.command = std::move(arguments);
  call.folder = folder;
  return call;
}

// Of a first call with these arguments, and a later one.
std::string repeat(std::vector<std::string> arguments, const std::string& folder = "found") {
  HistoryEntry later = call_of({"search", "--later"}, folder);
  later.trials_before = 9;
  return repeat_command({call_of(std::move(arguments), folder), later}).value();
}

HistoryEntry sweep_call(std::vector<std::string> arguments, const std::string& study_file,
                        const std::string& request = "request.json") {
  HistoryEntry call = call_of(std::move(arguments), "found");
  call.trials_after = 9;
  call.study_file = study_file;
  call.request = request;
  return call;
}

std::string repeat_sweep(std::vector<std::string> arguments, const std::string& study_file) {
  return repeat_command({sweep_call(std::move(arguments), study_file)}).value();
}

TEST(RepeatCommand, OfASearchHasTheSameArgumentsAndAFreshFolder) {
  EXPECT_EQ(repeat({"search", "--space", "apollo", "--out", "found", "--trials", "9"}),
            "apollo search --space apollo --out found_again --trials 9");
  EXPECT_EQ(repeat({"search", "--out=found", "--trials=9"}), "apollo search --out=found_again --trials=9");
  EXPECT_EQ(repeat({"search", "--trials", "9"}), "apollo search --trials 9 --out found_again");
  EXPECT_EQ(repeat({"search", "--trials", "9", "--"}), "apollo search --trials 9 --out found_again --");
}

TEST(RepeatCommand, DoesNotResume) {
  EXPECT_EQ(repeat({"search", "--space", "apollo", "--resume", "--out", "found", "--jobs", "2"}),
            "apollo search --space apollo --out found_again --jobs 2");
  EXPECT_EQ(repeat({"search", "--space=apollo", "--resume=true", "--out", "found"}),
            "apollo search --space=apollo --out found_again");
}

// A call of a search that is to have so many trials.
HistoryEntry search_call(std::vector<std::string> arguments, std::int64_t trials) {
  HistoryEntry call = call_of(std::move(arguments), "found");
  call.trials = trials;
  return call;
}

TEST(RepeatCommand, MakesAStudyLongerAsItWas) {
  const HistoryEntry first = search_call({"search", "--space", "s", "--trials", "9", "--out", "found"}, 9),
                     same = search_call({"search", "--resume", "--out", "found"}, 9),
                     longer = search_call({"search", "--resume", "--trials=20", "--out", "found"}, 20),
                     rest = search_call({"search", "--resume", "--jobs", "2", "--out", "found"}, 20);
  const std::string once = "apollo search --space s --trials 9 --out found_again";
  EXPECT_EQ(repeat_command({first, same}), once);
  EXPECT_EQ(repeat_command({first, same, longer, rest}),
            once + " && apollo search --trials=20 --out found_again --resume");
  // The call that asked for more was killed before it could leave an entry.
  EXPECT_EQ(repeat_command({first, rest}),
            once + " && apollo search --jobs 2 --out found_again --resume --trials 20");
}

TEST(RepeatCommand, NeedsACallThatSaysWhatIsSearched) {
  HistoryEntry first = search_call({"search", "--space", "s", "--trials", "9", "--out", "found"}, 9);
  const HistoryEntry rest = search_call({"search", "--resume", "--out", "found"}, 9);
  EXPECT_FALSE(repeat_command({rest}));
  first.trials_after = 0;  // also if it came to no trial
  EXPECT_EQ(repeat_command({first, rest}), "apollo search --space s --trials 9 --out found_again");
}

TEST(RepeatCommand, LeavesOutWhatARepetitionDoesNotNeed) {
  EXPECT_EQ(repeat({"search", "--deadline", "90m", "--out", "found", "--jobs", "2", "--deadline=2h"}),
            "apollo search --out found_again --jobs 2");
  EXPECT_EQ(repeat_sweep({"sweep", "--add-seeds", "2", "study.json", "--deadline=90m"}, "study.json"),
            "apollo sweep found/request.json --out found_again");
}

TEST(RepeatCommand, IsQuotedForAShell) {
  EXPECT_EQ(repeat({"search", "--evaluator", "exec:python3 'my file.py' --out x", "--out", "found"}),
            "apollo search --evaluator 'exec:python3 '\\''my file.py'\\'' --out x' --out found_again");
  EXPECT_EQ(repeat({"search", "--out", "a $b"}, "a $b"), "apollo search --out 'a $b_again'");
}

TEST(RepeatCommand, OfASweepReadsTheCopyOfItsRequest) {
  const std::string expected = "apollo sweep found/request.json --out found_again";
  EXPECT_EQ(repeat_sweep({"sweep", "study.json", "--out", "found"}, "study.json"), expected);
  EXPECT_EQ(repeat_sweep({"sweep", "study.json"}, "study.json"), expected);
  EXPECT_EQ(repeat_sweep({"sweep", "--out", "found", "--jobs", "3", "study.json", "--resume", "--json"},
                         "study.json"),
            "apollo sweep --out found_again --jobs 3 found/request.json --json");
  EXPECT_EQ(repeat_sweep({"sweep", "--jobs=3", "--", "--resume"}, "--resume"),
            "apollo sweep --jobs=3 --out found_again -- found/request.json");
  EXPECT_EQ(repeat_sweep({"sweep", "--out", "found", "found"}, "found"),
            "apollo sweep --out found_again found/request.json");
}

TEST(RepeatCommand, OfASweepTakesValuesOfAnyOption) {
  EXPECT_EQ(repeat_sweep({"sweep", "--new-option", "7", "study.json", "--out", "found"}, "study.json"),
            "apollo sweep --new-option 7 found/request.json --out found_again");
}

TEST(RepeatCommand, MakesTheRunsOfEachRequest) {
  const HistoryEntry first = sweep_call({"sweep", "a.json", "--out", "found"}, "a.json");
  const HistoryEntry other =
      sweep_call({"sweep", "e.json", "--resume", "--out=found/", "--"}, "e.json", "request_2.json");
  EXPECT_EQ(repeat_command({first, other, first}),
            "apollo sweep found/request.json --out found_again && "
            "apollo sweep found/request_2.json --out=found_again --resume --");
}

TEST(RepeatCommand, LeavesOutCallsWithoutTrials) {
  HistoryEntry idle = sweep_call({"sweep", "a.json", "--out", "found"}, "a.json");
  idle.trials_after = 0;
  const HistoryEntry other =
      sweep_call({"sweep", "e.json", "--out", "found", "--resume"}, "e.json", "request_2.json");
  EXPECT_EQ(repeat_command({idle, other}), "apollo sweep found/request_2.json --out found_again");
}

TEST(RepeatCommand, IsNotKnownWithoutTheFolder) {
  EXPECT_FALSE(repeat_command({}));
  EXPECT_FALSE(repeat_command({call_of({"search"}, "")}));
}

TEST(RepeatCommand, TakesAnyNameOfAFolder) {
  const auto out = [](const std::string& folder) { return repeat({"search"}, folder).substr(20); };
  EXPECT_EQ(out("found/"), "found_again");
  EXPECT_EQ(out("./a//b/./"), "a/b_again");
  EXPECT_EQ(out("link/../b"), "link/../b_again");
  EXPECT_EQ(out("/found"), "/found_again");
  EXPECT_EQ(out("-x"), "./-x_again");
  EXPECT_EQ(out("."), "./again");
  EXPECT_EQ(out("../.."), "../../again");
}

}  // namespace
}  // namespace apollo::study
