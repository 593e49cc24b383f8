#include "simulator/cost/clock.h"

#include <algorithm>
#include <cmath>

namespace apollo::cost {
namespace {

// What supply and sizes each have to give.
double half_of_speed_up(double clock_mhz, const ClockCoefficients& clock) {
  return std::sqrt(
      std::clamp(clock_mhz / clock.nominal_mhz, 1.0, std::max(1.0, clock.maximum_mhz / clock.nominal_mhz)));
}

}  // namespace

double energy_at_clock(double clock_mhz, const ClockCoefficients& clock) {
  const double supply = 1 + clock.supply_per_clock * (half_of_speed_up(clock_mhz, clock) - 1);
  return supply * supply;
}

double area_at_clock(double clock_mhz, const ClockCoefficients& clock) {
  constexpr double kFixedDelay = 0.5;
  return (1 - kFixedDelay) / (1 / half_of_speed_up(clock_mhz, clock) - kFixedDelay);
}

}  // namespace apollo::cost
