#include "files/nearest.h"

#include <gtest/gtest.h>

namespace apollo::files {
namespace {

const std::vector<std::string> kTypes = {"convolution", "softmax", "max_pool", "add"};

TEST(Nearest, FindsWordsWithATypingError) {
  EXPECT_EQ(nearest("convlution", kTypes), "convolution");
  EXPECT_EQ(nearest("sotfmax", kTypes), "softmax");
  EXPECT_EQ(nearest("maxpool", kTypes), "max_pool");
  EXPECT_EQ(nearest("Add", kTypes), "add");
}

TEST(Nearest, FindsNothingForOtherWords) {
  EXPECT_EQ(nearest("recurrent", kTypes), "");
  EXPECT_EQ(nearest("", kTypes), "");
  EXPECT_EQ(nearest(std::string(1000000, 'x'), kTypes), "");
  EXPECT_EQ(nearest("add", {}), "");
}

TEST(Nearest, GivesUpOnMuchForeignText) {
  const std::string x(100, 'x'), y(100, 'y');
  EXPECT_EQ(nearest(x, {x}), x);
  EXPECT_EQ(nearest(x + "x", {x}), "");
  std::vector<std::string> candidates(9999, y);
  candidates.push_back(x);
  EXPECT_EQ(nearest(x, candidates), x);
  candidates.push_back(y);
  EXPECT_EQ(nearest(x, candidates), "");
}

TEST(Nearest, FindsWordsThatBreakOff) {
  const std::vector<std::string> names = {"mobilebert", "mobilenet_v1", "clock_mhz"};
  EXPECT_EQ(nearest("mobilnet", names), "mobilenet_v1");
  EXPECT_EQ(nearest("clok", names), "clock_mhz");
  EXPECT_EQ(nearest("c", names), "");
}

TEST(Nearest, TakesTheFirstOfEquals) { EXPECT_EQ(nearest("cat", {"bat", "hat"}), "bat"); }

TEST(DidYouMean, IsEmptyWhenNothingIsNear) {
  EXPECT_EQ(did_you_mean("ad", kTypes), " (did you mean add?)");
  EXPECT_EQ(did_you_mean("recurrent", kTypes), "");
}

TEST(DidYouMean, IsPrintable) {
  EXPECT_EQ(did_you_mean("size", {"si\nze"}), " (did you mean si?ze?)");
  EXPECT_EQ(did_you_mean("gr", {"gr\xc3"}), " (did you mean gr?\?)");
}

}  // namespace
}  // namespace apollo::files
