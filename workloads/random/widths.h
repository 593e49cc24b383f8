#pragma once
#include "workloads/network.h"
#include "workloads/random/random.h"

namespace apollo::workloads::random {

// The network with random widths of weights, and of activations: all 8 bits, all 16, or mixed. Its shapes and
// its names stay.
Network with_widths(Network network, Random* random);

}  // namespace apollo::workloads::random
