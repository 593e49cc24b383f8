#include "simulator/machine/template_file.h"

#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

#include "tests/files/error_of.h"

namespace apollo::machine {
namespace {

using namespace testing;
using nlohmann::json;

TEST(TemplateFile, DefaultHasTheConstantsOfTheStruct) {
  EXPECT_EQ(template_file("default").constants, TemplateConstants());
  EXPECT_EQ(template_names(), (std::vector<std::string>{"default", "permissive"}));
}

TEST(TemplateFile, ReadsBackWhatIsWritten) {
  TemplateFile file{"mine", {}};
  file.constants.clock_mhz = 500;
  const TemplateFile back = parse_template_file(to_json(file).dump(), "mine.json");
  EXPECT_EQ(back.name, file.name);
  EXPECT_EQ(back.constants, file.constants);
}

TEST(TemplateFile, PermissiveDiffersInRulesOfCapacityAlone) {
  TemplateConstants expected;
  expected.memory_least_words = expected.transfers_held = 1;
  expected.queue_round_trips = expected.descriptor_entries = 0;
  expected.largest_die_mm2 = static_cast<int>(find_field(kConstants, "largest_die_mm2")->highest);
  EXPECT_EQ(template_file("permissive").constants, expected);
}

// What is said of the default with another value of a constant; null: without it.
std::string error(const std::string& constant, const json& value) {
  json file = to_json(TemplateFile());
  file["constants"][constant] = value;
  if (value.is_null()) file["constants"].erase(constant);
  return config_error([&] { parse_template_file(file.dump(), "t.json"); });
}

TEST(TemplateFile, RefusesConstantsThatAreMissingUnknownOrImpossible) {
  expect_contains(error("clock_mhz", nullptr), "t.json: constants.clock_mhz is missing; must be ");
  expect_contains(error("clok_mhz", 800), "clok_mhz");
  expect_contains(error("parameter_entry_bytes", 0),
                  "t.json: constants.parameter_entry_bytes is 0; must be an integer from 1 to ");
  expect_contains(error("memory_least_words", 0), "constants.memory_least_words is 0; must be ");
  expect_contains(error("transfers_held", 1.5), "constants.transfers_held is 1.5; must be ");
  expect_contains(error("clock_mhz", "fast"), "constants.clock_mhz is \"fast\"; must be ");
}

TEST(TemplateFile, RefusesAPortThatIsNoWholeNumberOfBanks) {
  ASSERT_EQ(TemplateConstants().memory_bank_bytes, 64);
  EXPECT_EQ(
      error("pe_memory_read_bytes", 100),
      "t.json: constants.pe_memory_read_bytes is 100; must be up to memory_bank_bytes, 64, or a multiple "
      "of it");
  json narrow = to_json(TemplateFile());
  narrow["constants"]["pe_memory_write_bytes"] = 33;  // part of one bank
  EXPECT_EQ(parse_template_file(narrow.dump(), "t.json").constants.pe_memory_write_bytes, 33);
}

TEST(TemplateFile, RefusesOtherFiles) {
  expect_contains(config_error([] { template_file("permisive"); }), "permisive");
  expect_contains(config_error([] { template_file("no/such.json"); }), "no/such.json");
  expect_contains(config_error([] { parse_template_file(R"({"name": "x"})", "t.json"); }),
                  "t.json: constants is missing");
  json more = to_json(TemplateFile());
  more["area"] = 1;
  expect_contains(config_error([&] { parse_template_file(more.dump(), "t.json"); }), "area");
}

}  // namespace
}  // namespace apollo::machine
