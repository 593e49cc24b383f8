#include "apollo/designs/design.h"

#include <gtest/gtest.h>

#include <set>

#include "tests/files/error_of.h"
#include "tests/files/scratch.h"

namespace apollo::designs {
namespace {

using namespace testing;
using nlohmann::json;

Design unusual() {
  Design design;
  design.accelerator.configuration.pes_x = 3;
  design.accelerator.constants.clock_mhz = 700;
  design.technology = TechnologyChoice("28nm");
  design.batch = 5;
  return design;
}

TEST(ValueNames, AreThoseOfAllThatADesignHas) {
  const std::vector<std::string>& names = value_names();
  EXPECT_EQ(names.size(), std::size(machine::kParameters) + std::size(machine::kConstants) + 2);
  EXPECT_EQ(std::set<std::string>(names.begin(), names.end()).size(), names.size());
  EXPECT_EQ(values_by_name(Design()).size(), names.size());
}

TEST(WithValues, TakesEveryValueByItsName) {
  const Design design =
      with_values(unusual(), {{"pes_y", 7}, {"mac_ways", 2}, {"technology", "16nm"}, {"batch", 9}}, "d.json");
  EXPECT_EQ(design.accelerator.configuration.pes_y, 7);
  EXPECT_EQ(design.accelerator.constants.mac_ways, 2);
  EXPECT_EQ(design.technology.name(), "16nm");
  EXPECT_EQ(design.batch, 9);
  EXPECT_EQ(design.accelerator.configuration.pes_x, 3);
  EXPECT_EQ(design.accelerator.constants.clock_mhz, 700);
  EXPECT_EQ(values_by_name(with_values(unusual(), json::object(), "d.json")), values_by_name(unusual()));
}

TEST(WithValues, TakesWhatATechnologyFileHolds) {
  const json file = json::parse(read_file(APOLLO_SOURCE "/configs/technologies/16nm.json"));
  EXPECT_EQ(with_values({}, {{"technology", file}}, "d.json").technology.json(), file);
}

TEST(WithValues, NamesWhatIsWrong) {
  const auto error_of_values = [](const json& values) {
    return config_error([&] { with_values({}, values, "d.json"); });
  };
  expect_contains(error_of_values({{"tecnology", "7nm"}}), "d.json: tecnology is not a known key");
  expect_contains(error_of_values({{"tecnology", "7nm"}}), "did you mean technology?");
  expect_contains(error_of_values({{"batch", 0}}),
                  "d.json: batch is 0; must be an integer from 1 to 1000000");
  expect_contains(error_of_values({{"technology", 7}}), "d.json: technology is 7; must be ");
  expect_contains(error_of_values({{"technology", "9nm"}}), "9nm");
  expect_contains(error_of_values({{"clock_mhz", 0}}),
                  "d.json: clock_mhz is 0; must be an integer from 1 to");
  expect_contains(error_of_values(3), "d.json");
}

TEST(ValuesOf, ReadsNumbersAndTheTechnology) {
  const json values = values_of({"clock_mhz=900", "dram_bandwidth_gbps=2.5", "technology=16nm"}, "--set");
  EXPECT_EQ(values, (json{{"clock_mhz", 900}, {"dram_bandwidth_gbps", 2.5}, {"technology", "16nm"}}));
  EXPECT_TRUE(values.at("clock_mhz").is_number_integer());
}

TEST(ValuesOf, NamesTextsThatAreNoValues) {
  const auto error_of_text = [](const std::string& text) {
    return config_error([&] { values_of({"batch=2", text}, "--set"); });
  };
  for (const char* text : {"clock_mhz", "=3", "clock_mhz=", ""})
    EXPECT_EQ(error_of_text(text), "--set is \"" + std::string(text) + "\"; must be NAME=VALUE");
  expect_contains(error_of_text("clok_mhz=3"),
                  "--set is \"clok_mhz=3\" (did you mean clock_mhz?); must name a ");
  expect_contains(error_of_text("clock_mhz=fast"), "must have a number as value");
  expect_contains(error_of_text("batch=3"), "the second value of batch; must be given once");
}

TEST(ConfigurationOf, HoldsTheDesignWhateverItIsReadOver) {
  Design design = unusual();
  Design other = unusual();
  other.accelerator.constants.mac_ways = 2;  // the design has the default
  other.accelerator.constants.transfers_held = 5;
  design.accelerator.constants.transfers_held = 5;
  const json file = json::parse(configuration_of(design, other.accelerator, {}).dump());
  EXPECT_EQ(values_by_name(with_values(other, file, "d.json")), values_by_name(design));
  EXPECT_EQ(values_by_name(with_values({}, file, "d.json")), values_by_name(design));
}

TEST(ConfigurationOf, HasOnlyConstantsThatSaySomething) {
  const auto constants_of = [](const std::vector<std::string>& named) {
    return configuration_of(unusual(), unusual().accelerator, named).at("constants").size();
  };
  EXPECT_EQ(constants_of({}), 1U);  // the clock
  EXPECT_EQ(constants_of({"clock_mhz", "mac_ways", "pes_x"}), 2U);
  EXPECT_FALSE(configuration_of(Design(), Design().accelerator, {}).contains("constants"));
}

TEST(Differences, NameConstantsTechnologyAndBatchWithBothValues) {
  EXPECT_EQ(differences(unusual(), Design()),
            "clock_mhz 700 instead of 800, technology 28nm instead of 7nm, batch 5 instead of 1");
  EXPECT_EQ(differences(unusual(), unusual()), "");
}

}  // namespace
}  // namespace apollo::designs
