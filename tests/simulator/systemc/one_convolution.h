#pragma once
#include <vector>

#include "simulator/engine.h"

namespace apollo::systemc {

struct Widths {
  int input = 8, weight = 8, output = 8;  // bits
};

// A hand-written program of one convolution with data, and what a plain loop makes of the same data.
// Channels are spread over the PE columns, rows of the output over the PE rows; input channels come in
// `tiles_c` tiles, between which partial sums stay in PE memory.
struct OneConvolution {
  explicit OneConvolution(const machine::Accelerator& accelerator, int tiles_c = 1,
                          const Widths& widths = {});

  program::Program program;
  simulator::FunctionalData data;
  workloads::Values expected;  // contents of buffer 1
};

}  // namespace apollo::systemc
