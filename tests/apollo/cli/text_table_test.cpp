#include "apollo/cli/text_table.h"

#include <gtest/gtest.h>

#include <sstream>

namespace apollo::cli {
namespace {

TEST(TextTable, AlignsColumnsToTheirWidestCell) {
  TextTable table({{"name", Align::left}, {"count"}});
  table.row({"a", "1"});
  table.row({"longer", "123456"});
  EXPECT_EQ(table.text(),
            "name     count\n"
            "a            1\n"
            "longer  123456\n");
}

TEST(TextTable, HasNoLineOfTitlesIfAllAreEmpty) {
  TextTable table({{"", Align::left}, {""}});
  table.row({"area", "4"});
  EXPECT_EQ(table.text(), "area  4\n");
}

TEST(TextTable, IndentsLinesAndEndsThemWithoutSpaces) {
  TextTable table({{"a", Align::left}, {"b", Align::left}});
  table.row({"wide", ""});
  EXPECT_EQ(table.text(2), "  a     b\n  wide\n");
}

TEST(TextTable, ColumnsThatDoNotFitFollowWithTheFirstAgain) {
  TextTable table({{"name", Align::left}, {"first"}, {"second"}, {"third"}});
  table.row({"a", "1", "2", "3"});
  const std::string in_one = "name  first  second  third\n";
  EXPECT_EQ(table.text(0, in_one.size() - 1), in_one + "a         1       2      3\n");
  EXPECT_EQ(table.text(0, in_one.size() - 2),
            "name  first  second\n"
            "a         1       2\n"
            "\n"
            "name  third\n"
            "a         3\n");
}

TEST(TextTable, AColumnThatStaysGoesWithTheOneBefore) {
  TextTable table({{"name", Align::left}, {"first"}, {"power"}, {"before", Align::right, true}});
  table.row({"a", "1", "2", "3"});
  EXPECT_EQ(table.text(0, 20),
            "name  first\n"
            "a         1\n"
            "\n"
            "name  power  before\n"
            "a         2       3\n");
}

TEST(TextTable, ColumnsThatStayWithTheFirstAreRepeatedWithIt) {
  TextTable table({{"step", Align::left}, {"value", Align::right, true}, {"cycles"}, {"reward"}});
  table.row({"a", "1", "2", "3"});
  EXPECT_EQ(table.text(0, 22),
            "step  value  cycles\n"
            "a         1       2\n"
            "\n"
            "step  value  reward\n"
            "a         1       3\n");
}

TEST(TextTable, TextsGoOnBelowWithoutABreakInAWord) {
  TextTable table({{"name", Align::left}, {"help", Align::left}});
  table.row({"lanes", "SIMD lanes of one core; each has MACs"});
  table.row({"clock", "short"});
  EXPECT_EQ(table.text(1, 32),
            " name   help\n"
            " lanes  SIMD lanes of one core;\n"
            "        each has MACs\n"
            " clock  short\n");
}

TEST(TextTable, NoLineIsLongerThanTheColumnsUnlessAWordIs) {
  TextTable table(
      {{"layer", Align::left}, {"cycles"}, {"lost to", Align::left}, {"type", Align::left}, {"bytes"}});
  table.row(
      {"block16_depthwise", "123456", "waiting for weights 93.4 %, start-up 2.6 %", "convolution", "4096"});
  table.row({"head", "1", "", "fully_connected", "0"});
  for (std::size_t columns = 40; columns < 120; ++columns) {
    std::istringstream lines(table.text(2, columns));
    for (std::string line; std::getline(lines, line);) EXPECT_LE(line.size(), columns) << line;
  }
  EXPECT_NE(table.text(0, 10).find("block16_depthwise"), std::string::npos);
}

TEST(Wrapped, BreaksAtSpacesAndIndentsWhatGoesOn) {
  EXPECT_EQ(wrapped("one two three", 13), "one two three");
  EXPECT_EQ(wrapped("one two three\n", 12), "one two\n  three\n");
  EXPECT_EQ(wrapped("  one two three", 11), "  one two\n    three");
  EXPECT_EQ(wrapped("        a b", 3), "        a\n          b");
  EXPECT_EQ(wrapped("busy 13.9 %; lost", 11), "busy\n  13.9 %;\n  lost");
  EXPECT_EQ(wrapped("\nunbreakableword and\n", 8), "\nunbreakableword\n  and\n");
}

}  // namespace
}  // namespace apollo::cli
