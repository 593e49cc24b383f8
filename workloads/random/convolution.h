#pragma once
#include <string>

#include "workloads/random/draft.h"

namespace apollo::workloads::random {

// A convolution of tensor `x`: pointwise, depthwise, grouped, strided, dilated, transposed, or any other name
// for a plain one.
Layer convolution_of(const std::string& kind, Random& random, int x, Shape in);
// One of 3 x 3 that keeps the extents of its input.
Layer same_convolution(Random& random, int x, int channels);

// A network of one convolution.
Network convolution(Draft& draft);

}  // namespace apollo::workloads::random
