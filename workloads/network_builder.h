#pragma once
#include <cstdint>
#include <initializer_list>
#include <random>
#include <string>
#include <vector>

#include "workloads/network.h"

// For networks made at random.
namespace apollo::workloads {

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
  int input(const std::string& name, Shape shape, Quantization q = {});
  int constant(const std::string& name, Shape shape, Quantization q = {});
  // Appends a layer and its output tensor(s); returns the (first) output tensor.
  int add(Layer layer, Quantization out = {});
  Network finish(std::vector<int> outputs);

 private:
  Network network_;
};

// A layer with its inputs, everything else as the type has it.
Layer layer_of(LayerType type, std::vector<int> inputs);

}  // namespace apollo::workloads
