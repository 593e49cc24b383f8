#pragma once
#include "apollo/compiler/attempts.h"

namespace apollo::compiler {

// The best plan again, with weights that its array waits for coming early, to wait in PE memories: in what it
// leaves of these; and in more, with smaller tiles of activations. Only what may gain more than so many
// cycles. `best`: of the attempts, on that accelerator.
void try_parked_weights(const machine::Accelerator& accelerator, const Made& best, double least_gain,
                        Attempts* attempts);

}  // namespace apollo::compiler
