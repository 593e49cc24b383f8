#include "optimizers/options.h"

#include <gtest/gtest.h>

#include <stdexcept>

namespace apollo::optimizers {
namespace {

std::vector<Option> options_table() {
  return {{"rate", "how often", 0, 1, 0.25, false, "test"},
          {"population", "how many", 2, 100, 10, true, "test"}};
}

std::string error_of(const OptionValues& given) {
  try {
    complete(given, options_table());
    return "";
  } catch (const std::invalid_argument& error) {
    return error.what();
  }
}

TEST(Options, TakeTheirDefaults) {
  EXPECT_EQ(complete({}, options_table()), (OptionValues{{"rate", 0.25}, {"population", 10}}));
}

TEST(Options, TakeGivenValuesUpToBothEnds) {
  const OptionValues given = {{"rate", 1}, {"population", 2}};
  EXPECT_EQ(complete(given, options_table()), given);
}

TEST(Options, RejectAnUnknownName) {
  EXPECT_EQ(error_of({{"speed", 1}}), "option speed is not known; must be one of: rate, population");
}

TEST(Options, RejectAValueOutOfRange) {
  EXPECT_EQ(error_of({{"rate", 1.5}}), "option rate is 1.5; must be a number from 0 to 1");
}

TEST(Options, RejectAFractionWhereAnIntegerIsNeeded) {
  EXPECT_EQ(error_of({{"population", 2.5}}), "option population is 2.5; must be an integer from 2 to 100");
}

TEST(Options, RejectNotANumber) { EXPECT_NE(error_of({{"rate", std::stod("nan")}}), ""); }

}  // namespace
}  // namespace apollo::optimizers
