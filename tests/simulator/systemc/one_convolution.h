#pragma once
#include <vector>

#include "simulator/engine.h"

namespace apollo::systemc {

// A hand-written program of one convolution with data, and what a plain loop makes of the same data.
// Channels are spread over the PE columns, rows of the output over the PE rows; input channels come in
// `tiles_c` tiles, between which partial sums stay in PE memory.
struct OneConvolution {
  explicit OneConvolution(const machine::Accelerator& accelerator, int tiles_c = 1);

  program::Program program;
  simulator::FunctionalData data;
  std::vector<std::int8_t> expected;  // contents of buffer 1
};

}  // namespace apollo::systemc
