#pragma once
#include "workloads/random/draft.h"

// Networks of a few layers, about what lies between them.
namespace apollo::workloads::random {

// A concatenation along channels (concatenation), height or width (the kinds with that ending): of a network
// input, of convolutions and of a pooling layer, at equal and at other quantizations, mostly with a
// convolution that reads it.
Network concatenation(Draft& draft);

// A slice of a network input (slice_of_input) or of what a convolution makes (slice), or two of that
// (two_slices); perhaps with an activation, requantised, sliced again; mostly read by a convolution.
Network slices(Draft& draft);

}  // namespace apollo::workloads::random
