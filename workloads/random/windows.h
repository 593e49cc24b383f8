#pragma once
#include "workloads/random/draft.h"

// Networks of one layer that looks at windows or whole axes of an image, or changes its extents.
namespace apollo::workloads::random {

Network pool(Draft& draft);  // max_pool or average_pool
Network global_average_pool(Draft& draft);
Network pad(Draft& draft);
Network resize(Draft& draft);  // to any extents, or to multiples
Network local_response_norm(Draft& draft);
Network softmax_heads(Draft& draft);
Network softmax_or_layer_norm(Draft& draft);

}  // namespace apollo::workloads::random
