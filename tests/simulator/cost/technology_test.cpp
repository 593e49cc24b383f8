#include "simulator/cost/technology.h"

#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

#include "embedded/technology_files.h"
#include "files/config_error.h"
#include "tests/files/error_of.h"

namespace apollo::cost {
namespace {

nlohmann::json valid() { return nlohmann::json::parse(embedded::technology_files().at("7nm")); }

using testing::expect_contains;

std::string error_of(const nlohmann::json& json) {
  return testing::config_error([&] { parse_technology(json.dump(), "t.json"); });
}

TEST(Technology, EveryBuiltInFileIsNamedAsItIsFound) {
  EXPECT_EQ(technology_names(), (std::vector<std::string>{"16nm", "28nm", "7nm"}));
  for (const std::string& name : technology_names()) EXPECT_EQ(technology(name).name, name);
}

TEST(Technology, EveryCoefficientIsPositive) {
  for (const std::string& name : technology_names()) {
    const nlohmann::json json = nlohmann::json::parse(embedded::technology_files().at(name));
    for (const char* group : {"area", "energy", "clock"}) {
      for (const auto& item : json.at(group).items()) EXPECT_GT(item.value().at("value"), 0) << item.key();
    }
  }
}

TEST(Technology, AcceptsItsOwnFile) { EXPECT_EQ(error_of(valid()), ""); }

TEST(Technology, RejectsAnUnknownCoefficient) {
  nlohmann::json json = valid();
  json["area"]["mac_mm"] = json["area"]["mac_mm2"];
  expect_contains(error_of(json), "t.json: area.mac_mm is not a known key");
}

TEST(Technology, RejectsAMissingCoefficient) {
  nlohmann::json json = valid();
  json["energy"].erase("mac_pj");
  expect_contains(error_of(json), "t.json: energy.mac_pj is missing");
}

TEST(Technology, RejectsACoefficientWithoutSource) {
  nlohmann::json json = valid();
  json["area"]["mac_mm2"].erase("source");
  expect_contains(error_of(json), "area.mac_mm2.source is missing");
}

TEST(Technology, RejectsANegativeCoefficient) {
  nlohmann::json json = valid();
  json["area"]["mac_mm2"]["value"] = -1;
  expect_contains(error_of(json), "area.mac_mm2.value is -1");
}

TEST(Technology, RejectsAnUnknownKeyBesideAValue) {
  nlohmann::json json = valid();
  json["area"]["mac_mm2"]["unit"] = "mm2";
  expect_contains(error_of(json), "area.mac_mm2.unit is not a known key");
}

TEST(Technology, RejectsAMaximumClockBelowTheNominalOne) {
  nlohmann::json json = valid();
  json["clock"]["maximum_mhz"]["value"] = 1;
  expect_contains(error_of(json), "t.json: clock.maximum_mhz.value is 1; must be at least clock.nominal_mhz");
  json["clock"]["nominal_mhz"]["value"] = 0;
  expect_contains(error_of(json), "t.json: clock.nominal_mhz.value is 0");
}

TEST(Technology, AnUnknownNameListsWhatThereIs) {
  try {
    technology("8nm");
    FAIL();
  } catch (const files::ConfigError& error) {
    expect_contains(error.what(), "16nm, 28nm, 7nm");
  }
}

TEST(Technology, AMissingFileIsAnError) {
  EXPECT_THROW(technology("/nonexistent/x.json"), files::ConfigError);
}

}  // namespace
}  // namespace apollo::cost
