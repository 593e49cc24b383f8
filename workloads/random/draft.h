#pragma once
#include <cstdint>
#include <string>

#include "workloads/network_builder.h"
#include "workloads/random/random.h"

namespace apollo::workloads::random {

Quantization quantization_of(Random& random);

// A random network of a kind under construction, and what every kind begins with.
struct Draft {
  Draft(std::string kind_of_network, std::uint64_t seed);

  // The network whose output is this layer's, at the quantization `out`, with and without the activation.
  Network activated(Layer last);
  Network plain(const Layer& last);

  std::string kind;  // one of kinds()
  Random random;
  NetworkBuilder builder;
  // Drawn at once, in this order, whether the kind uses them or not.
  Shape image;
  Quantization in, in2, out;  // of the first and the second input and the output
  Activation activation;
};

}  // namespace apollo::workloads::random
