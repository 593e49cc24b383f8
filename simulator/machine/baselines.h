#pragma once
#include "simulator/machine/accelerator.h"

namespace apollo::machine {

// The configuration of configs/baselines/edge.json.
Accelerator edge_baseline();
// 256 MACs and ample memory, configs/baselines/macs_256.json: how close compiled networks come to the MAC
// bound is stated on it.
Accelerator macs_256();

}  // namespace apollo::machine
