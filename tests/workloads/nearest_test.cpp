#include "workloads/nearest.h"

#include <gtest/gtest.h>

namespace apollo::workloads {
namespace {

const std::vector<std::string> types = {"convolution", "softmax", "max_pool", "add"};

TEST(Nearest, FindsWordsWithATypingError) {
  EXPECT_EQ(nearest("convlution", types), "convolution");
  EXPECT_EQ(nearest("sotfmax", types), "softmax");
  EXPECT_EQ(nearest("maxpool", types), "max_pool");
  EXPECT_EQ(nearest("Add", types), "add");
}

TEST(Nearest, FindsNothingForOtherWords) {
  EXPECT_EQ(nearest("recurrent", types), "");
  EXPECT_EQ(nearest("", types), "");
  EXPECT_EQ(nearest(std::string(1000000, 'x'), types), "");
  EXPECT_EQ(nearest("add", {}), "");
}

TEST(Nearest, TakesTheFirstOfEquals) { EXPECT_EQ(nearest("cat", {"bat", "hat"}), "bat"); }

TEST(DidYouMean, IsEmptyWhenNothingIsNear) {
  EXPECT_EQ(did_you_mean("ad", types), " (did you mean add?)");
  EXPECT_EQ(did_you_mean("recurrent", types), "");
}

}  // namespace
}  // namespace apollo::workloads
