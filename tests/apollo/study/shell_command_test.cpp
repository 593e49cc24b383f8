#include "apollo/study/shell_command.h"

#include <gtest/gtest.h>

namespace apollo::study {
namespace {

TEST(ShellCommand, QuotesWhatAShellWouldReadOtherwise) {
  EXPECT_EQ(shell_command("search", {"--out", "a/b-c_1.json"}), "apollo search --out a/b-c_1.json");
  EXPECT_EQ(shell_command("search", {"a b", "", "$x", "it's"}), "apollo search 'a b' '' '$x' 'it'\\''s'");
}

}  // namespace
}  // namespace apollo::study
