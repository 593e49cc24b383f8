#pragma once
#include <string>

#include "simulator/engine.h"
#include "workloads/network.h"

namespace apollo::verify {

// What is not as it must be, a line each, of a program of the network and what an engine counted, with
// events: cycles, DRAM bytes or the array's cycles of an op below their bounds (compiler::bound), or parts of
// the cycles (designs::cycle_parts) that do not add up to them. Empty if nothing is.
std::string broken_bounds(const workloads::Network& network, const program::Program& program,
                          const simulator::SimulationResult& result);

}  // namespace apollo::verify
