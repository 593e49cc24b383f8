#include "apollo/study/shards.h"

#include <gtest/gtest.h>

#include <filesystem>
#include <set>

#include "files/folder_lock.h"
#include "files/json_file.h"
#include "tests/apollo/study/toy_study.h"
#include "tests/files/error_of.h"
#include "tests/files/scratch.h"

namespace apollo::study {
namespace {

using namespace testing;

constexpr int kRuns = 7;

std::vector<SweepRun> seven_runs() {
  std::vector<SweepRun> runs;
  for (int seed = 1; seed <= kRuns; ++seed) {
    StudySpec spec = toy_spec();
    spec.seed = seed;
    runs.push_back({"random", "random_" + std::to_string(seed), spec});
  }
  return runs;
}

auto run(const std::string& folder, std::optional<Shard> shard, bool resume = false, int jobs = 1) {
  ToyEvaluator evaluator;
  SweepOptions options;
  options.shard = shard;
  options.resume = resume;
  options.jobs = jobs;
  const std::string part = shard ? to_text(*shard) : "none";
  const Call call = {"1.0.0", {"apollo", "sweep", "toys.json", "--shard", part}, folder, "toys.json", "{}"};
  options.call = &call;
  const auto runs = shard ? runs_of(*shard, seven_runs()) : seven_runs();
  return run_sweep(
      folder, runs, [&](const SweepRun&) -> Evaluator& { return evaluator; }, options);
}

TEST(Shards, HaveATextOfTheirOwn) {
  EXPECT_EQ(shard_of("3/6"), (Shard{3, 6}));
  EXPECT_EQ(to_text({3, 6}), "3/6");
  for (const char* wrong :
       {"", "3", "0/6", "7/6", "3/", "/6", "-1/6", "03/6", "3/6 ", "3/06", "1/10001", "a/6"})
    EXPECT_FALSE(shard_of(wrong)) << wrong;
}

TEST(Shards, ShareTheRunsWithoutOverlap) {
  std::set<std::string> folders;
  for (int number = 1; number <= 3; ++number) {
    const auto own = runs_of({number, 3}, seven_runs());
    EXPECT_EQ(own.size(), number == 3 ? 3U : 2U);
    for (const SweepRun& one : own) EXPECT_TRUE(folders.insert(one.folder).second);
  }
  EXPECT_EQ(folders.size(), static_cast<std::size_t>(kRuns));
  EXPECT_TRUE(runs_of({1, 8}, seven_runs()).empty());
}

TEST(Shards, CollectedAreLikeOneSweep) {
  const Scratch scratch;
  const auto whole = run(scratch / "whole", std::nullopt);
  for (int number : {2, 3, 1}) run(scratch / "parts", Shard{number, 3});
  const Call call;
  const auto collected = collect_sweep(scratch / "parts", seven_runs(), call);
  ASSERT_EQ(collected.size(), whole.size());
  for (std::size_t i = 0; i < whole.size(); ++i) {
    ASSERT_TRUE(collected[i]);
    EXPECT_EQ(collected[i]->best_reward, whole[i]->best_reward);
    EXPECT_EQ(collected[i]->feasible, whole[i]->feasible);
  }
  for (const char* file : {"sweep.json", "random_4/trials.csv", "random_7/best.json", "request.json"})
    EXPECT_EQ(read_file(scratch / ("parts/" + std::string(file))),
              read_file(scratch / ("whole/" + std::string(file))))
        << file;
  EXPECT_EQ(read_history(scratch / "parts").size(), 3U);
  collect_sweep(scratch / "parts", seven_runs(), call);  // again: the same
  EXPECT_EQ(read_history(scratch / "parts").size(), 3U);
}

TEST(Shards, CollectedBeforeTheirEndLackTheOthers) {
  const Scratch scratch;
  run(scratch / "s", Shard{1, 3});
  const auto collected = collect_sweep(scratch / "s", seven_runs(), {});
  for (std::size_t i = 0; i < collected.size(); ++i) EXPECT_EQ(collected[i].has_value(), i < 2);
}

TEST(Shards, RefuseWhatDoesNotGoTogether) {
  const Scratch scratch;
  const std::string folder = scratch / "s";
  EXPECT_NE(config_error([&] { collect_sweep(folder, seven_runs(), {}); }).find("has no shards"),
            std::string::npos);
  run(folder, Shard{2, 3});
  EXPECT_NE(config_error([&] {
              run(folder, Shard{2, 4});
            }).find("has shard 2 of 3, and this is 2/4"),
            std::string::npos);
  EXPECT_NE(config_error([&] {
              run(folder, Shard{2, 3});
            }).find("2_of_3: holds a sweep already"),
            std::string::npos);
  EXPECT_NE(config_error([&] { run(folder, std::nullopt); }).find("holds a sweep already"),
            std::string::npos);
  run(folder, Shard{2, 3}, true);
  run(folder, Shard{3, 3});
  auto others = seven_runs();
  others[2].spec.proposals = 9;
  EXPECT_NE(config_error([&] {
              collect_sweep(folder, others, {});
            }).find("is of another sweep: proposals is 8 there and 9"),
            std::string::npos);
}

}  // namespace
}  // namespace apollo::study
