#include "apollo/study/outcome_json.h"

#include <gtest/gtest.h>

#include "tests/files/scratch.h"

namespace apollo::study {
namespace {

using namespace testing;

Outcome parsed_outcome(const std::string& text) {
  const auto json = files::parse_json(text, "answer");
  return parse_outcome(files::JsonObject(json, "answer"));
}

TEST(OutcomeJson, ReadsBackWhatItWrites) {
  Outcome good;
  good.feasible = true;
  good.reward = 0.1 + 0.2;
  good.area_mm2 = 4.25;
  good.details = {{"latency_ms", 1.0 / 3}, {"cycles", 12}, {"note", "text"}, {"list", {1, 2}}};
  EXPECT_EQ(parsed_outcome(to_json(good).dump()), good);
  Outcome bad;
  bad.reason = "pe_memory";
  bad.details = {{"needed", 4.0}, {"infeasible_layer", ""}};
  EXPECT_EQ(parsed_outcome(to_json(bad).dump()), bad);
  EXPECT_EQ(to_json(bad).dump(),
            R"({"feasible":false,"reason":"pe_memory","area_mm2":0.0,"infeasible_layer":"","needed":4.0})");
}

TEST(OutcomeJson, KeepsFurtherKeysAsDetailsButNotTheId) {
  const Outcome outcome = parsed_outcome(R"({"id": 7, "feasible": true, "reward": 2, "power_w": 3.5})");
  EXPECT_EQ(outcome.reward, 2);
  EXPECT_EQ(outcome.area_mm2, 0);
  EXPECT_EQ(outcome.details, nlohmann::json({{"power_w", 3.5}}));
}

TEST(OutcomeJson, DoesNotReadTheRewardOfAnInfeasibleDesign) {
  EXPECT_EQ(parsed_outcome(R"({"feasible": false, "reason": "slow", "reward": null})").reward, 0);
}

TEST(OutcomeJson, NeedsNoRewardIfThatIsMadeOfTheDetails) {
  const auto json = files::parse_json(R"({"feasible": true, "reward_speed": 2})", "answer");
  const Outcome outcome = parse_outcome(files::JsonObject(json, "answer"), false);
  EXPECT_TRUE(outcome.feasible);
  EXPECT_EQ(outcome.details, nlohmann::json({{"reward_speed", 2}}));
}

TEST(OutcomeJson, NamesTheKeyThatIsWrongAndWhatIsAllowed) {
  const auto error = [](const std::string& text) { return config_error([&] { parsed_outcome(text); }); };
  EXPECT_EQ(error("{}"), "answer: feasible is missing; must be true or false");
  EXPECT_EQ(error(R"({"feasible": 1})"), "answer: feasible is 1; must be true or false");
  expect_contains(error(R"({"feasible": true})"), "reward is missing; must be a number from ");
  EXPECT_EQ(error(R"({"feasible": true, "reward": -1})"), "");
  expect_contains(error(R"({"feasible": true, "reward": "1"})"), "reward is \"1\"; must be a number");
  expect_contains(error(R"({"feasible": true, "reward": NaN})"), "not valid JSON");
  expect_contains(error(R"({"feasible": true, "reward": 1e999})"), "not valid JSON");
  expect_contains(error(R"({"feasible": true, "reward": 1, "area_mm2": null})"), "area_mm2 is null; must be");
  EXPECT_EQ(error(R"({"feasible": false})"), "answer: reason is missing; must be a text");
  expect_contains(error(R"({"feasible": false, "reason": ""})"), "reason is \"\"; must be a text of 1 to");
  expect_contains(error("[1]"), "must be an object");
}

}  // namespace
}  // namespace apollo::study
