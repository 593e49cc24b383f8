#include <algorithm>

#include "workloads/layer_rules.h"
#include "workloads/layer_shapes.h"

namespace apollo::workloads {
namespace {

void check_groups(const LayerShapes& s) {
  for (const int channels : {s.in.channels, s.layer.channels}) {
    if (channels % s.layer.groups != 0) {
      s.fail("groups is " + std::to_string(s.layer.groups) +
             "; must divide the channels of input and output, " + std::to_string(s.in.channels) + " and " +
             std::to_string(s.layer.channels));
    }
  }
}

std::uint64_t convolution_weights(const LayerShapes& s) {
  return s.checked_weights(static_cast<std::uint64_t>(s.layer.kernel[0]) * s.layer.kernel[1] *
                           s.layer.channels * (s.in.channels / s.layer.groups));
}

}  // namespace

void convolution_shape(LayerShapes& s) {
  check_groups(s);
  s.output = {s.windows(0), s.windows(1), s.layer.channels};
  s.layer.macs = convolution_weights(s) * s.output.height * s.output.width;
  s.layer.parameters = convolution_weights(s) + s.layer.channels;
}

namespace {

// (input position, tap) pairs of a transposed convolution along one axis whose output is not cropped away.
std::uint64_t pairs(const LayerShapes& s, int axis, int in, int out) {
  std::uint64_t count = 0;
  for (int tap = 0; tap < s.layer.kernel[axis]; ++tap) {
    const std::int64_t stride = s.layer.stride[axis], offset = std::int64_t{tap} - s.layer.padding[axis];
    const std::int64_t first = offset < 0 ? (-offset + stride - 1) / stride : 0;
    const std::int64_t last = out - 1 - offset < 0 ? -1 : (out - 1 - offset) / stride;
    count += static_cast<std::uint64_t>(
        std::max<std::int64_t>(0, std::min<std::int64_t>(last, in - 1) - first + 1));
  }
  return count;
}

}  // namespace

void transposed_convolution_shape(LayerShapes& s) {
  check_groups(s);
  int size[2] = {s.in.height, s.in.width};
  for (int axis = 0; axis < 2; ++axis) {
    const std::int64_t full = std::int64_t{size[axis] - 1} * s.layer.stride[axis] + s.layer.kernel[axis];
    const std::int64_t cropped = full - s.layer.padding[axis] - s.layer.padding[axis + 2];
    size[axis] = static_cast<int>(std::clamp<std::int64_t>(cropped, 0, kLargestDimension + 1));
  }
  s.output = {size[0], size[1], s.layer.channels};
  s.layer.macs = pairs(s, 0, s.in.height, size[0]) * pairs(s, 1, s.in.width, size[1]) * s.layer.channels *
                 (s.in.channels / s.layer.groups);
  s.layer.parameters = convolution_weights(s) + s.layer.channels;
}

void fully_connected_shape(LayerShapes& s) {
  const int positions = s.in.height == 1 ? s.in.width : 1;
  const std::uint64_t inputs = static_cast<std::uint64_t>(s.in.elements() / positions);
  const std::uint64_t weights = s.checked_weights(inputs * s.layer.channels);
  s.output = {1, positions, s.layer.channels};
  s.layer.macs = weights * positions;
  s.layer.parameters = weights + s.layer.channels;
}

void matmul_shape(LayerShapes& s) {
  const Shape& b = s.shape(1);
  if (s.in.height != 1 || b.height != 1) {
    s.fail("inputs are " + shown(s.in) + " and " + shown(b) + "; must have height 1");
  }
  for (const Shape& operand : {s.in, b}) {
    if (operand.channels % s.layer.groups != 0) {
      s.fail("groups is " + std::to_string(s.layer.groups) + "; must divide the channels of both inputs, " +
             std::to_string(s.in.channels) + " and " + std::to_string(b.channels));
    }
  }
  const std::int64_t summed = s.layer.transpose_b ? b.channels : std::int64_t{s.layer.groups} * b.width;
  if (s.in.channels != summed) {
    s.fail("inputs are " + shown(s.in) + " and " + shown(b) + "; the first must have " +
           std::to_string(summed) + " channels");
  }
  const std::int64_t channels = s.layer.transpose_b ? std::int64_t{s.layer.groups} * b.width : b.channels;
  s.output = {1, s.in.width, static_cast<int>(std::min<std::int64_t>(channels, kLargestDimension + 1))};
  s.layer.macs = static_cast<std::uint64_t>(s.output.elements()) * (s.in.channels / s.layer.groups);
}

void recurrent_shape(LayerShapes& s) {
  const bool lstm = s.layer.type == LayerType::lstm;
  if (s.in.height != 1) s.fail("the sequence is " + shown(s.in) + "; must have height 1");
  s.check_shape(1, vector_of(s.layer.channels), "1 x 1 x hidden units");
  if (!(s.quantization(s.layer.inputs[1]) == s.quantization(s.layer.outputs[0]))) {
    s.fail("the initial h and the output must have the same scale, zero point and bits");
  }
  if (lstm) {
    s.check_shape(2, vector_of(s.layer.channels), "1 x 1 x hidden units");
    if (!(s.quantization(s.layer.inputs[2]) == s.layer.state_quantization)) {
      s.fail("the initial c must have the state's scale, zero point and bits");
    }
  }
  if (s.layer.outputs.size() == 2) {
    if (!(s.quantization(s.layer.outputs[1]) == s.layer.state_quantization)) {
      s.fail("the last c must have the state's scale, zero point and bits");
    }
    s.network.tensors[s.layer.outputs[1]].shape = vector_of(s.layer.channels);
  }
  const std::uint64_t rows = (lstm ? 4ULL : 3ULL) * s.layer.channels;
  if (s.layer.channels > kLargestWeightedSum) {
    s.fail("channels is " + std::to_string(s.layer.channels) + "; must be from 1 to " +
           std::to_string(kLargestWeightedSum));
  }
  const std::uint64_t inputs = static_cast<std::uint64_t>(s.in.channels) + s.layer.channels;
  const std::uint64_t weights = s.checked_weights(rows * inputs);
  s.output = {1, s.in.width, s.layer.channels};
  s.layer.macs = weights * s.in.width;
  s.layer.parameters = weights + rows;
}

}  // namespace apollo::workloads
