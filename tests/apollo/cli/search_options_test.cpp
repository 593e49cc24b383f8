#include "apollo/cli/search_options.h"

#include <gtest/gtest.h>

#include <sstream>

#include "apollo/study/sweep_file.h"
#include "tests/files/scratch.h"

namespace apollo::cli {
namespace {

using namespace testing;
using nlohmann::json;

SearchRequest request_of(const std::vector<std::string>& arguments) {
  SearchOptions search;
  Options options("search", "");
  search.declare(options);
  std::ostringstream help;
  EXPECT_TRUE(options.parse(arguments, help));
  search.check_combination(options);
  return search.request();
}

// That the options, the sweep's file and study.json say the same.
void expect_same(const std::vector<std::string>& arguments, const json& sweep) {
  const Scratch scratch;
  write_file(scratch / "sweep.json", sweep.dump());
  const study::StudySpec from_options = request_of(arguments).spec;
  const std::vector<study::SweepRun> runs = study::read_sweep_file(scratch / "sweep.json").runs;
  ASSERT_EQ(runs.size(), 1U);
  EXPECT_EQ(to_json_text(runs[0].spec), to_json_text(from_options));
  const study::StudySpec from_study = study::parse_study_spec(to_json_text(from_options), "study.json");
  EXPECT_EQ(to_json_text(from_study), to_json_text(from_options));
}

TEST(SearchOptions, OfTheDefaultsAreWhatASweepAndAStudySay) {
  expect_same({"--space", "apollo", "--workload", "rnnt_encoder", "--trials", "5"},
              {{"space", "apollo"},
               {"workloads", {"rnnt_encoder"}},
               {"optimizers", {"random"}},
               {"seeds", 1},
               {"trials", 5}});
}

TEST(SearchOptions, ThatDifferFromTheDefaultsAreWhatASweepAndAStudySay) {
  expect_same({"--space",
               "apollo",
               "--suite",
               "edge",
               "--workload",
               "unet",
               "--skip-unsupported",
               "--technology",
               "28nm",
               "--objective",
               "energy",
               "--area",
               "6.5",
               "--power",
               "4",
               "--area-mode",
               "known",
               "--optimizer",
               "evolutionary",
               "--option",
               "population=4",
               "--trials",
               "5",
               "--batch",
               "7",
               "--proposals",
               "3"},
              {{"space", "apollo"},
               {"suite", "edge"},
               {"workloads", {"unet"}},
               {"skip_unsupported", true},
               {"technology", "28nm"},
               {"objective", "energy"},
               {"constraints", {{"area_mm2", 6.5}, {"power_w", 4}}},
               {"area_mode", "known"},
               {"optimizers", {{{"name", "evolutionary"}, {"options", {{"population", 4}}}}}},
               {"seeds", 1},
               {"trials", 5},
               {"batch", 7},
               {"proposals", 3}});
}

TEST(SearchOptions, OfAProgramAreWhatASweepAndAStudySay) {
  expect_same({"--space", "apollo", "--evaluator", "exec:score", "--area", "3", "--trials", "5"},
              {{"space", "apollo"},
               {"evaluator", "exec:score"},
               {"constraints", {{"area_mm2", 3}}},
               {"optimizers", {"random"}},
               {"seeds", 1},
               {"trials", 5}});
}

TEST(SearchOptions, OfAProgramWithObjectivesAreWhatASweepAndAStudySay) {
  expect_same({"--space", "apollo", "--evaluator", "exec:score", "--objective", "speed", "--objective",
               "cheapness", "--reference", "1,2", "--trials", "5"},
              {{"space", "apollo"},
               {"evaluator", "exec:score"},
               {"objective", {"speed", "cheapness"}},
               {"reference", {1, 2}},
               {"optimizers", {"random"}},
               {"seeds", 1},
               {"trials", 5}});
}

TEST(SearchOptions, LoadTheNetworksThatTheStudyNames) {
  const SearchRequest request =
      request_of({"--space", "apollo", "--workload", "unet", "--workload", "rnnt_encoder", "--trials", "5"});
  ASSERT_EQ(request.networks.size(), 2U);
  EXPECT_EQ(request.networks[1].name, "rnnt_encoder");
  const designs::Scoring& scoring = *request.spec.own_scoring();
  EXPECT_EQ(scoring.fingerprints, designs::fingerprints_of(scoring, request.networks));
}

TEST(SearchOptions, OfAProgramHaveItsTimeout) {
  const auto arguments = [](std::vector<std::string> more) {
    std::vector<std::string> all = {"--space", "apollo", "--evaluator", "exec:score", "--trials", "5"};
    all.insert(all.end(), more.begin(), more.end());
    return all;
  };
  EXPECT_EQ(request_of(arguments({})).spec.exec_scoring()->timeout_s, study::ExecScoring().timeout_s);
  EXPECT_EQ(request_of(arguments({"--evaluator-timeout", "2.5"})).spec.exec_scoring()->timeout_s, 2.5);
}

}  // namespace
}  // namespace apollo::cli
