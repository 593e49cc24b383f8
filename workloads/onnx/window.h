#pragma once
#include "workloads/onnx/operators.h"

namespace apollo::workloads::importer {

// A sliding window over the one or two spatial dimensions of an image, of which a missing first has size 1.
struct Window {
  std::array<int, 2> kernel{1, 1}, stride{1, 1}, dilation{1, 1};
  std::array<int, 4> padding{0, 0, 0, 0};  // top, left, bottom, right
  // Of the kernel along an axis, with dilation.
  int extent(std::size_t axis) const { return (kernel[axis] - 1) * dilation[axis] + 1; }
};

// A node's attributes strides, dilations, pads, auto_pad and ceil_mode, for an input of these dimensions (N,
// C, then the spatial ones) and a kernel. ConfigError if they are malformed; Unsupported if there are more
// than two spatial dimensions, or a batch of more than one.
Window window_of(Graph& graph, const Node& node, const Dims& input, const Dims& kernel);

// The same for a transposed convolution; also output_padding and output_shape. Padding is what is cut off the
// positions that it reaches: any number that leaves one, and, at the end, a negative one where the output has
// more than they are.
Window transposed_window_of(Graph& graph, const Node& node, const Dims& input, const Dims& kernel);

inline void set_window(const Window& window, Layer* layer) {
  layer->kernel = window.kernel;
  layer->stride = window.stride;
  layer->dilation = window.dilation;
  layer->padding = window.padding;
}

}  // namespace apollo::workloads::importer
