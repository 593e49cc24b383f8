#include "apollo/designs/scoring_request.h"

#include <gtest/gtest.h>

#include "tests/files/error_of.h"
#include "tests/workloads/small_network.h"

namespace apollo::designs {
namespace {

using apollo::testing::error_of;
using nlohmann::json;

Scoring scoring_of(const json& arguments, std::vector<workloads::Network>& networks) {
  files::JsonObject root(arguments, "call");
  ScoringRequest request = parse_scoring_request(root);
  root.reject_unknown_keys();
  return complete(std::move(request), "call", networks);
}

TEST(ScoringRequest, HasTheDefaultsOfAScoring) {
  std::vector<workloads::Network> networks;
  const Scoring scoring = scoring_of({{"workloads", {"mobilenet_v2"}}}, networks);
  Scoring expected;
  expected.networks = {{"mobilenet_v2", 1}};
  expected.fingerprints = fingerprints_of(expected, networks);
  EXPECT_EQ(to_json(scoring), to_json(expected));
  ASSERT_EQ(networks.size(), 1U);
  EXPECT_EQ(networks[0].name, "mobilenet_v2");
}

TEST(ScoringRequest, TakesEveryKey) {
  std::vector<workloads::Network> networks;
  const Scoring scoring = scoring_of({{"workloads", {"mobilenet_v2"}},
                                      {"technology", "16nm"},
                                      {"template", "permissive"},
                                      {"baseline", "none"},
                                      {"set", {{"pes_x", 3}}},
                                      {"objective", {"latency", "area"}},
                                      {"reference", {0.5, 0.25}},
                                      {"aggregate", "worst"},
                                      {"batch", 4},
                                      {"skip_unsupported", true}},
                                     networks);
  EXPECT_EQ(scoring.technology.name(), "16nm");
  EXPECT_EQ(scoring.template_file.name, "permissive");
  EXPECT_FALSE(scoring.is_relative);
  EXPECT_EQ(default_design(scoring).accelerator.configuration.pes_x, 3);
  EXPECT_EQ(scoring.objectives, (std::vector<std::string>{"latency", "area"}));
  EXPECT_EQ(scoring.reference, (std::vector<double>{0.5, 0.25}));
  EXPECT_EQ(scoring.aggregate, Aggregate::worst);
  EXPECT_EQ(scoring.batch, 4);
  EXPECT_TRUE(scoring.import.skip_unsupported);
}

TEST(ScoringRequest, PutsNetworksAtHandLast) {
  std::vector<workloads::Network> networks = {workloads::small_network()};
  const Scoring scoring = scoring_of({{"workloads", {"mobilenet_v2"}}}, networks);
  ASSERT_EQ(scoring.networks.size(), 2U);
  EXPECT_EQ(scoring.networks[1].network, "small");
  EXPECT_EQ(networks[1].name, "small");
  EXPECT_EQ(scoring.fingerprints.count("small"), 1U);
}

TEST(ScoringRequest, NeedsNetworksOfDifferentNames) {
  std::vector<workloads::Network> none, twice = {workloads::small_network(), workloads::small_network()};
  EXPECT_NE(error_of([&] { scoring_of(json::object(), none); }).find("there is no network"),
            std::string::npos);
  EXPECT_NE(error_of([&] { scoring_of(json::object(), twice); }).find("two networks named \"small\""),
            std::string::npos);
}

TEST(ParseConstraints, ReadsLimitsAndRefusesOtherKeys) {
  const json limits = {{"area_mm2", 6.8}, {"power_w", 2}}, other = {{"area", 6.8}};
  Constraints expected;
  expected.area_mm2 = 6.8;
  expected.power_w = 2;
  EXPECT_TRUE(parse_constraints(files::JsonObject(limits, "call")) == expected);
  EXPECT_NE(error_of([&] { parse_constraints(files::JsonObject(other, "call")); }).find("area"),
            std::string::npos);
}

}  // namespace
}  // namespace apollo::designs
