#include "workloads/onnx/shape_rules.h"

#include <algorithm>
#include <numeric>

#include "files/join.h"

namespace apollo::workloads::importer {

std::string shown(const Dims& dims) {
  return dims.empty() ? "a scalar"
                      : files::join(dims, "x", [](std::int64_t dim) { return std::to_string(dim); });
}

void check_elements(Graph& graph, const Node& node, const Dims& dims) {
  std::int64_t elements = 1;
  for (const std::int64_t dim : dims) {
    if (dim < 0 || dim > kMostElements || (dim > 0 && elements > kMostElements / dim)) {
      graph.fail(node, "makes a tensor of " + shown(dims) + "; must have at most " +
                           std::to_string(kMostElements) + " elements");
    }
    elements *= std::max<std::int64_t>(dim, 1);
  }
}

Dims reshaped(Graph& graph, const Node& node, const Dims& from) {
  std::optional<Dims> wanted = integers_of(graph, node, "shape", 1);
  if (!wanted) graph.fail(node, "has no shape");
  Dims dims = *wanted;
  std::int64_t known = 1;
  int unknown = -1;
  for (std::size_t i = 0; i < dims.size(); ++i) {
    if (dims[i] == 0 && integer(node, "allowzero", 0) == 0) dims[i] = i < from.size() ? from[i] : 0;
    if (dims[i] == -1 && unknown < 0) {
      unknown = static_cast<int>(i);
    } else if (dims[i] < 0 || dims[i] > kMostElements || known > kMostElements) {
      graph.fail(node, "shape is " + shown(*wanted) + "; must have sizes, and one -1 at most");
    } else {
      known *= dims[i];
    }
  }
  if (unknown >= 0) dims[static_cast<std::size_t>(unknown)] = known > 0 ? product(from) / known : 0;
  check_elements(graph, node, dims);
  if (product(dims) != product(from)) {
    graph.fail(node, "shape is " + shown(*wanted) + "; must have as many elements as " + shown(from));
  }
  return dims;
}

Dims flattened(Graph& graph, const Node& node, const Dims& from) {
  const auto rank = static_cast<std::int64_t>(from.size());
  std::int64_t axis = integer(node, "axis", 1);
  if (axis != rank) axis = static_cast<std::int64_t>(axis_of(graph, node, axis, from.size()));
  const auto middle = from.begin() + axis;
  return {product({from.begin(), middle}), product({middle, from.end()})};
}

std::vector<std::size_t> squeezed_axes(Graph& graph, const Node& node, const Dims& from) {
  const std::optional<Dims> axes = integers_of(graph, node, "axes", 1);
  std::vector<std::size_t> result;
  for (std::size_t i = 0; !axes && i < from.size(); ++i)
    if (from[i] == 1) result.push_back(i);
  for (const std::int64_t axis : axes.value_or(Dims())) {
    result.push_back(axis_of(graph, node, axis, from.size()));
    if (from[result.back()] != 1) {
      graph.fail(node,
                 "axis " + std::to_string(axis) + " of " + shown(from) + " is squeezed; must have size 1");
    }
  }
  std::sort(result.begin(), result.end());
  result.erase(std::unique(result.begin(), result.end()), result.end());
  return result;
}

std::vector<std::size_t> unsqueezed_axes(Graph& graph, const Node& node, std::size_t rank) {
  const std::optional<Dims> axes = integers_of(graph, node, "axes", 1);
  if (!axes || axes->size() > kMostDims)
    graph.fail(node, "has no axes, or more than " + std::to_string(kMostDims));
  std::vector<std::size_t> result;
  for (const std::int64_t axis : *axes) result.push_back(axis_of(graph, node, axis, rank + axes->size()));
  std::sort(result.begin(), result.end());
  if (std::adjacent_find(result.begin(), result.end()) != result.end())
    graph.fail(node, "an axis is named twice");
  return result;
}

Dims every_axis(std::size_t rank) {
  Dims axes(rank);
  std::iota(axes.begin(), axes.end(), 0);
  return axes;
}

std::vector<std::size_t> permutation(Graph& graph, const Node& node, std::size_t rank) {
  Dims perm = integers(node, "perm");
  if (perm.empty()) {
    perm = every_axis(rank);
    std::reverse(perm.begin(), perm.end());
  }
  std::vector<std::size_t> result;
  for (const std::int64_t axis : perm) result.push_back(axis_of(graph, node, axis, rank));
  std::vector<std::size_t> sorted = result;
  std::sort(sorted.begin(), sorted.end());
  if (sorted.size() != rank || std::adjacent_find(sorted.begin(), sorted.end()) != sorted.end()) {
    graph.fail(node, "perm is " + shown(perm) + "; must name each of the " + std::to_string(rank) +
                         " dimensions once");
  }
  return result;
}

std::vector<Part> sliced(Graph& graph, const Node& node, const Dims& from) {
  const std::optional<Dims> starts = integers_of(graph, node, "starts", 1),
                            ends = integers_of(graph, node, "ends", 2);
  if (!starts || !ends || starts->size() != ends->size()) graph.fail(node, "starts and ends must be as many");
  const Dims axes = integers_of(graph, node, "axes", 3).value_or(every_axis(starts->size()));
  const Dims steps = integers_of(graph, node, "steps", 4).value_or(Dims(starts->size(), 1));
  if (axes.size() != starts->size() || steps.size() != starts->size()) {
    graph.fail(node, "starts, ends, axes and steps must be as many");
  }
  std::vector<Part> parts;
  for (const std::int64_t size : from) parts.push_back({0, size, 1});
  for (std::size_t i = 0; i < axes.size(); ++i) {
    const std::size_t axis = axis_of(graph, node, axes[i], from.size());
    if (steps[i] == 0) graph.fail(node, "a step is 0; must not be");
    // A longer step leaves the dimension like one of its size.
    const std::int64_t size = from[axis], step = std::clamp(steps[i], -size - 1, size + 1);
    const auto place = [&](std::int64_t at, std::int64_t lowest, std::int64_t highest) {
      return std::clamp(at < 0 ? at + size : at, lowest, highest);
    };
    Part& part = parts[axis];
    part.step = step;
    if (step > 0) {
      part.begin = place((*starts)[i], 0, size);
      const std::int64_t end = place((*ends)[i], 0, size);
      part.size = std::max<std::int64_t>(0, (end - part.begin + step - 1) / step);
    } else {
      part.begin = place((*starts)[i], 0, size - 1);
      const std::int64_t end = place((*ends)[i], -1, size - 1);
      part.size = std::max<std::int64_t>(0, (part.begin - end - step - 1) / -step);
    }
  }
  return parts;
}

Dims split_sizes(Graph& graph, const Node& node, std::int64_t size) {
  const auto outputs = static_cast<std::int64_t>(node.outputs.size());
  const std::optional<Dims> given = integers_of(graph, node, "split", 1);
  Dims sizes = given.value_or(Dims());
  const std::int64_t each = outputs > 0 ? (size + outputs - 1) / outputs : 0;
  for (std::int64_t i = 0; !given && i < outputs; ++i) sizes.push_back(std::min(each, size - i * each));
  std::int64_t sum = 0;
  for (const std::int64_t part : sizes) sum += part < 0 || part > size ? size + 1 : part;
  if (sum != size || sizes.size() != node.outputs.size()) {
    graph.fail(node, "splits " + std::to_string(size) + " into " + shown(sizes) + " for " +
                         std::to_string(outputs) +
                         " outputs; must be as many sizes, at least 0, that add up");
  }
  return sizes;
}

Dims broadcast(Graph& graph, const Node& node, const Dims& a, const Dims& b) {
  Dims result(std::max(a.size(), b.size()), 1);
  for (std::size_t i = 0; i < result.size(); ++i) {
    const std::int64_t left = i < a.size() ? a[a.size() - 1 - i] : 1,
                       right = i < b.size() ? b[b.size() - 1 - i] : 1;
    if (left != right && left != 1 && right != 1) {
      graph.fail(node,
                 "operands are " + shown(a) + " and " + shown(b) + "; must be equal where neither is 1");
    }
    result[result.size() - 1 - i] = left == 1 ? right : left;
  }
  return result;
}

}  // namespace apollo::workloads::importer
