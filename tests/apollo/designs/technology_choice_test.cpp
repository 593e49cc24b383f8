#include "apollo/designs/technology_choice.h"

#include <gtest/gtest.h>

#include "tests/files/scratch.h"

namespace apollo::designs {
namespace {

using namespace testing;
using nlohmann::json;

TechnologyChoice choice_of(const json& value) {
  const json root = {{"technology", value}};
  files::JsonObject object(root, "study.json");
  return TechnologyChoice::parse(object, "technology");
}

const std::string kOwn = APOLLO_SOURCE "/configs/technologies/16nm.json";

TEST(TechnologyChoice, OfABuiltInNameIsTheName) {
  EXPECT_EQ(TechnologyChoice().json(), "7nm");
  const TechnologyChoice choice("28nm");
  EXPECT_EQ(choice.json(), "28nm");
  EXPECT_EQ(choice.name(), "28nm");
  EXPECT_EQ(choice.coefficients("study.json").area.mac_mm2, cost::technology("28nm").area.mac_mm2);
}

TEST(TechnologyChoice, OfAFileIsItsContentAndNeedsItNoMore) {
  const Scratch scratch;
  std::filesystem::copy_file(kOwn, scratch / "own.json");
  const TechnologyChoice choice(scratch / "own.json");
  std::filesystem::remove(scratch / "own.json");
  EXPECT_TRUE(choice.json().is_object());
  EXPECT_EQ(choice.name(), choice.json().at("name"));
  const TechnologyChoice back = choice_of(choice.json());
  EXPECT_EQ(back.json(), choice.json());
  EXPECT_EQ(back.coefficients("study.json").area.mac_mm2, cost::technology("16nm").area.mac_mm2);
}

TEST(TechnologyChoice, ThatIsWrongIsRefusedAtOnceFromOptionsAndWhenUsedFromAStudy) {
  expect_contains(config_error([] { TechnologyChoice("8nm"); }), "technology is \"8nm\"");
  expect_contains(config_error([] { choice_of("8nm").coefficients("study.json"); }), "technology is \"8nm\"");
  expect_contains(config_error([] {
                    choice_of({{"name", "x"}}).coefficients("study.json");
                  }),
                  "study.json: sram_table is missing");
  expect_contains(config_error([] { choice_of(8); }), "study.json: technology is 8; must be the name of");
}

TEST(CheckClock, RefusesAClockAboveTheMaximum) {
  const cost::Technology technology = cost::technology("7nm");
  machine::Accelerator a;
  a.constants.clock_mhz = static_cast<int>(technology.clock.maximum_mhz);
  EXPECT_EQ(config_error([&] { check_clock(a, technology, "own.json"); }), "");
  ++a.constants.clock_mhz;
  EXPECT_EQ(config_error([&] { check_clock(a, technology, "own.json"); }),
            "own.json: constants.clock_mhz is 1601; must be at most 1600 at 7nm");
}

TEST(TechnologyChoice, WithoutANameIsUnknown) { EXPECT_EQ(choice_of({{"name", 7}}).name(), "unknown"); }

}  // namespace
}  // namespace apollo::designs
