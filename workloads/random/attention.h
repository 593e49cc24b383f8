#pragma once
#include "workloads/random/draft.h"

namespace apollo::workloads::random {

// A block of self-attention with two heads: projections, matmul, softmax of each head, matmul, projection,
// addition, layer norm.
Network attention(Draft& draft);

}  // namespace apollo::workloads::random
