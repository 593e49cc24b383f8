#include "apollo/designs/scoring.h"

#include <gtest/gtest.h>

#include <functional>
#include <limits>

#include "simulator/machine/baselines.h"
#include "tests/files/scratch.h"
#include "workloads/network_json.h"
#include "workloads/zoo/builtin.h"

namespace apollo::designs {
namespace {

using namespace testing;
using nlohmann::json;

Scoring scoring_of(const json& root) {
  files::JsonObject object(root, "study.json");
  return parse_scoring(object);
}

// With a value of its own in every member.
Scoring unusual_scoring() {
  Scoring scoring;
  scoring.networks = {{"resnet50", 1}, {"mine/net.onnx", 2.5}};
  scoring.import.input_shapes = {{"image", {1, 3, 32, 32}}, {"bias", {7}}};
  scoring.import.skip_unsupported = true;
  scoring.objectives = {objectives()[1].name, objectives().back().name};
  scoring.reference = {0.5, 0};
  scoring.aggregate = Aggregate::worst;
  scoring.technology = TechnologyChoice("28nm");
  choose_template("permissive", scoring);
  scoring.baseline.configuration.pes_x = 7;
  scoring.baseline.constants.clock_mhz = 500;
  scoring.batch = 6;
  scoring.engine = Engine::systemc;
  choose_values({{"clock_mhz", 600}, {"pes_y", 3}, {"technology", "16nm"}, {"batch", 2}}, "set", scoring);
  scoring.fingerprints = {{"mine/net.onnx", "17"}, {"resnet50", "4"}};
  return scoring;
}

Scoring absolute() {
  Scoring scoring = unusual_scoring();
  scoring.is_relative = false;
  return scoring;
}

TEST(Scoring, ReadsBackWhatIsWritten) {
  for (const Scoring& scoring : {Scoring(), unusual_scoring(), absolute()}) {
    const json written = to_json(scoring);
    const Scoring back = scoring_of(written);
    EXPECT_EQ(json(to_json(back)), written);
    EXPECT_EQ(back.networks, scoring.networks);
    EXPECT_EQ(back.objectives, scoring.objectives);
    EXPECT_EQ(back.reference, scoring.reference);
    EXPECT_EQ(back.aggregate, scoring.aggregate);
    EXPECT_EQ(back.batch, scoring.batch);
    EXPECT_EQ(back.engine, scoring.engine);
    EXPECT_EQ(back.technology.json(), scoring.technology.json());
    EXPECT_EQ(back.baseline.configuration, scoring.baseline.configuration);
    EXPECT_EQ(back.baseline.constants, scoring.baseline.constants);
    EXPECT_EQ(back.template_file.name, scoring.template_file.name);
    EXPECT_EQ(back.template_file.constants, scoring.template_file.constants);
    EXPECT_EQ(back.is_relative, scoring.is_relative);
    EXPECT_EQ(back.set, scoring.set);
    EXPECT_EQ(back.import.skip_unsupported, scoring.import.skip_unsupported);
    ASSERT_EQ(back.import.input_shapes.size(), scoring.import.input_shapes.size());
    for (std::size_t i = 0; i < scoring.import.input_shapes.size(); ++i)
      EXPECT_EQ(to_text(back.import.input_shapes[i]), to_text(scoring.import.input_shapes[i]));
    EXPECT_EQ(back.fingerprints, scoring.fingerprints);
  }
}

TEST(Scoring, ATemplateHoldsForTheBaselineWhoseFileOverridesIt) {
  const Scratch scratch;
  const std::string path = scratch / "fast.json";
  json file = json::parse(to_json_text(machine::edge_baseline()));
  file["constants"] = {{"clock_mhz", 1000}};
  write_file(path, file.dump());
  Scoring scoring;
  choose_template("permissive", scoring);
  EXPECT_EQ(scoring.baseline.constants, machine::template_file("permissive").constants);
  choose_baseline(path, scoring);
  EXPECT_EQ(scoring.baseline.constants.clock_mhz, 1000);
  EXPECT_EQ(scoring.baseline.constants.memory_least_words,
            machine::template_file("permissive").constants.memory_least_words);
}

// The study.json of the first version: keys that say nothing unusual are left out, and nothing else.
TEST(Scoring, IsWrittenAsStudiesHaveIt) {
  Scoring scoring;
  scoring.networks = {{"unet"}};
  scoring.fingerprints = {{"unet", "17"}};
  const json baseline = json::parse(to_json_text(machine::edge_baseline()));
  const json expected = {
      {"workloads", {"unet"}},
      {"objective", "throughput_per_area"},
      {"evaluation",
       {{"engine", "fast"}, {"baseline", baseline}, {"technology", "7nm"}, {"networks", {{"unet", "17"}}}}}};
  EXPECT_EQ(json(to_json(scoring)), expected);
}

TEST(Scoring, WithoutABaselineSaysSoAndWhatASpaceLeavesOut) {
  const json evaluation = to_json(absolute()).at("evaluation");
  EXPECT_EQ(evaluation.at("baseline"), "none");
  EXPECT_EQ(evaluation.at("defaults"), json::parse(to_json_text(unusual_scoring().baseline)));
}

TEST(ChooseBaseline, TakesWhatAFileHasOfTechnologyAndBatch) {
  const Scratch scratch;
  write_file(scratch / "mine.json", R"({"pes_x": 2, "technology": "16nm", "batch": 3})");
  Scoring scoring;
  scoring.batch = 2;
  choose_baseline(scratch / "mine.json", scoring);
  EXPECT_EQ(scoring.technology.name(), "16nm");
  EXPECT_EQ(scoring.batch, 3);
  EXPECT_EQ(scoring.baseline.configuration.pes_x, 2);
  EXPECT_EQ(scoring.baseline.configuration.pes_y, machine::edge_baseline().configuration.pes_y);
}

TEST(ChooseValues, GivesThemToDesignsButNotToTheBaseline) {
  Scoring scoring;
  choose_values({{"constants", {{"clock_mhz", 900}}}, {"pes_x", 2}, {"batch", 7}}, "set", scoring);
  EXPECT_EQ(scoring.set, (json{{"clock_mhz", 900}, {"pes_x", 2}, {"batch", 7}}));
  const Design design = default_design(scoring), baseline = baseline_design(scoring);
  EXPECT_EQ(design.accelerator.constants.clock_mhz, 900);
  EXPECT_EQ(design.accelerator.configuration.pes_x, 2);
  EXPECT_EQ(design.batch, 7);
  EXPECT_EQ(values_by_name(baseline), values_by_name(Design()));
  expect_contains(config_error([&] {
                    choose_values({{"pes_x", 0}}, "s.json: set", scoring);
                  }),
                  "s.json: set: pes_x is 0");
}

TEST(ReadDesign, TakesTheFileOverTheBaselineAndWhatIsSetOverBoth) {
  const Scratch scratch;
  write_file(scratch / "d.json", R"({"pes_x": 2, "pes_y": 2, "constants": {"mac_ways": 2}})");
  Scoring scoring;
  scoring.baseline.configuration.cores_per_pe = 5;
  scoring.baseline.constants.mac_ways = 8;
  scoring.baseline.constants.transfers_held = 3;
  choose_values({{"pes_y", 1}}, "--set", scoring);
  const machine::Accelerator design = read_design(scratch / "d.json", scoring).accelerator;
  EXPECT_EQ(design.configuration.pes_x, 2);
  EXPECT_EQ(design.configuration.pes_y, 1);
  EXPECT_EQ(design.configuration.cores_per_pe, 5);
  EXPECT_EQ(design.constants.mac_ways, 2);
  EXPECT_EQ(design.constants.transfers_held, 3);
  choose_values({{"clock_mhz", 9000}}, "--set", scoring);
  expect_contains(config_error([&] { read_design(scratch / "d.json", scoring); }),
                  "d.json with --set: constants.clock_mhz is 9000; must be at most");
}

TEST(ChooseBaseline, TakesAFileOrNone) {
  const Scratch scratch;
  write_file(scratch / "mine.json", to_json_text(unusual_scoring().baseline));
  Scoring scoring;
  choose_baseline(scratch / "mine.json", scoring);
  EXPECT_TRUE(scoring.is_relative);
  EXPECT_EQ(scoring.baseline.configuration, unusual_scoring().baseline.configuration);
  EXPECT_EQ(reward_unit(scoring), "x baseline");

  scoring = Scoring();
  choose_baseline("none", scoring);
  EXPECT_FALSE(scoring.is_relative);
  EXPECT_EQ(scoring.baseline.configuration, machine::edge_baseline().configuration);
  EXPECT_EQ(reward_unit(scoring), "inferences/s/mm2");
  scoring.objectives = {"latency", "area"};
  EXPECT_EQ(reward_unit(scoring), "geometric mean of rounds/s, 1/mm2");
  EXPECT_EQ(hypervolume_unit(scoring), "rounds/s x 1/mm2");
  scoring.is_relative = true;
  EXPECT_EQ(hypervolume_unit(scoring), "");
  expect_contains(config_error([&] { choose_baseline(scratch / "absent.json", scoring); }), "absent.json");
  machine::Accelerator fast = unusual_scoring().baseline;
  fast.constants.clock_mhz = static_cast<int>(cost::technology("7nm").clock.maximum_mhz) + 1;
  write_file(scratch / "fast.json", to_json_text(fast));
  expect_contains(config_error([&] { choose_baseline(scratch / "fast.json", scoring); }),
                  "fast.json: constants.clock_mhz is");
}

std::string error_of_change(const std::function<void(json&)>& change) {
  json root = to_json(unusual_scoring());
  change(root);
  return config_error([&] { scoring_of(root); });
}

TEST(Scoring, NamesFileKeyValueAndWhatIsAllowed) {
  const auto with = [](const char* key, const json& value) {
    return error_of_change([&](json& root) { root["evaluation"][key] = value; });
  };
  EXPECT_EQ(with("engine", "slow"),
            "study.json: evaluation.engine is \"slow\"; must be one of: fast, systemc");
  EXPECT_EQ(with("technology", 7),
            "study.json: evaluation.technology is 7; must be the name of a technology or what a technology "
            "file holds");
  EXPECT_EQ(with("skip_unsupported", "no"),
            "study.json: evaluation.skip_unsupported is \"no\"; must be true or false");
  EXPECT_EQ(with("input_shapes", {"image=3x"}),
            "study.json: evaluation.input_shapes is \"image=3x\"; must be NAME=SIZExSIZEx..., such as "
            "data=1x3x224x224");
  expect_contains(with("input_shapes", json::array()), "study.json: evaluation.input_shapes is []; must be ");
  expect_contains(with("networks", {{"unet", 17}}), "study.json: evaluation.networks.unet is 17; must be ");
  expect_contains(with("baseline", "edge"),
                  "study.json: evaluation.baseline is \"edge\"; must be an object, or \"none\"");
  expect_contains(with("baseline", "none"), "study.json: evaluation.defaults is missing");
  expect_contains(with("defaults", json::object()), "study.json: evaluation.defaults is not a known key");
  expect_contains(with("batch", 0), "study.json: evaluation.batch is 0; must be an integer from 1 to ");
  expect_contains(with("heat", 1), "study.json: evaluation.heat is not a known key of an evaluation");
  expect_contains(error_of_change([](json& root) { root["evaluation"]["baseline"]["pes_x"] = 0; }),
                  "study.json: evaluation.baseline: pes_x is 0; must be ");
  expect_contains(error_of_change([](json& root) { root["workloads"] = "unet"; }),
                  "study.json: workloads is \"unet\"; must be a list of networks");
  expect_contains(error_of_change([](json& root) {
                    root["workloads"][0] = {{"network", "unet"}, {"weight", 0}};
                  }),
                  "study.json: workloads[0].weight is 0; must be ");
  expect_contains(error_of_change([](json& root) {
                    root["objective"] = {"latency", "latency"};
                  }),
                  "study.json: objective has a name twice; must be different ones");
  expect_contains(error_of_change([](json& root) { root["objective"] = 3; }),
                  "study.json: objective is 3; must be ");
}

TEST(Scoring, MissesNoKeyThatIsThereAlways) {
  for (const char* key : {"engine", "baseline", "technology", "networks"}) {
    EXPECT_EQ(error_of_change([&](json& root) {
                root["evaluation"].erase(key);
              }).rfind("study.json: evaluation." + std::string(key) + " is missing", 0),
              0U)
        << key;
  }
  for (const char* key : {"workloads", "objective", "evaluation"}) {
    EXPECT_EQ(error_of_change([&](json& root) {
                root.erase(key);
              }).rfind("study.json: " + std::string(key) + " is missing", 0),
              0U)
        << key;
  }
}

TEST(Scoring, OfAnotherVersionIsReadAndItsObjectiveRefusedWhenUsed) {
  json root = to_json(unusual_scoring());
  root["objective"] = "beauty";
  root["evaluation"].erase("reference");
  const Scoring scoring = scoring_of(root);
  EXPECT_EQ(config_error([&] { criteria_of(scoring, "study.json"); }),
            "study.json: objective is \"beauty\", which is unknown");
  const std::vector<const Objective*> known = {&objectives()[1], &objectives().back()};
  EXPECT_EQ(criteria_of(unusual_scoring(), "study.json").objectives, known);
}

TEST(Engines, HaveTheNamesOfTheirKinds) {
  for (const Engine engine : {Engine::fast, Engine::systemc}) EXPECT_EQ(engine_of(to_string(engine)), engine);
  EXPECT_STREQ(to_string(Engine::systemc), "systemc");
}

TEST(WeightedNetworks, AreTheSuitesThenTheOthersWithWeightOne) {
  const Scratch scratch;
  write_file(scratch / "mine.json",
             R"({"name": "mine", "networks": ["unet", {"network": "resnet50", "weight": 3}]})");
  const std::vector<zoo::WeightedNetwork> expected = {{"unet", 1}, {"resnet50", 3}, {"rnnt_encoder", 1}};
  EXPECT_EQ(weighted_networks(scratch / "mine.json", {"rnnt_encoder"}, "--workload"), expected);
  EXPECT_TRUE(weighted_networks("", {}, "--workload").empty());
  EXPECT_EQ(
      config_error([&] { weighted_networks(scratch / "mine.json", {"unet"}, "sweep.json: workloads"); }),
      "sweep.json: workloads is \"unet\" twice; must be different from the others");
}

TEST(LoadNetworks, RefusesTwoOfOneName) {
  const Scratch scratch;
  write_file(scratch / "copy.json", workloads::to_json_text(zoo::builtin_network("unet")));
  Scoring scoring;
  scoring.networks = {{"unet"}, {scratch / "copy.json"}};
  expect_contains(config_error([&] { load_networks(scoring, "--input-shape"); }),
                  "are both networks named \"unet\"; must have different names");
}

TEST(FingerprintsOf, TellANetworkFromAChangedOne) {
  Scoring scoring;
  scoring.networks = {{"a"}, {"b"}};
  workloads::Network network = zoo::builtin_network("rnnt_encoder");
  const auto same = fingerprints_of(scoring, {network, network});
  EXPECT_EQ(same.at("a"), same.at("b"));
  workloads::Network changed = network;
  changed.layers.front().name += "x";
  EXPECT_NE(fingerprints_of(scoring, {network, changed}).at("b"), same.at("b"));
}

TEST(EvaluatorOf, ScoresByTheWeightsTheTechnologyAndTheBaseline) {
  Scoring scoring;
  scoring.networks = {{"rnnt_encoder", 2}};
  scoring.technology = TechnologyChoice("28nm");
  scoring.baseline.configuration.compute_lanes = 32;
  const DesignEvaluator evaluator =
      evaluator_of(scoring, load_networks(scoring, "--input-shape"), "study.json");
  EXPECT_EQ(evaluator.technology().name, cost::technology("28nm").name);
  const Evaluation baseline = evaluator.evaluate(scoring.baseline, options_of(scoring, {}));
  EXPECT_NEAR(baseline.reward, 1, 4 * std::numeric_limits<double>::epsilon());
  EXPECT_EQ(baseline.workloads.at(0).weight, 2);
}

TEST(OptionsOf, HaveTheScoringsEngineAndObjectiveAndTheLimits) {
  Constraints limits;
  limits.power_w = 3;
  const EvaluationOptions options = options_of(unusual_scoring(), limits);
  EXPECT_EQ(options.engine, Engine::systemc);
  EXPECT_EQ(options.criteria.objectives.size(), 2U);
  EXPECT_EQ(options.criteria.objectives.back(), &objectives().back());
  EXPECT_EQ(options.criteria.reference, unusual_scoring().reference);
  EXPECT_EQ(options.criteria.aggregate, Aggregate::worst);
  EXPECT_EQ(options.constraints, limits);
}

}  // namespace
}  // namespace apollo::designs
