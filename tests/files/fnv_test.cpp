#include "files/fnv.h"

#include <gtest/gtest.h>

namespace apollo::files {
namespace {

// Test vectors of the authors: http://www.isthe.com/chongo/src/fnv/test_fnv.c
TEST(Fnv1a, IsTheAuthors) {
  EXPECT_EQ(fnv1a(""), 0xcbf29ce484222325);
  EXPECT_EQ(fnv1a("a"), 0xaf63dc4c8601ec8c);
  EXPECT_EQ(fnv1a("foobar"), 0x85944171f73967e8);
}

TEST(Fnv1a, TakesBytesAboveAsciiAsUnsigned) {
  EXPECT_EQ(fnv1a("\xff"), (0xcbf29ce484222325 ^ 0xffU) * 0x100000001b3);
}

}  // namespace
}  // namespace apollo::files
