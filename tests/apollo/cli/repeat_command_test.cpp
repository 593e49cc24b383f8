#include "apollo/cli/repeat_command.h"

#include <gtest/gtest.h>

namespace apollo::cli {
namespace {

// Of a first call with these arguments, and a later one.
std::string repeat(std::vector<std::string> arguments, const std::string& folder = "found") {
  arguments.insert(arguments.begin(), "apollo");
  HistoryEntry first, later;
  first.command = std::move(arguments);
  later.command = {"apollo", "search", "--later"};
  return repeat_command({first, later}, folder);
}

TEST(RepeatCommand, OfASearchHasTheSameArgumentsAndAFreshFolder) {
  EXPECT_EQ(repeat({"search", "--space", "apollo", "--out", "found", "--trials", "9"}),
            "apollo search --space apollo --out found_again --trials 9");
  EXPECT_EQ(repeat({"search", "--out=found", "--trials=9"}), "apollo search --out=found_again --trials=9");
  EXPECT_EQ(repeat({"search", "--trials", "9"}), "apollo search --trials 9 --out found_again");
  EXPECT_EQ(repeat({"search", "--trials", "9", "--"}), "apollo search --trials 9 --out found_again --");
}

TEST(RepeatCommand, DoesNotResume) {
  EXPECT_EQ(repeat({"search", "--resume", "--out", "found", "--jobs", "2"}),
            "apollo search --out found_again --jobs 2");
  EXPECT_EQ(repeat({"search", "--resume=true", "--out", "found"}), "apollo search --out found_again");
}

TEST(RepeatCommand, IsQuotedForAShell) {
  EXPECT_EQ(repeat({"search", "--evaluator", "exec:python3 'my file.py' --out x", "--out", "found"}),
            "apollo search --evaluator 'exec:python3 '\\''my file.py'\\'' --out x' --out found_again");
  EXPECT_EQ(repeat({"search", "--out", "old"}, "a $b"), "apollo search --out 'a $b_again'");
}

TEST(RepeatCommand, OfASweepReadsTheCopyOfItsRequest) {
  const std::string expected = "apollo sweep found/request.json --out found_again";
  EXPECT_EQ(repeat({"sweep", "study.json", "--out", "found"}), expected);
  EXPECT_EQ(repeat({"sweep", "study.json"}), expected);
  EXPECT_EQ(repeat({"sweep", "--out", "found", "--jobs", "3", "study.json", "--resume", "--json"}),
            "apollo sweep --out found_again --jobs 3 found/request.json --json");
  EXPECT_EQ(repeat({"sweep", "--jobs=3", "--", "--resume"}),
            "apollo sweep --jobs=3 --out found_again -- found/request.json");
}

TEST(RepeatCommand, TakesAnyNameOfAFolder) {
  const auto out = [](const std::string& folder) { return repeat({"search"}, folder).substr(20); };
  EXPECT_EQ(out("found/"), "found_again");
  EXPECT_EQ(out("./a//b/./"), "a/b_again");
  EXPECT_EQ(out("/found"), "/found_again");
  EXPECT_EQ(out("-x"), "./-x_again");
  EXPECT_EQ(out("."), "./again");
  EXPECT_EQ(out("../.."), "../../again");
}

}  // namespace
}  // namespace apollo::cli
