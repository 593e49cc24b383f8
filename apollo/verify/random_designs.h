#pragma once
#include <cstdint>
#include <string>

#include "simulator/machine/accelerator.h"
#include "workloads/network.h"
#include "workloads/network_builder.h"

// Random small networks and accelerators, the same for a seed on every machine.
namespace apollo::verify {

// What random_layer can make: one per layer type, and for convolutions the kinds that need different spreads.
inline const char* const kLayerKinds[] = {"convolution",
                                          "depthwise",
                                          "grouped",
                                          "pointwise",
                                          "strided",
                                          "dilated",
                                          "transposed",
                                          "fully_connected",
                                          "flatten",
                                          "matmul",
                                          "matmul_transposed",
                                          "lstm",
                                          "gru",
                                          "reversed_lstm",
                                          "reversed_gru",
                                          "max_pool",
                                          "average_pool",
                                          "global_average_pool",
                                          "add",
                                          "subtract",
                                          "multiply",
                                          "divide",
                                          "broadcast_multiply",
                                          "constant_add",
                                          "concatenation",
                                          "concatenation_height",
                                          "concatenation_width",
                                          "slice",
                                          "slice_of_input",
                                          "two_slices",
                                          "pad",
                                          "resize",
                                          "channel_shuffle",
                                          "swap_axes",
                                          "flatten_to_sequence",
                                          "depth_to_space",
                                          "rearrange",
                                          "softmax",
                                          "softmax_heads",
                                          "layer_norm",
                                          "local_response_norm",
                                          "activation",
                                          "attention"};

// A network of one small layer of the kind, with random sizes, quantizations (zero points too) and
// activation; of a few layers where the kind is about what lies between them (concatenations, slices,
// attention).
workloads::Network random_layer(const std::string& kind, std::uint64_t seed);

// A small accelerator: some lanes, PEs and cores, little memory, so that tiles and hazards occur.
machine::Accelerator random_accelerator(std::uint64_t seed);

// A residual block with a concatenation, a pooling layer and a branch that is also a network output.
workloads::Network small_network();

}  // namespace apollo::verify
