#pragma once
#include "simulator/engine.h"

namespace apollo::systemc {

// Executes the program cycle by cycle in a ChildProcess (SystemC elaborates once per process), so only in a
// process without other threads. `data` is needed in functional mode.
simulator::SimulationResult simulate(const program::Program& program,
                                     const simulator::SimulationOptions& options,
                                     const simulator::FunctionalData* data = nullptr);

}  // namespace apollo::systemc
