#pragma once
#include "simulator/machine/accelerator.h"

namespace apollo::compiler::bound {

// Cycles, at least, in which so many bytes reach core memories while the array computes for `array` cycles:
// over the parameter bus, or, while the array does nothing else, in each PE from its own memory.
double filling_cores(const machine::Accelerator& accelerator, double bytes, double array);

}  // namespace apollo::compiler::bound
