#pragma once
#include <cstdint>
#include <initializer_list>
#include <random>
#include <string>
#include <vector>

#include "workloads/network.h"

// For networks made at random.
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
  int constant(const std::string& name, workloads::Shape shape, workloads::Quantization q = {});
  // Appends a layer and its output tensor(s); returns the (first) output tensor.
  int add(workloads::Layer layer, workloads::Quantization out = {});
  workloads::Network finish(std::vector<int> outputs);

 private:
  workloads::Network network_;
};

// A layer with its inputs, everything else as the type has it.
workloads::Layer layer_of(workloads::LayerType type, std::vector<int> inputs);

}  // namespace apollo::verify
