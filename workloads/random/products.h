#pragma once
#include "workloads/random/draft.h"

// Networks of one layer of sums over whole vectors, and recurrent cells, which consist of such.
namespace apollo::workloads::random {

Network fully_connected(Draft& draft);  // of a sequence, or of an image as one vector (flatten)
Network matmul(Draft& draft);           // of one to three heads, the second operand perhaps transposed
Network recurrent(Draft& draft);        // lstm or gru, perhaps from the last step to the first

}  // namespace apollo::workloads::random
