#include "apollo/report/dataset.h"

#include <gtest/gtest.h>

#include <cmath>

#include "tests/apollo/report/made_runs.h"

namespace apollo::report {
namespace {

TEST(Dataset, ColumnsOfFewValuesAreStoredAsIndices) {
  Dataset data({"name", "value"});
  for (int i = 0; i < 10; ++i) data.add({i % 2 == 0 ? "even" : "odd", i});
  const Json json = data.json();
  EXPECT_EQ(json["name"],
            Json::parse(R"({"levels": ["even", "odd"], "codes": [0, 1, 0, 1, 0, 1, 0, 1, 0, 1]})"));
  EXPECT_EQ(json["value"], Json::parse("[0, 1, 2, 3, 4, 5, 6, 7, 8, 9]"));
  EXPECT_EQ(testing::column_of<std::string>(data, "name")[3], "odd");
}

TEST(Dataset, NumbersKeepSixDigitsAndInfinitiesBecomeNull) {
  Dataset data({"value"});
  for (const double value : {1234567.8, 0.000123456789, 2.0, -0.1, HUGE_VAL, std::nan("")}) data.add({value});
  EXPECT_EQ(data.json()["value"].dump(), "[1234570.0,0.000123457,2,-0.1,null,null]");
}

TEST(Dataset, ExactColumnsKeepTheirNumbers) {
  Dataset data({"value", "rounded"}, {"value"});
  for (const double value : {1000000.25, 1000000.5}) data.add({value, value});
  EXPECT_EQ(data.json().dump(),
            R"({"value":[1000000.25,1000000.5],"rounded":{"levels":[1000000.0],"codes":[0,0]}})");
}

TEST(Dataset, WithoutRowsItHasItsColumns) {
  const Dataset data({"a", "b"});
  EXPECT_TRUE(data.empty());
  EXPECT_EQ(data.json().dump(), R"({"a":[],"b":[]})");
}

}  // namespace
}  // namespace apollo::report
