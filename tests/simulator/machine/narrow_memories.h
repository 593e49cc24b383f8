#pragma once
#include "simulator/machine/accelerator.h"

namespace apollo::machine {

// 2 x 2 PEs of 8 lanes with little parameter memory and a slow DRAM, and some room in PE memories: weights of
// workloads::narrowing_network() come early and wait there.
inline Accelerator narrow_memories() {
  Accelerator a;
  Configuration& c = a.configuration;
  c.pes_x = c.pes_y = 2;
  c.pe_memory_bytes = 16384;
  c.core_memory_bytes = 2048;
  c.compute_lanes = 8;
  c.parameter_memory_entries = 64;
  c.activation_memory_entries = 256;
  c.dram_bandwidth_gbps = 2;
  return a;
}

}  // namespace apollo::machine
