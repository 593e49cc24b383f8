#include "apollo/study/sweep_file.h"

#include <gtest/gtest.h>

#include "tests/files/scratch.h"

namespace apollo::study {
namespace {

using namespace testing;
using nlohmann::json;

json sweep_json() {
  return {{"space", "apollo"},
          {"workloads", {"rnnt_encoder"}},
          {"optimizers", {"random"}},
          {"seeds", 1},
          {"trials", 12}};
}

class SweepFileTest : public ::testing::Test {
 protected:
  SweepFile read(const json& content, const SweepCall& call = {}) {
    write_file(path_, content.dump());
    return read_sweep_file(path_, call);
  }
  // What ReadSweepFile says of the file after its name.
  std::string error(json content, const json& change) {
    content.update(change);
    const std::string message = config_error([&] { read(content); });
    const std::string beginning = path_ + ": ";
    return message.rfind(beginning, 0) == 0 ? message.substr(beginning.size()) : message;
  }

  const Scratch scratch_;
  const std::string path_ = scratch_ / "sweep.json";
};

TEST_F(SweepFileTest, OfTheLeastHasTheDefaultsOfStudies) {
  const SweepFile file = read(sweep_json());
  ASSERT_EQ(file.runs.size(), 1U);
  const StudySpec& spec = file.runs[0].spec;
  EXPECT_EQ(file.runs[0].folder, "random_1");
  EXPECT_EQ(spec.trials, 12);
  EXPECT_EQ(spec.proposals, kDefaultProposals);
  EXPECT_EQ(spec.constraints, designs::Constraints());
  EXPECT_EQ(spec.area_mode, AreaMode::blackbox);
  const designs::Scoring defaults;
  ASSERT_TRUE(spec.own_scoring());
  EXPECT_EQ(spec.own_scoring()->objectives, defaults.objectives);
  EXPECT_EQ(spec.own_scoring()->engine, defaults.engine);
  EXPECT_EQ(spec.own_scoring()->technology.json(), defaults.technology.json());
  EXPECT_EQ(spec.own_scoring()->fingerprints, designs::fingerprints_of(*spec.own_scoring(), file.networks));
}

TEST_F(SweepFileTest, TakesATemplate) {
  json content = sweep_json();
  content["template"] = "permissive";
  const auto expected = machine::template_file("permissive").constants;
  const designs::Scoring scoring = *read(content).runs[0].spec.own_scoring();
  EXPECT_EQ(scoring.template_file.constants, expected);
  EXPECT_EQ(scoring.baseline.constants, expected);
  EXPECT_NE(error(content, {{"template", "permisive"}}).find("permisive"), std::string::npos);
}

TEST_F(SweepFileTest, OrdersRunsBySeedThenAreaThenStrategy) {
  json content = sweep_json();
  content.update(
      {{"seeds", 2},
       {"constraints", {{"area_mm2", {6.5, 4}}, {"power_w", 3}}},
       {"optimizers",
        {"random", {{"name", "evolutionary"}, {"label", "few"}, {"options", {{"population", 4}}}}}}});
  std::vector<std::string> folders;
  for (const SweepRun& run : read(content).runs) {
    folders.push_back(run.folder);
    EXPECT_EQ(run.spec.constraints.power_w, 3);
  }
  EXPECT_EQ(folders,
            (std::vector<std::string>{"6.5mm2_random_1", "6.5mm2_few_1", "4mm2_random_1", "4mm2_few_1",
                                      "6.5mm2_random_2", "6.5mm2_few_2", "4mm2_random_2", "4mm2_few_2"}));
}

TEST_F(SweepFileTest, HasABaselineOrNone) {
  machine::Accelerator mine;
  mine.configuration.pes_x = 7;
  const std::string file = scratch_ / "mine.json";
  write_file(file, to_json_text(mine));
  json content = sweep_json();
  content["baseline"] = file;
  const SweepFile relative = read(content);
  EXPECT_TRUE(relative.runs[0].spec.own_scoring()->is_relative);
  EXPECT_EQ(relative.runs[0].spec.own_scoring()->baseline.configuration, mine.configuration);
  content["baseline"] = designs::kNoBaseline;
  EXPECT_FALSE(read(content).runs[0].spec.own_scoring()->is_relative);
}

TEST_F(SweepFileTest, OfAProgramHasItsCommandAndTimeout) {
  json content = sweep_json();
  content.erase("workloads");
  content.update({{"evaluator", "exec:score"},
                  {"evaluator_timeout_s", 5},
                  {"on_failure", "stop"},
                  {"minimize", true},
                  {"constraints", {{"area_mm2", 3}}}});
  const SweepFile file = read(content);
  EXPECT_TRUE(file.networks.empty());
  ASSERT_TRUE(file.runs[0].spec.exec_scoring());
  EXPECT_EQ(file.runs[0].spec.exec_scoring()->command, "score");
  EXPECT_EQ(file.runs[0].spec.exec_scoring()->timeout_s, 5);
  EXPECT_EQ(to_text(file.runs[0].spec.exec_scoring()->on_failure), "stop");
  EXPECT_TRUE(file.runs[0].spec.exec_scoring()->minimize);
  EXPECT_EQ(error(content, {{"on_failure", "again"}}),
            "on_failure is \"again\"; must be retry=N with N from 0 to 1000, infeasible, or stop");
  expect_contains(error(content, {{"minimize", 1}}), "minimize is 1; must be true or false");
  EXPECT_EQ(error(content, {{"evaluator", "score"}}),
            "evaluator is \"score\"; must be exec:CMD with a command of the shell");
  for (const char* known_to_the_program :
       {"workloads", "suite", "technology", "aggregate", "batch", "area_mode"})
    expect_contains(error(content, {{known_to_the_program, "x"}}), "is not a known key of a sweep");
  expect_contains(error(content, {{"constraints", {{"latency_ms", 3}}}}),
                  "constraints.latency_ms is not a known key");
}

TEST_F(SweepFileTest, OfAProgramMayHaveObjectivesOfItsOwn) {
  json content = sweep_json();
  content.erase("workloads");
  content.update({{"evaluator", "exec:score"}, {"objective", {"speed", "cheapness"}}, {"reference", {1, 2}}});
  const StudySpec spec = read(content).runs[0].spec;
  EXPECT_EQ(spec.objectives(), (std::vector<std::string>{"speed", "cheapness"}));
  EXPECT_EQ(spec.reference(), (std::vector<double>{1, 2}));
  expect_contains(error(content, {{"objective", {"speed", "speed"}}}), "objective is \"speed\" twice");
}

TEST_F(SweepFileTest, TakesTheCallsValuesInPlaceOfItsOwn) {
  machine::Accelerator mine;
  mine.configuration.pes_x = 7;
  write_file(scratch_ / "mine.json", to_json_text(mine));
  json content = sweep_json();
  content.update({{"template", "default"},
                  {"baseline", designs::kNoBaseline},
                  {"set", {{"clock_mhz", 900}, {"constants", {{"mac_ways", 2}}}}}});
  SweepCall call;
  call.template_file = "permissive";
  call.baseline = scratch_ / "mine.json";
  call.set = {{"clock_mhz", 1000}, {"batch", 3}};
  const designs::Scoring scoring = *read(content, call).runs[0].spec.own_scoring();
  EXPECT_EQ(scoring.template_file.name, "permissive");
  EXPECT_TRUE(scoring.is_relative);
  EXPECT_EQ(scoring.baseline.configuration, mine.configuration);
  EXPECT_EQ(scoring.set, json({{"clock_mhz", 1000}, {"mac_ways", 2}, {"batch", 3}}));
}

TEST_F(SweepFileTest, SaysWhichOptionOfTheCallIsWrong) {
  SweepCall call;
  call.set = {{"clock_mhz", 0}};
  expect_contains(config_error([&] { read(sweep_json(), call); }), "--set: ");
  json program = sweep_json();
  program.erase("workloads");
  program["evaluator"] = "exec:score";
  EXPECT_EQ(config_error([&] { read(program, call); }),
            "--set: must not be used with the evaluator of " + path_);
  SweepCall baseline;
  baseline.baseline = "mine.json";
  expect_contains(config_error([&] { read(program, baseline); }), "--baseline: must not be used with");
}

TEST_F(SweepFileTest, NamesItselfAndItsKeysInErrors) {
  const json content = sweep_json();
  EXPECT_EQ(error(content, {{"workloads", {"unet", "unet"}}}),
            "workloads is \"unet\" twice; must be different from the others");
  EXPECT_EQ(error(content, {{"input_shapes", {"data=3x"}}}),
            "input_shapes is \"data=3x\"; must be NAME=SIZExSIZEx..., such as data=1x3x224x224");
  EXPECT_EQ(error(content, {{"input_shapes", {"data=3"}}}),
            "input_shapes names \"data\"; must be an input of an ONNX model that is given");
  expect_contains(error(content, {{"constraints", {{"area_mm2", 0}}}}), "constraints.area_mm2 is 0");
  expect_contains(error(content, {{"area_mode", "known"}}),
                  "area_mode is \"known\"; must be blackbox, or used with");
  expect_contains(error(content, {{"batch", 0}}), "batch is 0; must be an integer from 1 to ");
  expect_contains(error(content, {{"proposals", 0}}), "proposals is 0; must be an integer from 1 to ");
  expect_contains(error(content, {{"seeds", 0}}), "seeds is 0; must be an integer from 1 to 10000");
  expect_contains(error(content, {{"optimizers", {"random", "random"}}}),
                  "optimizers[1] is \"random\" again");
  expect_contains(error(content, {{"technology", "8nm"}}), "technology is \"8nm\"");
}

}  // namespace
}  // namespace apollo::study
