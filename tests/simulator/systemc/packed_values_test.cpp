#include "simulator/systemc/packed_values.h"

#include <gtest/gtest.h>

#include <vector>

namespace apollo::systemc::packed_values_test {
namespace {

using workloads::Values;

constexpr std::int8_t kOther = -91;  // what memory has before

TEST(PackedValues, ComeBackAsTheyWere) {
  for (const int bits : {4, 8, 16}) {
    const int lowest = workloads::lowest_value(bits), highest = workloads::highest_value(bits);
    const Values values{static_cast<workloads::Value>(lowest), -1, 0, 1,
                        static_cast<workloads::Value>(highest)};
    const auto count = static_cast<std::int64_t>(values.size());
    std::vector<std::int8_t> bytes(static_cast<std::size_t>(packed_bytes(count, bits)), kOther);
    for (std::int64_t i = 0; i < count; ++i) pack(values[static_cast<std::size_t>(i)], i, bits, bytes.data());
    EXPECT_EQ(unpacked_all(bytes.data(), count, bits), values) << bits;
  }
}

TEST(PackedValues, FourBitsAreTwoToAByteTheFirstInItsLowHalf) {
  EXPECT_EQ(packed_bytes(5, 4), 3);
  std::int8_t bytes[1] = {};
  pack(0x3, 0, 4, bytes);
  pack(0x5, 1, 4, bytes);
  EXPECT_EQ(bytes[0], 0x53);
}

TEST(PackedValues, SixteenBitsAreLittleEndian) {
  std::int8_t bytes[2] = {};
  pack(0x0102, 0, 16, bytes);
  EXPECT_EQ(bytes[0], 2);
  EXPECT_EQ(bytes[1], 1);
}

}  // namespace
}  // namespace apollo::systemc::packed_values_test
