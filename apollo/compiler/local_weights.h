#pragma once
#include "apollo/compiler/attempts.h"

namespace apollo::compiler {

// After `best`, which has a program: that plan with weights local for which it waits (plan::make_local),
// again for what it waits for then, as long as that is better. A gain of fewer cycles is not worthwhile.
void try_local_weights(const machine::Accelerator& accelerator, const Made& best, double least_gain,
                       Attempts* attempts);

}  // namespace apollo::compiler
