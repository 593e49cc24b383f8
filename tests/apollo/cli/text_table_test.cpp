#include "apollo/cli/text_table.h"

#include <gtest/gtest.h>

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

}  // namespace
}  // namespace apollo::cli
