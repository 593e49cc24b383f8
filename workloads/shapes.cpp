#include "workloads/shapes.h"

#include <algorithm>

#include "files/json_file.h"
#include "workloads/factors.h"
#include "workloads/layer_check.h"
#include "workloads/layer_kind.h"

namespace apollo::workloads {
namespace {

std::string shown(const Shape& s) {
  return std::to_string(s.height) + " x " + std::to_string(s.width) + " x " + std::to_string(s.channels);
}

Shape vector_of(int channels) { return {1, 1, channels}; }

// Infers one layer; each method handles types of one kind and sets output_, macs and parameters.
class Inference {
 public:
  Inference(Network& network, Layer& layer, const std::string& file)
      : network_(network), layer_(layer), file_(file), in_(shape(0)) {}

  void run() {
    const bool weighted = kind_of(layer_.type).has(has_weight_scale);
    if (weighted) check_sum();
    layer_.macs = layer_.parameters = 0;
    infer();
    check_size(output_);
    network_.tensors[layer_.outputs[0]].shape = output_;
    if (weighted && layer_.weight_scale == 0) {
      layer_.weight_scale = default_weight_scale(reduction_terms(network_, layer_));
    }
  }

 private:
  const Shape& shape(std::size_t input) const { return network_.tensors[layer_.inputs[input]].shape; }
  const Quantization& quantization(int tensor) const { return network_.tensors[tensor].quantization; }
  [[noreturn]] void fail(const std::string& message) const { layer_error(file_, layer_, message); }

  void check_size(const Shape& s) const {
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

  void check_sum() const {
    const bool matmul = layer_.type == LayerType::matmul;
    const auto highest = static_cast<std::uint64_t>(matmul ? kLargestMatmulSum : kLargestWeightedSum);
    const std::uint64_t terms = reduction_terms(network_, layer_);
    if (terms > highest) {
      fail("sums " + std::to_string(terms) + " products into one output; must be at most " +
           std::to_string(highest));
    }
  }

  // The bound on sums keeps the count itself from overflowing.
  std::uint64_t checked_weights(std::uint64_t weights) const {
    if (weights > static_cast<std::uint64_t>(kLargestTensor)) {
      fail("has " + std::to_string(weights) + " weights; must be at most " + std::to_string(kLargestTensor));
    }
    return weights;
  }

  void check_groups() const {
    for (const int channels : {in_.channels, layer_.channels}) {
      if (channels % layer_.groups != 0) {
        fail("groups is " + std::to_string(layer_.groups) +
             "; must divide the channels of input and output, " + std::to_string(in_.channels) + " and " +
             std::to_string(layer_.channels));
      }
    }
  }

  void check_shape(std::size_t input, const Shape& expected, const std::string& why) const {
    if (shape(input) == expected) return;
    fail("input " + files::printable(network_.tensors[layer_.inputs[input]].name, 100) + " is " +
         shown(shape(input)) + "; must be " + shown(expected) + ", " + why);
  }

  // Output rows (axis 0) or columns (axis 1) of a sliding window.
  int windows(int axis) const {
    const int extent = (layer_.kernel[axis] - 1) * layer_.dilation[axis] + 1;
    const int padded = (axis == 0 ? in_.height : in_.width) + layer_.padding[axis] + layer_.padding[axis + 2];
    if (extent > padded) {
      fail("kernel[" + std::to_string(axis) + "] covers " + std::to_string(extent) +
           "; must be at most the padded input, " + std::to_string(padded));
    }
    return (padded - extent) / layer_.stride[axis] + 1;
  }

  std::uint64_t convolution_weights() const {
    return checked_weights(static_cast<std::uint64_t>(layer_.kernel[0]) * layer_.kernel[1] * layer_.channels *
                           (in_.channels / layer_.groups));
  }

  void convolution() {
    check_groups();
    output_ = {windows(0), windows(1), layer_.channels};
    layer_.macs = convolution_weights() * output_.height * output_.width;
    layer_.parameters = convolution_weights() + layer_.channels;
  }

  // (input position, tap) pairs of a transposed convolution along one axis whose output is not cropped away.
  std::uint64_t pairs(int axis, int in, int out) const {
    std::uint64_t count = 0;
    for (int tap = 0; tap < layer_.kernel[axis]; ++tap) {
      const std::int64_t stride = layer_.stride[axis], offset = std::int64_t{tap} - layer_.padding[axis];
      const std::int64_t first = offset < 0 ? (-offset + stride - 1) / stride : 0;
      const std::int64_t last = out - 1 - offset < 0 ? -1 : (out - 1 - offset) / stride;
      count += static_cast<std::uint64_t>(
          std::max<std::int64_t>(0, std::min<std::int64_t>(last, in - 1) - first + 1));
    }
    return count;
  }

  void transposed_convolution() {
    check_groups();
    int size[2] = {in_.height, in_.width};
    for (int axis = 0; axis < 2; ++axis) {
      const std::int64_t full = std::int64_t{size[axis] - 1} * layer_.stride[axis] + layer_.kernel[axis];
      const std::int64_t cropped = full - layer_.padding[axis] - layer_.padding[axis + 2];
      size[axis] = static_cast<int>(std::clamp<std::int64_t>(cropped, 0, kLargestDimension + 1));
    }
    output_ = {size[0], size[1], layer_.channels};
    layer_.macs = pairs(0, in_.height, size[0]) * pairs(1, in_.width, size[1]) * layer_.channels *
                  (in_.channels / layer_.groups);
    layer_.parameters = convolution_weights() + layer_.channels;
  }

  void fully_connected() {
    const int positions = in_.height == 1 ? in_.width : 1;
    const std::uint64_t inputs = static_cast<std::uint64_t>(in_.elements() / positions);
    const std::uint64_t weights = checked_weights(inputs * layer_.channels);
    output_ = {1, positions, layer_.channels};
    layer_.macs = weights * positions;
    layer_.parameters = weights + layer_.channels;
  }

  void matmul() {
    const Shape& b = shape(1);
    if (in_.height != 1 || b.height != 1) {
      fail("inputs are " + shown(in_) + " and " + shown(b) + "; must have height 1");
    }
    for (const Shape& operand : {in_, b}) {
      if (operand.channels % layer_.groups != 0) {
        fail("groups is " + std::to_string(layer_.groups) + "; must divide the channels of both inputs, " +
             std::to_string(in_.channels) + " and " + std::to_string(b.channels));
      }
    }
    const std::int64_t summed = layer_.transpose_b ? b.channels : std::int64_t{layer_.groups} * b.width;
    if (in_.channels != summed) {
      fail("inputs are " + shown(in_) + " and " + shown(b) + "; the first must have " +
           std::to_string(summed) + " channels");
    }
    const std::int64_t channels = layer_.transpose_b ? std::int64_t{layer_.groups} * b.width : b.channels;
    output_ = {1, in_.width, static_cast<int>(std::min<std::int64_t>(channels, kLargestDimension + 1))};
    layer_.macs = static_cast<std::uint64_t>(output_.elements()) * (in_.channels / layer_.groups);
  }

  void recurrent() {
    const bool lstm = layer_.type == LayerType::lstm;
    if (in_.height != 1) fail("the sequence is " + shown(in_) + "; must have height 1");
    check_shape(1, vector_of(layer_.channels), "1 x 1 x hidden units");
    if (!(quantization(layer_.inputs[1]) == quantization(layer_.outputs[0]))) {
      fail("the initial h and the output must have the same scale and zero point");
    }
    if (lstm) {
      check_shape(2, vector_of(layer_.channels), "1 x 1 x hidden units");
      if (!(quantization(layer_.inputs[2]) == layer_.state_quantization)) {
        fail("the initial c must have the state's scale and zero point");
      }
    }
    if (layer_.outputs.size() == 2) {
      if (!(quantization(layer_.outputs[1]) == layer_.state_quantization)) {
        fail("the last c must have the state's scale and zero point");
      }
      network_.tensors[layer_.outputs[1]].shape = vector_of(layer_.channels);
    }
    const std::uint64_t rows = (lstm ? 4ULL : 3ULL) * layer_.channels;
    if (layer_.channels > kLargestWeightedSum) {
      fail("channels is " + std::to_string(layer_.channels) + "; must be from 1 to " +
           std::to_string(kLargestWeightedSum));
    }
    const std::uint64_t inputs = static_cast<std::uint64_t>(in_.channels) + layer_.channels;
    const std::uint64_t weights = checked_weights(rows * inputs);
    output_ = {1, in_.width, layer_.channels};
    layer_.macs = weights * in_.width;
    layer_.parameters = weights + rows;
  }

  void pool() {
    output_ = {windows(0), windows(1), in_.channels};
    if (layer_.type == LayerType::average_pool) {
      check_pool(std::int64_t{std::min(layer_.kernel[0], in_.height)} *
                 std::min(layer_.kernel[1], in_.width));
    }
  }

  void check_pool(std::int64_t terms) const {
    if (terms > kLargestPool) {
      fail("averages " + std::to_string(terms) + " elements; must be at most " +
           std::to_string(kLargestPool));
    }
  }

  void global_average_pool() {
    check_pool(std::int64_t{in_.height} * in_.width);
    output_ = vector_of(in_.channels);
  }

  void element_wise() {
    if (shape(1) != vector_of(in_.channels))
      check_shape(1, in_, "the first input's shape, or broadcast from 1 x 1");
    output_ = in_;
  }

  static int& along(Axis axis, Shape& s) {
    return axis == Axis::height ? s.height : axis == Axis::width ? s.width : s.channels;
  }

  void concatenation() {
    std::int64_t extent = 0;
    for (std::size_t i = 0; i < layer_.inputs.size(); ++i) {
      Shape expected = in_, given = shape(i);
      along(layer_.axis, expected) = along(layer_.axis, given);
      check_shape(i, expected, std::string("the first input's shape but for its ") + to_string(layer_.axis));
      extent += along(layer_.axis, given);
    }
    output_ = in_;
    along(layer_.axis, output_) = static_cast<int>(std::min<std::int64_t>(extent, kLargestDimension + 1));
  }

  void slice() {
    const std::array<int, 3> size{in_.height, in_.width, in_.channels},
        extent{layer_.shape.height, layer_.shape.width, layer_.shape.channels};
    for (std::size_t i = 0; i < 3; ++i) {
      if (std::int64_t{layer_.begin[i]} + extent[i] > size[i]) {
        fail("the slice from " + std::to_string(layer_.begin[i]) + " on has " + std::to_string(extent[i]) +
             " elements along axis " + std::to_string(i) + "; must end within the input's " +
             std::to_string(size[i]));
      }
    }
    output_ = layer_.shape;
  }

  void pad() {
    output_ = {in_.height + layer_.padding[0] + layer_.padding[2],
               in_.width + layer_.padding[1] + layer_.padding[3], in_.channels};
  }

  void rearrange() {
    if (!ends_of_factors(layer_.split, in_)) {
      fail("split must be factors of the input's height, then width, then channels, " + shown(in_));
    }
    std::vector<int> ordered;
    for (const int factor : layer_.order) ordered.push_back(layer_.split[factor]);
    if (!ends_of_factors(ordered, layer_.shape)) {
      fail("the factors of split, in order, must make the height, then width, then channels of shape, " +
           shown(layer_.shape));
    }
    output_ = layer_.shape;
  }

  void check_groups_of_softmax() const {
    if (in_.channels % layer_.groups != 0) {
      fail("groups is " + std::to_string(layer_.groups) + "; must divide the channels, " +
           std::to_string(in_.channels));
    }
  }

  void infer() {
    switch (layer_.type) {
      case LayerType::convolution:
        return convolution();
      case LayerType::transposed_convolution:
        return transposed_convolution();
      case LayerType::fully_connected:
        return fully_connected();
      case LayerType::matmul:
        return matmul();
      case LayerType::lstm:
      case LayerType::gru:
        return recurrent();
      case LayerType::max_pool:
      case LayerType::average_pool:
        return pool();
      case LayerType::global_average_pool:
        return global_average_pool();
      case LayerType::add:
      case LayerType::subtract:
      case LayerType::multiply:
      case LayerType::divide:
        return element_wise();
      case LayerType::concatenation:
        return concatenation();
      case LayerType::slice:
        return slice();
      case LayerType::pad:
        return pad();
      case LayerType::rearrange:
        return rearrange();
      case LayerType::resize:
        output_ = {layer_.shape.height, layer_.shape.width, in_.channels};
        return;
      case LayerType::layer_norm:
        layer_.parameters = 2 * static_cast<std::uint64_t>(in_.channels);
        output_ = in_;
        return;
      case LayerType::softmax:
        check_groups_of_softmax();
        output_ = in_;
        return;
      case LayerType::local_response_norm:
      case LayerType::activation:
        output_ = in_;
        return;
    }
  }

  Network& network_;
  Layer& layer_;
  const std::string& file_;
  const Shape in_;
  Shape output_;
};

}  // namespace

void infer_shapes(Network& network, Layer& layer, const std::string& file) {
  check_fields(layer, file);
  Inference(network, layer, file).run();
}

}  // namespace apollo::workloads
