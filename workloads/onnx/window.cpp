#include "workloads/onnx/window.h"

#include <algorithm>

#include "workloads/layer_kind.h"

namespace apollo::workloads::importer {
namespace {

// The attributes, by spatial dimension.
struct Attributes {
  Attributes(Graph& graph, const Node& node, const Dims& input, const Dims& kernel)
      : graph(graph), node(node) {
    rank = kernel.size();
    if (rank < 1 || rank > 2) throw Unsupported(std::to_string(rank) + " spatial dimensions");
    if (input.size() != rank + 2) {
      graph.fail(node, "input has " + std::to_string(input.size()) + " dimensions; must have " +
                           std::to_string(rank + 2) + ", as the kernel asks");
    }
    if (input[0] != 1) throw BatchAboveOne(input[0]);
    for (const std::int64_t size : kernel) {
      if (size < 1 || size > kLargestWindow) {
        graph.fail(node, "a kernel has " + std::to_string(size) + "; must be from 1 to " +
                             std::to_string(kLargestWindow));
      }
    }
    strides = list("strides", rank, 1, 1);
    dilations = list("dilations", rank, 1, 1);
    pads = list("pads", 2 * rank, 0, 0);
    auto_pad = text(node, "auto_pad", "NOTSET");
  }

  Dims list(const std::string& name, std::size_t count, std::int64_t fallback, std::int64_t lowest) const {
    const Dims values = integers(node, name, Dims(count, fallback));
    if (values.size() != count) graph.fail(node, name + " must be " + std::to_string(count) + " numbers");
    for (const std::int64_t value : values) {
      if (value < lowest || value > kLargestWindow) {
        graph.fail(node, name + " has " + std::to_string(value) + "; must be from " + std::to_string(lowest) +
                             " to " + std::to_string(kLargestWindow));
      }
    }
    return values;
  }

  // Splits a padding of `total`: the odd one comes last for SAME_UPPER, else first.
  void pad(std::size_t dim, std::int64_t total) {
    const std::int64_t smaller = total / 2;
    pads[dim] = auto_pad == "SAME_UPPER" ? smaller : total - smaller;
    pads[dim + rank] = total - pads[dim];
  }

  Window window(const Dims& kernel) const {
    Window result;
    const auto size = [&](std::int64_t value, std::int64_t lowest) {
      if (value < lowest || value > kLargestWindow) {
        graph.fail(node, "a kernel or padding has " + std::to_string(value) + "; must be from " +
                             std::to_string(lowest) + " to " + std::to_string(kLargestWindow));
      }
      return static_cast<int>(value);
    };
    for (std::size_t i = 0; i < rank; ++i) {
      const std::size_t axis = i + 2 - rank;
      result.kernel[axis] = size(kernel[i], 1);
      result.stride[axis] = size(strides[i], 1);
      result.dilation[axis] = size(dilations[i], 1);
      result.padding[axis] = size(pads[i], 0);
      result.padding[axis + 2] = size(pads[i + rank], 0);
    }
    return result;
  }

  Graph& graph;
  const Node& node;
  std::size_t rank;
  Dims strides, dilations, pads;
  std::string auto_pad;
};

}  // namespace

Window window_of(Graph& graph, const Node& node, const Dims& input, const Dims& kernel) {
  Attributes a(graph, node, input, kernel);
  const bool ceil_mode = integer(node, "ceil_mode", 0) != 0;
  for (std::size_t i = 0; i < a.rank; ++i) {
    const std::int64_t size = input[i + 2], stride = a.strides[i];
    const std::int64_t extent = (kernel[i] - 1) * a.dilations[i] + 1;
    if (a.auto_pad == "SAME_UPPER" || a.auto_pad == "SAME_LOWER") {
      a.pad(i, std::max<std::int64_t>(0, ((size + stride - 1) / stride - 1) * stride + extent - size));
    } else if (a.auto_pad == "VALID") {
      a.pads[i] = a.pads[i + a.rank] = 0;
    }
    const std::int64_t padded = size + a.pads[i] + a.pads[i + a.rank];
    if (ceil_mode && padded >= extent) {
      std::int64_t windows = (padded - extent + stride - 1) / stride + 1;
      if ((windows - 1) * stride >= size + a.pads[i]) --windows;  // none starts in the padding at the end
      a.pads[i + a.rank] =
          std::max<std::int64_t>(a.pads[i + a.rank], (windows - 1) * stride + extent - size - a.pads[i]);
    }
  }
  return a.window(kernel);
}

Window transposed_window_of(Graph& graph, const Node& node, const Dims& input, const Dims& kernel) {
  Attributes a(graph, node, input, kernel);
  const Dims extra = a.list("output_padding", a.rank, 0, 0);
  const Dims shape = integers(node, "output_shape");
  if (!shape.empty() && shape.size() != a.rank)
    graph.fail(node, "output_shape must have the spatial dimensions");
  for (std::size_t i = 0; i < a.rank; ++i) {
    if (a.dilations[i] != 1) throw Unsupported("dilation");
    const std::int64_t full = (input[i + 2] - 1) * a.strides[i] + kernel[i];
    if (!shape.empty() || a.auto_pad == "SAME_UPPER" || a.auto_pad == "SAME_LOWER") {
      const std::int64_t wanted = shape.empty() ? input[i + 2] * a.strides[i] : shape[i];
      if (wanted > full || wanted < 1) throw Unsupported("an output of more than its positions reach");
      a.pad(i, full - wanted);
    } else {
      a.pads[i + a.rank] -= extra[i];
      if (a.pads[i + a.rank] < 0) throw Unsupported("output_padding beyond pads");
    }
  }
  return a.window(kernel);
}

}  // namespace apollo::workloads::importer
