#include "simulator/systemc/memory_image.h"

#include <gtest/gtest.h>

#include <stdexcept>

namespace apollo::systemc::memory_image_test {
namespace {

constexpr std::int64_t kBytes = 16;

MemoryImage allocated() {
  MemoryImage image("scratchpad");
  image.allocate(kBytes);
  return image;
}

TEST(MemoryImage, HasNoContentsUntilAllocated) {
  EXPECT_FALSE(MemoryImage("scratchpad").allocated());
  EXPECT_TRUE(allocated().allocated());
}

TEST(MemoryImage, ASmallOneShowsWhatWasNeverWritten) {
  MemoryImage image = allocated();
  *image.at(3, 1) = 7;
  EXPECT_EQ(*image.at(3, 1), 7);
  EXPECT_EQ(*image.at(4, 1), MemoryImage::kPoison);
}

TEST(MemoryImage, ALargeOneIsZero) {
  MemoryImage image("dram");
  image.allocate(MemoryImage::kLargestPoisoned + 1);
  EXPECT_EQ(*image.at(MemoryImage::kLargestPoisoned, 1), 0);
}

TEST(MemoryImage, AnAccessMayEndAtItsEnd) { EXPECT_NO_THROW(allocated().at(kBytes - 4, 4)); }

TEST(MemoryImage, AnAccessBeyondItNamesIt) {
  try {
    allocated().at(kBytes - 4, 5);
    FAIL() << "accepted";
  } catch (const std::logic_error& e) {
    EXPECT_STREQ(e.what(), "scratchpad: access to 5 bytes at 12, of 16");
  }
}

TEST(MemoryImage, ANegativeAddressIsOutside) { EXPECT_THROW(allocated().at(-1, 1), std::logic_error); }

}  // namespace
}  // namespace apollo::systemc::memory_image_test
