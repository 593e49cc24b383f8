#pragma once
#include <cstdint>
#include <string>
#include <vector>

#include "workloads/network.h"

// Random small networks, the same for a seed on every machine.
namespace apollo::workloads::random {

// What layer() can make: at least one per layer type, for convolutions those that need different spreads.
const std::vector<const char*>& kinds();

// A validated network of one small layer of the kind, with random sizes, widths, quantizations (zero points
// too) and activation; of a few layers where the kind is about what lies between them (concatenations,
// slices, rearrangements, attention). Requires one of kinds().
Network layer(const std::string& kind, std::uint64_t seed);

}  // namespace apollo::workloads::random
