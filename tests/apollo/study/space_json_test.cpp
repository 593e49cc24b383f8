#include "apollo/study/space_json.h"

#include <gtest/gtest.h>

#include "tests/files/scratch.h"

namespace apollo::study {
namespace {

using namespace testing;

TEST(ApolloSpace, HasThePublishedNumberOfPoints) {
  // 10 x 10 x 7 x 10 x 11 x 7 x 4 x 5 x 7 x 6
  EXPECT_EQ(read_space("apollo").size(), 452'760'000U);
}

TEST(ApolloSpace, NamesTheTenParametersOfAConfiguration) {
  std::vector<std::string> names;
  const optimizers::SearchSpace space = read_space("apollo");
  for (const auto& parameter : space.parameters()) names.push_back(parameter.name);
  EXPECT_EQ(names, (std::vector<std::string>{"pes_x", "pes_y", "pe_memory_bytes", "cores_per_pe",
                                             "core_memory_bytes", "compute_lanes",
                                             "instruction_memory_entries", "parameter_memory_entries",
                                             "activation_memory_entries", "dram_bandwidth_gbps"}));
}

TEST(SpaceFile, IsFoundByPath) {
  const Scratch scratch;
  write_file(scratch / "s.json", R"({"parameters": [{"name": "n", "values": [1, 2.5]},
      {"name": "policy", "kind": "categorical", "values": ["x", "y", "z"]}]})");
  const optimizers::SearchSpace space = read_space(scratch / "s.json");
  EXPECT_EQ(space.size(), 6U);
  EXPECT_EQ(configuration_of(space, {0, 2}).dump(), R"({"n":1,"policy":"z"})");
  EXPECT_EQ(configuration_of(space, {1, 0}).dump(), R"({"n":2.5,"policy":"x"})");
}

TEST(SpaceFile, ReadsBackWhatIsWritten) {
  const auto text =
      R"({"parameters": [{"name": "n", "values": [1, 2]}, {"name": "c", "kind": "categorical", "values": [3, 1]},
      {"name": "t", "kind": "categorical", "values": ["x"]}]})";
  const optimizers::SearchSpace space = parse_space(text, "s.json");
  EXPECT_EQ(parse_space(to_json(space).dump(), "t.json"), space);
}

TEST(SpaceFile, ReadsOneConditionOrSeveral) {
  const std::string parameters = R"({"parameters": [{"name": "n", "values": [1, 2]}], "require": )";
  const optimizers::SearchSpace one = parse_space(parameters + R"("n > 1"})", "s.json");
  EXPECT_EQ(one.conditions(), (std::vector<std::string>{"n > 1"}));
  const optimizers::SearchSpace two = parse_space(parameters + R"(["n > 1", "n < 2"]})", "s.json");
  EXPECT_EQ(two.conditions(), (std::vector<std::string>{"n > 1", "n < 2"}));
  for (const optimizers::SearchSpace& space : {one, two})
    EXPECT_EQ(parse_space(to_json(space).dump(), "t.json"), space);
  EXPECT_FALSE(one == two);
  expect_contains(config_error([&] { parse_space(parameters + "3}", "s.json"); }), "s.json: require is 3");
  expect_contains(config_error([&] { parse_space(parameters + "[3]}", "s.json"); }), "require[0] is 3");
}

std::string error_of(const std::string& parameters) {
  return config_error([&] { parse_space("{\"parameters\": " + parameters + "}", "s.json"); });
}

TEST(SpaceFile, RejectsWhatIsNotASpace) {
  expect_contains(error_of("[]"), "s.json: parameters is []");
  expect_contains(error_of(R"([{"name": "a"}])"), "parameters[0].values is missing");
  expect_contains(error_of(R"([{"values": [1]}])"), "parameters[0].name is missing");
  expect_contains(error_of(R"([{"name": "a", "values": []}])"), "parameters[0].values is []");
  expect_contains(error_of(R"([{"name": "a", "values": [1, "b"]}])"), "parameters[0].values[1] is \"b\"");
  expect_contains(error_of(R"([{"name": "a", "values": [1], "unit": "mm"}])"),
                  "parameters[0].unit is not a known key");
  expect_contains(error_of(R"([{"name": "a", "kind": "ordinary", "values": [1]}])"), "did you mean ordinal?");
}

TEST(SpaceFile, RejectsValuesThatRepeatOrHaveNoOrder) {
  expect_contains(error_of(R"([{"name": "a", "values": [1, 2, 2]}])"), "must be distinct");
  expect_contains(error_of(R"([{"name": "a", "values": [2, 1]}])"), "must be ascending");
  expect_contains(error_of(R"([{"name": "a", "values": ["x", "y"]}])"), "\"kind\" is \"categorical\"");
  expect_contains(error_of(R"([{"name": "a", "kind": "categorical", "values": ["x", "x"]}])"),
                  "must be distinct");
}

TEST(SpaceFile, RejectsNamesThatTheTableOfTrialsCannotHave) {
  expect_contains(error_of(R"([{"name": "reward", "values": [1]}])"), "different from the columns");
  expect_contains(error_of(R"([{"name": "a b", "values": [1]}])"), "parameters[0].name is \"a b\"");
  expect_contains(error_of(R"([{"name": "2a", "values": [1]}])"), "not start with a digit");
  expect_contains(error_of(R"([{"name": "a", "values": [1]}, {"name": "a", "values": [1]}])"),
                  "parameters[1].name");
}

TEST(SpaceName, ThatIsUnknownSuggestsOne) {
  expect_contains(config_error([] { read_space("apolo"); }), "did you mean apollo?");
  expect_contains(config_error([] { read_space("missing.json"); }), "no such file");
}

}  // namespace
}  // namespace apollo::study
