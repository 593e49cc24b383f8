#pragma once
#include "workloads/random/draft.h"

namespace apollo::workloads::random {

// A network of a rearrangement of an input or of what a convolution makes, perhaps with an activation, mostly
// read by a convolution: channels shuffled (channel_shuffle), two axes swapped (swap_axes), rows and columns
// made one sequence or the reverse (flatten_to_sequence), blocks of channels spread over space or the reverse
// (depth_to_space), or any factors in any order (rearrange).
Network rearrangement(Draft& draft);

}  // namespace apollo::workloads::random
