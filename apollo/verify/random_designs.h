#pragma once
#include <cstdint>
#include <random>
#include <string>

#include "simulator/accelerator.h"
#include "workloads/network.h"

// Random small networks and accelerators, the same for a seed on every machine.
namespace apollo::verify {

class Random {
 public:
  explicit Random(std::uint64_t seed) : engine_(seed) {}
  int between(int lowest, int highest) {
    return lowest + static_cast<int>(engine_() % std::uint64_t(highest - lowest + 1));
  }
  bool chance(int percent) { return between(1, 100) <= percent; }
  template <typename T>
  T pick(std::initializer_list<T> values) {
    return values.begin()[between(0, static_cast<int>(values.size()) - 1)];
  }

 private:
  std::mt19937_64 engine_;
};

// A network under construction: adds tensors and layers, then validates.
class NetworkBuilder {
 public:
  explicit NetworkBuilder(const std::string& name);
  int input(const std::string& name, workloads::Shape shape, workloads::Quantization q = {});
  // Appends a layer and its output tensor(s); returns the (first) output tensor.
  int add(workloads::Layer layer, workloads::Quantization out = {});
  workloads::Network finish(std::vector<int> outputs);

 private:
  workloads::Network network_;
};

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
                                          "max_pool",
                                          "average_pool",
                                          "global_average_pool",
                                          "add",
                                          "multiply",
                                          "broadcast_multiply",
                                          "concatenation",
                                          "resize",
                                          "softmax",
                                          "layer_norm",
                                          "activation"};

// A network of one small layer of the kind, with random sizes, quantizations (zero points too) and
// activation.
workloads::Network random_layer(const std::string& kind, std::uint64_t seed);

// A small accelerator: some lanes, PEs and cores, little memory, so that tiles and hazards occur.
simulator::Accelerator random_accelerator(std::uint64_t seed);

// A residual block with a concatenation, a pooling layer and a branch that is also a network output.
workloads::Network small_network();

}  // namespace apollo::verify
