#include "workloads/shapes.h"

#include "files/json_file.h"
#include "workloads/layer_check.h"
#include "workloads/layer_kind.h"
#include "workloads/layer_shapes.h"

namespace apollo::workloads {

std::string shown(const Shape& s) {
  return std::to_string(s.height) + " x " + std::to_string(s.width) + " x " + std::to_string(s.channels);
}

LayerShapes::LayerShapes(Network& of_network, Layer& of_layer, const std::string& named_file)
    : network(of_network), layer(of_layer), file(named_file), in(shape(0)) {}

void LayerShapes::infer() {
  const LayerKind& kind = kind_of(layer.type);
  const bool weighted = kind.has(has_weight_scale);
  if (weighted) check_sum();
  layer.macs = layer.parameters = 0;
  kind.infer(*this);
  check_size();
  network.tensors[layer.outputs[0]].shape = output;
  if (weighted && layer.weight_scale == 0) {
    layer.weight_scale = default_weight_scale(network, layer);
  }
}

void LayerShapes::fail(const std::string& message) const { layer_error(file, layer, message); }

void LayerShapes::check_size() const {
  const Shape& s = output;
  for (const std::int64_t dimension : {s.height, s.width, s.channels}) {
    if (dimension < 1 || dimension > kLargestDimension) {
      fail("output is " + shown(s) + "; each dimension must be from 1 to " +
           std::to_string(kLargestDimension));
    }
  }
  if (s.elements() > kLargestTensor) {
    fail("output is " + shown(s) + "; must have at most " + std::to_string(kLargestTensor) + " elements");
  }
}

void LayerShapes::check_sum() const {
  const bool matmul = layer.type == LayerType::matmul;
  const auto highest = static_cast<std::uint64_t>(matmul ? kLargestMatmulSum : kLargestWeightedSum);
  const std::uint64_t terms = reduction_terms(network, layer);
  if (terms > highest) {
    fail("sums " + std::to_string(terms) + " products into one output; must be at most " +
         std::to_string(highest));
  }
}

std::uint64_t LayerShapes::checked_weights(std::uint64_t weights) const {
  if (weights > static_cast<std::uint64_t>(kLargestTensor)) {
    fail("has " + std::to_string(weights) + " weights; must be at most " + std::to_string(kLargestTensor));
  }
  return weights;
}

void LayerShapes::check_shape(std::size_t input, const Shape& expected, const std::string& why) const {
  if (shape(input) == expected) return;
  fail("input " + files::printable(network.tensors[layer.inputs[input]].name, 100) + " is " +
       shown(shape(input)) + "; must be " + shown(expected) + ", " + why);
}

int LayerShapes::windows(int axis) const {
  const int extent = (layer.kernel[axis] - 1) * layer.dilation[axis] + 1;
  const int padded = (axis == 0 ? in.height : in.width) + layer.padding[axis] + layer.padding[axis + 2];
  if (extent > padded) {
    fail("kernel[" + std::to_string(axis) + "] covers " + std::to_string(extent) +
         "; must be at most the padded input, " + std::to_string(padded));
  }
  return (padded - extent) / layer.stride[axis] + 1;
}

void infer_shapes(Network& network, Layer& layer, const std::string& file) {
  check_fields(layer, file);
  LayerShapes(network, layer, file).infer();
}

}  // namespace apollo::workloads
