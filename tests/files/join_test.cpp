#include "files/join.h"

#include <gtest/gtest.h>

#include <map>

namespace apollo::files {
namespace {

TEST(Join, PutsTheSeparatorBetweenWordsOnly) {
  EXPECT_EQ(join({"a", "b", "c"}), "a, b, c");
  EXPECT_EQ(join({"a", "b"}, "; "), "a; b");
  EXPECT_EQ(join({"alone"}), "alone");
  EXPECT_EQ(join(std::vector<std::string>()), "");
}

TEST(Join, KeepsThePlaceOfEmptyWords) {
  EXPECT_EQ(join({"", "a", ""}), ", a, ");
  EXPECT_EQ(join({""}), "");
}

TEST(Join, SaysOfEachItemWhatTheTextSays) {
  EXPECT_EQ(join(std::vector<int>{3, 4, 5}, "x", [](int size) { return std::to_string(size); }), "3x4x5");
  const std::map<std::string, int> counts{{"add", 2}, {"pad", 1}};
  EXPECT_EQ(join(counts, "; ", [](const auto& row) { return row.first + " " + std::to_string(row.second); }),
            "add 2; pad 1");
}

}  // namespace
}  // namespace apollo::files
