#pragma once
#include <string>

#include "workloads/network.h"

namespace apollo::workloads {

std::string shown(const Shape& shape);
inline Shape vector_of(int channels) { return {1, 1, channels}; }

// A layer whose inputs' shapes are known. The rule of its type (LayerKind::infer) sets `output`, and of the
// layer what is not 0: macs and parameters; it fails() on inputs that the type does not take.
struct LayerShapes {
  LayerShapes(Network& of_network, Layer& of_layer, const std::string& named_file);

  // The shapes, macs and parameters of the layer, by the rule of its type. ConfigError.
  void infer();

  const Shape& shape(std::size_t input) const { return network.tensors[layer.inputs[input]].shape; }
  const Quantization& quantization(int tensor) const { return network.tensors[tensor].quantization; }
  [[noreturn]] void fail(const std::string& message) const;  // ConfigError that names file and layer
  // Fails unless the input has the shape; `why` says what that is.
  void check_shape(std::size_t input, const Shape& expected, const std::string& why) const;
  // A number of weights, checked: not of a sum that overflows, as the bound on terms sees to.
  std::uint64_t checked_weights(std::uint64_t weights) const;
  // Output rows (axis 0) or columns (axis 1) of a sliding window.
  int windows(int axis) const;

  Network& network;
  Layer& layer;
  const std::string& file;
  const Shape in;  // of the first input
  Shape output;    // of the first output

 private:
  void check_size() const;
  void check_sum() const;
};

}  // namespace apollo::workloads
