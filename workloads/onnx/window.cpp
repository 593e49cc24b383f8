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

  Window window(const Dims& kernel, std::int64_t least_padding = 0,
                std::int64_t most_padding = kLargestWindow) const {
    Window result;
    const auto size = [&](std::int64_t value, std::int64_t lowest, std::int64_t highest = kLargestWindow) {
      if (value < lowest || value > highest) {
        graph.fail(node, "a kernel or padding has " + std::to_string(value) + "; must be from " +
                             std::to_string(lowest) + " to " + std::to_string(highest));
      }
      return static_cast<int>(value);
    };
    for (std::size_t i = 0; i < rank; ++i) {
      const std::size_t axis = i + 2 - rank;
      result.kernel[axis] = size(kernel[i], 1);
      result.stride[axis] = size(strides[i], 1);
      result.dilation[axis] = size(dilations[i], 1);
      result.padding[axis] = size(pads[i], least_padding, most_padding);
      result.padding[axis + 2] = size(pads[i + rank], least_padding, most_padding);
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
    const std::int64_t full = (input[i + 2] - 1) * a.strides[i] + kernel[i], reached = full + extra[i];
    std::int64_t beyond = extra[i];
    if (!shape.empty() || a.auto_pad == "SAME_UPPER" || a.auto_pad == "SAME_LOWER") {
      const std::int64_t wanted = shape.empty() ? input[i + 2] * a.strides[i] : shape[i];
      if (wanted < 1 || wanted > full + kLargestWindow) {
        graph.fail(node, "output_shape has " + std::to_string(wanted) + "; must be from 1 to " +
                             std::to_string(full + kLargestWindow));
      }
      a.pad(i, std::max<std::int64_t>(0, reached - wanted));
      beyond += std::max<std::int64_t>(0, wanted - reached);
    } else if (a.auto_pad == "VALID") {
      a.pads[i] = a.pads[i + a.rank] = 0;
    }
    a.pads[i + a.rank] -= beyond;
    if (full - a.pads[i] - std::max<std::int64_t>(0, a.pads[i + a.rank]) < 1) {
      graph.fail(node, "pads of " + std::to_string(a.pads[i]) + " and " + std::to_string(a.pads[i + a.rank]) +
                           " leave nothing of an output of " + std::to_string(full));
    }
  }
  return a.window(kernel, -kLargestWindow, kLargestDimension);
}

}  // namespace apollo::workloads::importer
