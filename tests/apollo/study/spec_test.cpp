#include "apollo/study/spec.h"

#include <gtest/gtest.h>

#include <functional>

#include "tests/apollo/study/toy_study.h"
#include "tests/files/scratch.h"

namespace apollo::study {
namespace {

using namespace testing;

std::string difference_of(const StudySpec& a, const StudySpec& b) {
  const auto difference = first_difference(a, b);
  return difference ? difference->key + " is " + difference->first + " and " + difference->second : "";
}

StudySpec spec_of(const zoo::WeightedNetwork& network) {
  StudySpec spec = toy_spec();
  designs::Scoring scoring;
  scoring.networks = {network};
  spec.scoring = scoring;
  return spec;
}

TEST(StudySpec, ReadsBackWhatIsWritten) {
  StudySpec spec = toy_spec();
  spec.constraints.area_mm2 = 6.8;
  spec.constraints.latency_ms = 5;
  spec.area_mode = AreaMode::known;
  designs::Scoring scoring;
  scoring.networks = {{"resnet50", 1}, {"mine/net.json", 2.5}};
  spec.scoring = scoring;
  const StudySpec back = parse_study_spec(to_json_text(spec), "study.json");
  EXPECT_EQ(difference_of(spec, back), "");
  EXPECT_EQ(to_json_text(back), to_json_text(spec));
}

std::string error_of(const std::function<void(StudySpec&)>& change) {
  StudySpec spec = toy_spec();
  change(spec);
  return config_error([&] { check(spec, "study.json"); });
}

TEST(StudySpec, IsCheckedForRangesAndNames) {
  EXPECT_EQ(error_of([](StudySpec&) {}), "");
  expect_contains(error_of([](StudySpec& s) { s.trials = 0; }), "study.json: trials is 0; must be");
  expect_contains(error_of([](StudySpec& s) { s.proposals = 0; }), "study.json: proposals is 0; must be");
  expect_contains(error_of([](StudySpec& s) { s.seed = -1; }), "study.json: seed is -1; must be");
  expect_contains(error_of([](StudySpec& s) { s.constraints.power_w = 0; }),
                  "study.json: constraints.power_w is 0");
  expect_contains(error_of([](StudySpec& s) { s.area_mode = AreaMode::known; }),
                  "area_mode is \"known\"; must be used with an area budget");
  expect_contains(error_of([](StudySpec& s) { s.optimizer = "randon"; }), "did you mean random?");
  expect_contains(error_of([](StudySpec& s) { s.options["heat"] = 1; }),
                  "optimizer random: option heat is not known");
}

TEST(StudySpec, RejectsAnUnknownKey) {
  auto json = nlohmann::json::parse(to_json_text(toy_spec()));
  json["jobs"] = 4;
  expect_contains(config_error([&] { parse_study_spec(json.dump(), "study.json"); }),
                  "jobs is not a known key of a study");
}

TEST(StudySpec, RejectsAConstraintThatIsNotKnown) {
  auto json = nlohmann::json::parse(to_json_text(toy_spec()));
  json["constraints"]["area"] = 4;
  expect_contains(config_error([&] { parse_study_spec(json.dump(), "study.json"); }),
                  "constraints.area is not a known key");
}

TEST(FirstDifference, NamesTheValueInsideTheSpace) {
  auto json = nlohmann::json::parse(to_json_text(toy_spec()));
  json["space"]["parameters"][1]["values"][9] = 11;
  const StudySpec other = parse_study_spec(json.dump(), "study.json");
  EXPECT_EQ(difference_of(toy_spec(), other), "space.parameters[1].values[9] is 9 and 11");
}

TEST(StudySpec, RejectsAWeightThatIsNotAboveZero) {
  auto json = nlohmann::json::parse(to_json_text(spec_of({"toy", 1})));
  json["workloads"][0] = {{"network", "toy"}, {"weight", -1}};
  expect_contains(config_error([&] { parse_study_spec(json.dump(), "study.json"); }),
                  "study.json: workloads[0].weight is -1; must be ");
}

TEST(FirstDifference, NamesAWeight) {
  EXPECT_EQ(difference_of(spec_of({"toy", 2}), spec_of({"toy", 3})), "workloads[0].weight is 2.0 and 3.0");
}

TEST(FirstDifference, IgnoresHowANumberIsWritten) {
  auto json = nlohmann::json::parse(to_json_text(spec_of({"toy", 1})));
  json["evaluation"]["baseline"]["dram_bandwidth_gbps"] = 30;
  const StudySpec whole = parse_study_spec(json.dump(), "study.json");
  json["evaluation"]["baseline"]["dram_bandwidth_gbps"] = 30.0;
  EXPECT_EQ(difference_of(whole, parse_study_spec(json.dump(), "study.json")), "");
}

TEST(StudySpec, OfAProgramKeepsItsCommandButNotItsTimeout) {
  StudySpec spec = toy_spec();
  spec.scoring = ExecScoring{"score --fast", 5};
  const StudySpec back = parse_study_spec(to_json_text(spec), "study.json");
  ASSERT_TRUE(back.exec_scoring());
  EXPECT_EQ(back.exec_scoring()->command, "score --fast");
  EXPECT_EQ(back.exec_scoring()->timeout_s, ExecScoring().timeout_s);
  EXPECT_EQ(difference_of(spec, back), "");
  EXPECT_TRUE(back.networks().empty());
}

TEST(ConfigurationOf, AProgramsStudyIsItsParameters) {
  EXPECT_EQ(configuration_of(toy_spec(), {3, 9, 1}).dump(), R"({"x":3,"y":9,"mode":"b"})");
}

TEST(ConfigurationOf, ApollosOwnStudyIsAWholeConfigurationFile) {
  StudySpec spec{optimizers::SearchSpace({{"pes_x", optimizers::Parameter::Kind::ordinal, {1, 2}, {}}})};
  designs::Scoring scoring;
  scoring.baseline.configuration.pes_y = 3;
  scoring.baseline.constants.clock_mhz = 500;
  spec.scoring = scoring;
  const auto file = configuration_of(spec, {1}).dump();
  const designs::Design design =
      designs::with_values(designs::Design{}, nlohmann::json::parse(file), "best.json");
  machine::Accelerator expected = scoring.baseline;
  expected.configuration.pes_x = 2;
  EXPECT_EQ(design.accelerator.configuration, expected.configuration);
  EXPECT_EQ(design.accelerator.constants, expected.constants);
}

// Whatever the baseline that it is read over, the file of a point holds the point's design.
TEST(ConfigurationOf, ApollosOwnStudyIsCompleteWithConstantsTechnologyAndBatch) {
  using optimizers::Parameter;
  StudySpec spec{optimizers::SearchSpace({{"clock_mhz", Parameter::Kind::ordinal, {700, 800}, {}},
                                          {"technology", Parameter::Kind::categorical, {}, {"7nm", "28nm"}},
                                          {"batch", Parameter::Kind::ordinal, {1, 8}, {}}})};
  designs::Scoring scoring;
  scoring.baseline.constants.clock_mhz = 500;
  scoring.baseline.constants.mac_ways = 8;
  designs::choose_values({{"pes_x", 9}, {"transfers_held", 3}}, "set", scoring);
  spec.scoring = scoring;
  const nlohmann::json file = nlohmann::json::parse(configuration_of(spec, {1, 1, 1}).dump());
  for (const auto& constant : {"clock_mhz", "mac_ways", "transfers_held"})
    EXPECT_TRUE(file.at("constants").contains(constant)) << constant;
  const designs::Design design = designs::with_values(baseline_design(scoring), file, "best.json");
  EXPECT_EQ(design.accelerator.configuration.pes_x, 9);
  EXPECT_EQ(design.accelerator.constants.clock_mhz, 800);  // the default, but not the baseline's
  EXPECT_EQ(design.accelerator.constants.mac_ways, 8);
  EXPECT_EQ(design.accelerator.constants.transfers_held, 3);
  EXPECT_EQ(design.technology.name(), "28nm");
  EXPECT_EQ(design.batch, 8);
}

TEST(CheckConditions, RefusesAParameterThatIsSetBesides) {
  StudySpec spec{optimizers::SearchSpace({{"pes_x", optimizers::Parameter::Kind::ordinal, {1, 2}, {}}})};
  designs::Scoring scoring;
  designs::choose_values({{"pes_x", 4}}, "--set", scoring);
  spec.scoring = scoring;
  expect_contains(config_error([&] { check_conditions(spec, "s.json"); }), "s.json: pes_x");
}

TEST(StudySpec, KeepsConditionsAndWhatIsSet) {
  StudySpec spec{optimizers::SearchSpace({{"pes_x", optimizers::Parameter::Kind::ordinal, {1, 2}, {}}},
                                         {"pes_x < pes_y"})};
  designs::Scoring scoring;
  designs::choose_values({{"clock_mhz", 900}, {"technology", "16nm"}}, "--set", scoring);
  spec.scoring = scoring;
  const StudySpec back = parse_study_spec(to_json_text(spec), "study.json");
  EXPECT_EQ(difference_of(spec, back), "");
  EXPECT_EQ(back.space.conditions(), (std::vector<std::string>{"pes_x < pes_y"}));
  const designs::Design design = default_design(*back.own_scoring());
  EXPECT_EQ(design.accelerator.constants.clock_mhz, 900);
  EXPECT_EQ(design.technology.name(), "16nm");
  EXPECT_EQ(back.own_scoring()->technology.name(), "7nm");
}

}  // namespace
}  // namespace apollo::study
