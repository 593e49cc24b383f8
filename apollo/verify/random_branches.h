#pragma once
#include <string>

#include "workloads/network_builder.h"

// The parts of random networks that are about more than one layer.
namespace apollo::verify {

workloads::Quantization random_quantization(workloads::Random& random);

// A convolution of tensor `x`: pointwise, depthwise, grouped, strided, dilated, transposed, or any other name
// for a plain one.
workloads::Layer random_convolution(const std::string& kind, workloads::Random& random, int x,
                                    workloads::Shape in);
// The same with as many output channels as its input has.
workloads::Layer as_wide(workloads::Layer convolution, workloads::Shape in);

// A network of a concatenation along channels (concatenation), height or width (the kinds with that ending):
// of a network input, of convolutions and of a pooling layer, at equal and at other quantizations, mostly
// with a convolution that reads it.
workloads::Network random_concatenation(const std::string& kind, workloads::Random& random,
                                        workloads::NetworkBuilder& builder, workloads::Shape image);

// A slice of a network input (slice_of_input) or of what a convolution makes (slice), or two of that
// (two_slices); perhaps with an activation, requantised, sliced again; mostly read by a convolution.
workloads::Network random_slices(const std::string& kind, workloads::Random& random,
                                 workloads::NetworkBuilder& builder, workloads::Shape image);

// A rearrangement of a network input or of what a convolution makes, perhaps with an activation, mostly read
// by a convolution: channels shuffled (channel_shuffle), two axes swapped (swap_axes), rows and columns made
// one sequence or the reverse (flatten_to_sequence), blocks of channels spread over space or the reverse
// (depth_to_space), or any factors in any order (rearrange).
workloads::Network random_rearrangement(const std::string& kind, workloads::Random& random,
                                        workloads::NetworkBuilder& builder);

// A block of self-attention with two heads: projections, matmul, softmax of each head, matmul, projection,
// addition, layer norm.
workloads::Network random_attention(workloads::Random& random, workloads::NetworkBuilder& builder);

}  // namespace apollo::verify
