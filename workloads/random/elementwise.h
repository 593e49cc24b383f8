#pragma once
#include "workloads/random/draft.h"

// Networks of one layer whose outputs are made of one or two elements each.
namespace apollo::workloads::random {

Network sum_or_product(Draft& draft);  // of two inputs, the second perhaps broadcast (broadcast_multiply)
Network difference_or_quotient(Draft& draft);  // of inputs or a convolution, in either order
Network constant_add(Draft& draft);
Network activation(Draft& draft);

}  // namespace apollo::workloads::random
