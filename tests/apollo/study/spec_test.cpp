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

TEST(StudySpec, ReadsBackWhatIsWritten) {
  StudySpec spec = toy_spec();
  spec.constraints.area_mm2 = 6.8;
  spec.constraints.latency_ms = 5;
  spec.area_mode = AreaMode::known;
  spec.workloads = {{"resnet50", 1}, {"mine/net.json", 2.5}};
  spec.evaluation = {{"technology", "7nm"}, {"baseline", {{"pes_x", 4}}}};
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
  expect_contains(error_of([](StudySpec& s) { s.batch = 0; }), "study.json: batch is 0; must be");
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
  auto json = nlohmann::json::parse(to_json_text(toy_spec()));
  json["workloads"][0] = {{"network", "toy"}, {"weight", -1}};
  expect_contains(config_error([&] { parse_study_spec(json.dump(), "study.json"); }),
                  "study.json: workloads[0].weight is -1; must be ");
}

TEST(FirstDifference, NamesAWeight) {
  StudySpec a = toy_spec(), b = toy_spec();
  a.workloads = {{"toy", 2}};
  b.workloads = {{"toy", 3}};
  EXPECT_EQ(difference_of(a, b), "workloads[0].weight is 2.0 and 3.0");
}

TEST(FirstDifference, IgnoresHowANumberIsWritten) {
  StudySpec a = toy_spec(), b = toy_spec();
  a.evaluation["x"] = 1;
  b.evaluation["x"] = 1.0;
  EXPECT_EQ(difference_of(a, b), "");
}

}  // namespace
}  // namespace apollo::study
