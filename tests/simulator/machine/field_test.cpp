#include "simulator/machine/field.h"

#include <gtest/gtest.h>

#include <iterator>
#include <limits>

namespace apollo::machine {
namespace {

struct Sample {
  int count = 3;
  std::int64_t bytes = 5;
  double rate = 0.5;
};

constexpr Field<Sample> kSample[] = {
    {"count", &Sample::count, "pieces", 1, 10, "how many"},
    {"bytes", &Sample::bytes, "bytes", 0, 1 << 30, "how large"},
    {"rate", &Sample::rate, "1/s", 0.25, 2, "how often"},
};

TEST(Field, SetsItsMemberAndNoOther) {
  Sample s;
  kSample[1].set(&s, 7);
  EXPECT_EQ(s.count, Sample{}.count);
  EXPECT_EQ(s.bytes, 7);
  EXPECT_EQ(s.rate, Sample{}.rate);
  kSample[2].set(&s, 1.25);
  EXPECT_EQ(s.rate, 1.25);
  for (const auto& field : kSample) {
    field.set(&s, field.highest);
    EXPECT_EQ(field.get(s), field.highest) << field.name;
  }
}

TEST(Field, AWholeFieldDropsTheFraction) {
  Sample s;
  kSample[0].set(&s, 4.75);
  EXPECT_EQ(s.count, 4);
  EXPECT_TRUE(kSample[0].whole());
  EXPECT_TRUE(kSample[1].whole());
  EXPECT_FALSE(kSample[2].whole());
}

TEST(Field, TheDefaultIsTheStructs) {
  EXPECT_EQ(kSample[0].default_value(), Sample{}.count);
  EXPECT_EQ(kSample[2].default_value(), Sample{}.rate);
}

TEST(FindField, ByTheWholeName) {
  EXPECT_EQ(find_field(kSample, "bytes"), &kSample[1]);
  EXPECT_EQ(find_field(kSample, "byte"), nullptr);
  EXPECT_EQ(find_field(kSample, "bytes_"), nullptr);
  EXPECT_EQ(find_field(kSample, ""), nullptr);
}

TEST(Equal, ADifferenceInAnyFieldCounts) {
  EXPECT_TRUE(equal(kSample, Sample{}, Sample{}));
  for (const auto& field : kSample) {
    Sample other;
    field.set(&other, field.highest);
    EXPECT_FALSE(equal(kSample, Sample{}, other)) << field.name;
  }
}

}  // namespace
}  // namespace apollo::machine
