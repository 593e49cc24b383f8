#pragma once
#include <cstdint>

#include "simulator/machine/accelerator.h"

namespace apollo::machine {

// A small accelerator, the same for a seed on every machine: some lanes, PEs and cores, little memory, so
// that tiles and hazards occur on small networks.
Accelerator random_accelerator(std::uint64_t seed);

}  // namespace apollo::machine
