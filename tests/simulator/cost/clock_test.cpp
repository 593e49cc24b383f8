#include "simulator/cost/clock.h"

#include <gtest/gtest.h>

#include <cmath>

namespace apollo::cost {
namespace {

constexpr ClockCoefficients kClock{1000, 2000, 0.5};

TEST(Clock, UpToTheNominalOneCostsNothing) {
  for (const double mhz : {0.0, 1.0, 800.0, 1000.0}) {
    EXPECT_EQ(energy_at_clock(mhz, kClock), 1);
    EXPECT_EQ(area_at_clock(mhz, kClock), 1);
  }
}

TEST(Clock, AboveTheNominalOneIsPaidForByHalvesInSupplyAndSize) {
  const double half = std::sqrt(1.44);  // a speed-up of 1.44 is 1.2 of each
  const double supply = 1 + 0.5 * (half - 1);
  EXPECT_NEAR(energy_at_clock(1440, kClock), supply * supply, 1e-12);
  // The cycle's fixed half, and the other over the size, are 1 / 1.2 of the cycle.
  EXPECT_NEAR(0.5 + 0.5 / area_at_clock(1440, kClock), 1 / half, 1e-12);
}

TEST(Clock, CostsMoreAndMore) {
  double energy = 1, area = 1, energy_step = 0, area_step = 0;
  for (double mhz = 1100; mhz <= 2000; mhz += 100) {
    EXPECT_GT(energy_at_clock(mhz, kClock) - energy, 0);
    EXPECT_GT(area_at_clock(mhz, kClock) - area, area_step);
    energy_step = energy_at_clock(mhz, kClock) - energy;
    area_step = area_at_clock(mhz, kClock) - area;
    energy += energy_step;
    area += area_step;
  }
}

TEST(Clock, OfABuiltInTechnologyAllowsThePublishedDesigns) {
  for (const std::string& name : technology_names())
    EXPECT_GE(technology(name).clock.maximum_mhz, 1066) << name;
}

}  // namespace
}  // namespace apollo::cost
