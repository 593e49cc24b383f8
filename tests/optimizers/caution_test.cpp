#include "optimizers/caution.h"

#include <gtest/gtest.h>

#include <cmath>

namespace apollo::optimizers {
namespace {

constexpr double kShare = 0.3;

TEST(Caution, StartsAtE) { EXPECT_DOUBLE_EQ(Caution(kShare).power(), std::exp(1.0)); }

TEST(Caution, IsTheSameAfterTheShareThatIsAimedAt) {
  Caution caution(kShare);
  for (int i = 0; i < 10; ++i) caution.adapt(i % 10 < 3);
  EXPECT_NEAR(caution.power(), std::exp(1.0), 1e-12);
}

TEST(Caution, RisesWhileNothingIsUsableToItsBound) {
  Caution caution(kShare);
  for (int i = 0; i < 1000; ++i) {
    const double before = caution.power();
    caution.adapt(false);
    EXPECT_TRUE(caution.power() > before || before == std::exp(5.0));
  }
  EXPECT_DOUBLE_EQ(caution.power(), std::exp(5.0));
}

TEST(Caution, FallsWhileAllIsUsableToTheProbabilityAsItIs) {
  Caution caution(kShare);
  for (int i = 0; i < 1000; ++i) caution.adapt(true);
  EXPECT_EQ(caution.power(), 1);
}

}  // namespace
}  // namespace apollo::optimizers
