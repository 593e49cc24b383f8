#include "simulator/machine/random_accelerator.h"

#include <gtest/gtest.h>

#include <set>

namespace apollo::machine {
namespace {

constexpr std::uint64_t kSeeds = 200;

TEST(RandomAccelerator, IsTheSameForASeed) {
  for (std::uint64_t seed = 0; seed < kSeeds; ++seed)
    EXPECT_EQ(to_json_text(random_accelerator(seed)), to_json_text(random_accelerator(seed)));
}

TEST(RandomAccelerator, DiffersFromSeedToSeed) {
  std::set<std::string> seen;
  for (std::uint64_t seed = 0; seed < kSeeds; ++seed) seen.insert(to_json_text(random_accelerator(seed)));
  EXPECT_GT(seen.size(), kSeeds * 9 / 10);
}

// What a file of it may say: random designs must not be outside of what any design may be.
TEST(RandomAccelerator, HasParametersInRange) {
  for (std::uint64_t seed = 0; seed < kSeeds; ++seed) {
    const std::string text = to_json_text(random_accelerator(seed));
    EXPECT_EQ(to_json_text(parse_accelerator(text, "random.json")), text);
  }
}

}  // namespace
}  // namespace apollo::machine
