#include "apollo/study/design_space.h"

#include <gtest/gtest.h>

#include "apollo/study/space_json.h"
#include "simulator/cost/technology.h"
#include "tests/files/error_of.h"

namespace apollo::study {
namespace {

using namespace testing;
using optimizers::Parameter;
using optimizers::Point;
using optimizers::SearchSpace;

designs::Design base() {
  designs::Design design;
  design.accelerator.configuration.pes_y = 3;
  design.accelerator.constants.mac_ways = 2;
  design.technology = designs::TechnologyChoice("16nm");
  design.batch = 6;
  return design;
}

const Parameter kTechnologies{"technology", Parameter::Kind::categorical, {}, {"28nm", "7nm"}};

Parameter numbers(const std::string& name, std::vector<double> values) {
  return {name, Parameter::Kind::ordinal, std::move(values), {}};
}

TEST(DesignAt, HasThePointsValuesAndTheBasesOtherwise) {
  const SearchSpace space(
      {numbers("pes_x", {1, 2}), numbers("clock_mhz", {500, 600}), kTechnologies, numbers("batch", {1, 9})});
  const Point point = {1, 0, 1, 1};
  designs::Design expected = base();
  expected.accelerator.configuration.pes_x = 2;
  expected.accelerator.constants.clock_mhz = 500;
  expected.technology = designs::TechnologyChoice("7nm");
  expected.batch = 9;
  EXPECT_EQ(values_by_name(design_at(base(), space, point)), values_by_name(expected));
  const machine::Accelerator accelerator = accelerator_at(base().accelerator, space, point);
  EXPECT_EQ(accelerator.configuration, expected.accelerator.configuration);
  EXPECT_EQ(accelerator.constants, expected.accelerator.constants);
  EXPECT_EQ(batch_at(6, space, point), 9);
  EXPECT_EQ(Technologies(base(), space).at(point).name, cost::technology("7nm").name);
  EXPECT_EQ(Technologies(base(), space).at({0, 0, 0, 0}).name, cost::technology("28nm").name);
  const SearchSpace small({numbers("pes_x", {1, 2})});
  EXPECT_EQ(values_by_name(design_at(base(), small, {0})).at("technology"), "16nm");
  EXPECT_EQ(design_at(base(), small, {0}).batch, 6);
  EXPECT_EQ(Technologies(base(), small).at({0}).name, cost::technology("16nm").name);
}

// A clock that one of the technologies cannot have goes with the others only.
TEST(AllowedDesigns, HaveNoClockThatIsTooFastForTheirTechnology) {
  const double slow = cost::technology("28nm").clock.maximum_mhz,
               fast = cost::technology("7nm").clock.maximum_mhz;
  ASSERT_LT(slow, fast);
  const SearchSpace space({kTechnologies, numbers("clock_mhz", {100, slow, slow + 1, fast, fast + 1})});
  check_design_space(base(), space, "s.json");
  const SearchSpace allowed = allowed_designs(base(), space, "s.json");
  for (int clock = 0; clock < 5; ++clock) {
    EXPECT_EQ(allowed.allows({0, clock}), clock <= 1) << clock;
    EXPECT_EQ(allowed.allows({1, clock}), clock <= 3) << clock;
  }
  const Remaining remaining = remaining_designs(base(), space, "s.json");
  EXPECT_TRUE(remaining.is_exact);
  EXPECT_NEAR(remaining.share, 6.0 / 10, 1e-12);
}

TEST(AllowedDesigns, KeepConditionsThatNameValuesOfTheBase) {
  const SearchSpace space({numbers("pes_x", {1, 2, 3, 4})}, {"pes_x < pes_y * mac_ways / 2", "batch == 6"});
  const SearchSpace allowed = allowed_designs(base(), space, "s.json");
  for (int x = 0; x < 4; ++x) EXPECT_EQ(allowed.allows({x}), x + 1 < 3) << x;
  const SearchSpace other({numbers("pes_x", {1, 2})}, {"technology == \"16nm\" && pes_x > 1"});
  EXPECT_FALSE(allowed_designs(base(), other, "s.json").allows({0}));
  EXPECT_TRUE(allowed_designs(base(), other, "s.json").allows({1}));
}

TEST(CheckDesignSpace, NamesWhatIsWrong) {
  const auto error_of_space = [](std::vector<Parameter> parameters) {
    return config_error([&] { check_design_space(base(), SearchSpace(std::move(parameters)), "s.json"); });
  };
  EXPECT_EQ(error_of_space({numbers("mac_ways", {1, 64}), numbers("batch", {1, 1'000'000}), kTechnologies}),
            "");
  expect_contains(error_of_space({numbers("clok_mhz", {1})}),
                  "s.json: name is \"clok_mhz\" (did you mean clock_mhz?); must be one of: ");
  expect_contains(error_of_space({numbers("mac_ways", {1, 65})}),
                  "s.json: mac_ways is 65; must be an integer");
  expect_contains(error_of_space({numbers("batch", {0})}), "s.json: batch is 0; must be");
  expect_contains(error_of_space({numbers("clock_mhz", {800, 9000})}),
                  "s.json: constants.clock_mhz is 9000; ");
  expect_contains(error_of_space({numbers("technology", {7, 16})}),
                  "s.json: technology is 7; must be one of: 16nm, 28nm, 7nm");
  expect_contains(error_of_space({{"technology", Parameter::Kind::categorical, {}, {"7nm", "./mine.json"}}}),
                  "s.json: technology is \"./mine.json\"; must be one of");
}

TEST(ChipSpace, NamesConstantsAndATechnologyAndItsConditionsLeaveAPart) {
  const SearchSpace space = read_space("chip");
  check_design_space({}, space, "chip");
  const Remaining remaining = remaining_designs({}, space, "chip");
  EXPECT_TRUE(remaining.is_exact);
  EXPECT_GT(remaining.share, 0);
  EXPECT_LT(remaining.share, 1);
}

}  // namespace
}  // namespace apollo::study
