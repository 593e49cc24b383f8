// A study whose files are taken away while it runs ends at its next batch and says what is lost and what is
// kept.
#include <gtest/gtest.h>

#include <algorithm>
#include <filesystem>

#include "apollo/study/study.h"
#include "tests/apollo/study/toy_study.h"
#include "tests/files/scratch.h"

namespace apollo::study {
namespace {

using namespace testing;

constexpr int kCall = 19, kBatchEnd = 24;  // in a batch of eight, and its end

// The message of a study in which that happens at an evaluation.
std::string message_of(const std::string& folder, const std::function<void()>& happens) {
  ToyEvaluator evaluator([&](int call) {
    if (call == kCall) happens();
  });
  return config_error([&] { Study(folder, toy_spec(), Study::Mode::create).run(evaluator, {}); });
}

std::ptrdiff_t lines_of(const std::string& path) {
  const std::string text = read_file(path);
  return std::count(text.begin(), text.end(), '\n');
}

TEST(VanishedFiles, OfTheTrialsLeaveTheTable) {
  const Scratch scratch;
  const std::string folder = scratch / "s", store = folder + "/trials.sqlite";
  for (const bool replaced : {false, true}) {
    const std::string message = message_of(folder, [&] {
      if (replaced) {
        write_file(scratch / "copy", read_file(store));
        std::filesystem::rename(scratch / "copy", store);
      } else {
        std::filesystem::remove(store);
      }
    });
    EXPECT_EQ(message,
              store +
                  ": has been removed or replaced while the study ran: the 24 trials are lost but for "
                  "trials.csv, which has been written; a resumed study would begin anew");
    EXPECT_EQ(lines_of(folder + "/trials.csv"), 1 + kBatchEnd);
    std::filesystem::remove_all(folder);
  }
}

TEST(VanishedFiles, OfTheLogLoseNothing) {
  const Scratch scratch;
  const std::string folder = scratch / "s", log = folder + "/trials.sqlite-wal";
  const StudyResult whole = run_toy(scratch / "whole", toy_spec());
  EXPECT_EQ(
      message_of(folder, [&] { std::filesystem::remove(log); }),
      log +
          ": has been removed or replaced while the study ran: the 24 trials are kept in trials.sqlite; "
          "resume to go on");
  EXPECT_EQ(read_study(folder).trials.size(), static_cast<std::size_t>(kBatchEnd));
  EXPECT_EQ(run_toy(folder, toy_spec(), 1, Study::Mode::resume).trials, whole.trials);
}

TEST(VanishedFiles, OfTheSpecLeaveTheTrials) {
  const Scratch scratch;
  const std::string folder = scratch / "s", spec = folder + "/study.json";
  const StudyResult whole = run_toy(scratch / "whole", toy_spec());
  EXPECT_EQ(
      message_of(folder, [&] { std::filesystem::rename(spec, scratch / "spec"); }),
      spec +
          ": has been removed or replaced while the study ran: the 24 trials are kept in trials.sqlite; "
          "put study.json back to resume");
  std::filesystem::rename(scratch / "spec", spec);
  EXPECT_EQ(run_toy(folder, toy_spec(), 1, Study::Mode::resume).trials, whole.trials);
}

TEST(VanishedFiles, AllOfThem) {
  const Scratch scratch;
  const std::string folder = scratch / "s";
  const std::string message = message_of(folder, [&] { std::filesystem::remove_all(folder); });
  expect_contains(message, folder + ": has been removed or replaced while the study ran: the ");
  expect_contains(message, " trials are lost");
  EXPECT_FALSE(std::filesystem::exists(folder));
}

}  // namespace
}  // namespace apollo::study
