#pragma once
#include "simulator/cost/technology.h"

// What a clock above the one that a technology's coefficients hold for costs. Up to the nominal clock nothing
// changes: no design is slowed down to save.
//
// Half of the speed-up (its square root) comes from a higher supply, which rises linearly with the clock as
// in chips that publish both; the other half from larger gates. Of the delay of a clock cycle a half is taken
// to be fixed, whatever the gates' size: their own parasitic delay (a fifth of a stage with a fan-out of 4,
// by the method of logical effort), registers and clock skew; the other half is inverse to the size.
namespace apollo::cost {

// Of a dynamic energy and of leakage power: the square of the supply's rise. 1 up to the nominal clock.
double energy_at_clock(double clock_mhz, const ClockCoefficients& clock);
// Of the area of logic: that of the gates. Likewise.
double area_at_clock(double clock_mhz, const ClockCoefficients& clock);

}  // namespace apollo::cost
