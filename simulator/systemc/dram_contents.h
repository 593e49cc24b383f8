#pragma once
#include <cstdint>
#include <vector>

#include "simulator/engine.h"
#include "simulator/systemc/memory_image.h"
#include "simulator/systemc/stream_layout.h"

namespace apollo::systemc {

// Puts the inputs and the parameters of `data` where the program expects them in DRAM.
void fill_dram(const program::Program& program, const simulator::FunctionalData& data,
               const StreamLayout& layout, MemoryImage* dram);

// The buffers that the program stores to DRAM, by buffer index; empty for others.
std::vector<workloads::Values> stored_buffers(const program::Program& program, const MemoryImage& dram);

}  // namespace apollo::systemc
