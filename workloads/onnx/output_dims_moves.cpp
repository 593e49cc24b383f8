#include <algorithm>

#include "workloads/onnx/output_dims.h"
#include "workloads/onnx/shape_rules.h"

namespace apollo::workloads::importer {
namespace {

std::ptrdiff_t signed_of(std::size_t index) { return static_cast<std::ptrdiff_t>(index); }

std::vector<Dims> reshaped_to(Graph& graph, const Node& node) {
  return {reshaped(graph, node, input_dims(graph, node, 0))};
}

std::vector<Dims> flattened_to(Graph& graph, const Node& node) {
  return {flattened(graph, node, input_dims(graph, node, 0))};
}

std::vector<Dims> squeezed(Graph& graph, const Node& node) {
  Dims dims = input_dims(graph, node, 0);
  const auto axes = squeezed_axes(graph, node, dims);
  for (auto axis = axes.rbegin(); axis != axes.rend(); ++axis) dims.erase(dims.begin() + signed_of(*axis));
  return {dims};
}

std::vector<Dims> unsqueezed(Graph& graph, const Node& node) {
  Dims dims = input_dims(graph, node, 0);
  for (const std::size_t axis : unsqueezed_axes(graph, node, dims.size()))
    dims.insert(dims.begin() + signed_of(axis), 1);
  return {dims};
}

std::vector<Dims> transposed(Graph& graph, const Node& node) {
  const Dims from = input_dims(graph, node, 0);
  Dims dims;
  for (const std::size_t axis : permutation(graph, node, from.size())) dims.push_back(from[axis]);
  return {dims};
}

std::vector<Dims> depth_to_space(Graph& graph, const Node& node) {
  const Dims d = input_dims(graph, node, 0, 4);
  const std::int64_t block = std::clamp<std::int64_t>(integer(node, "blocksize", 1), 1, 1 << 20);
  return {{d[0], positive(d[1] / block / block), d[2] * block, d[3] * block}};
}

std::vector<Dims> space_to_depth(Graph& graph, const Node& node) {
  const Dims d = input_dims(graph, node, 0, 4);
  const std::int64_t block = std::clamp<std::int64_t>(integer(node, "blocksize", 1), 1, 1 << 20);
  return {{d[0], d[1] * block * block, positive(d[2] / block), positive(d[3] / block)}};
}

std::vector<Dims> joined_along(Graph& graph, const Node& node) {
  Dims dims = input_dims(graph, node, 0, 1);
  const std::size_t axis = axis_in(integer(node, "axis", 1), dims.size());
  for (std::size_t i = 1; i < node.inputs.size(); ++i)
    dims[axis] += input_dims(graph, node, i, dims.size())[axis];
  return {dims};
}

std::vector<Dims> split_along(Graph& graph, const Node& node) {
  const Dims from = input_dims(graph, node, 0, 1);
  const std::size_t axis = axis_in(integer(node, "axis", 0), from.size());
  std::vector<Dims> result;
  for (const std::int64_t size : split_sizes(graph, node, from[axis])) {
    result.push_back(from);
    result.back()[axis] = size;
  }
  return result;
}

std::vector<Dims> sliced_to(Graph& graph, const Node& node) {
  Dims dims = input_dims(graph, node, 0);
  const std::vector<Part> parts = sliced(graph, node, dims);
  for (std::size_t i = 0; i < dims.size(); ++i) dims[i] = parts[i].size;
  return {dims};
}

std::vector<Dims> gathered(Graph& graph, const Node& node) {
  Dims dims = input_dims(graph, node, 0, 1);
  const Dims places = input_dims(graph, node, 1);
  const auto axis = signed_of(axis_in(integer(node, "axis", 0), dims.size()));
  dims.erase(dims.begin() + axis);
  dims.insert(dims.begin() + axis, places.begin(), places.end());
  return {dims};
}

std::vector<Dims> gathered_elements(Graph& graph, const Node& node) { return {input_dims(graph, node, 1)}; }

// Each place is a tuple of indices: of the dimensions after batch_dims.
std::vector<Dims> gathered_by_tuples(Graph& graph, const Node& node) {
  const Dims data = input_dims(graph, node, 0, 1);
  Dims dims = input_dims(graph, node, 1, 1);
  const std::int64_t taken = dims.back() + integer(node, "batch_dims", 0);
  if (taken < 0 || taken > static_cast<std::int64_t>(data.size()))
    throw Unsupported("indices that do not fit");
  dims.pop_back();
  dims.insert(dims.end(), data.begin() + taken, data.end());
  return {dims};
}

// Elements by a known list of axes, or of all.
Dims axes_or_all(Graph& graph, const Node& node, std::size_t index, std::size_t rank) {
  const Dims axes = known_integers(graph, node, index).value_or(Dims());
  return axes.empty() ? every_axis(rank) : axes;
}

std::vector<Dims> padded(Graph& graph, const Node& node) {
  Dims dims = input_dims(graph, node, 0);
  const Dims pads = integers_of(graph, node, "pads", 1).value_or(Dims());
  const Dims axes = axes_or_all(graph, node, 3, dims.size());
  if (pads.size() != 2 * axes.size()) throw Unsupported("pads that do not fit");
  for (std::size_t i = 0; i < axes.size(); ++i) {
    std::int64_t& size = dims[axis_in(axes[i], dims.size())];
    size = positive(size + pads[i] + pads[i + axes.size()]);
  }
  return {dims};
}

std::vector<Dims> cropped(Graph& graph, const Node& node) {
  Dims dims = input_dims(graph, node, 0);
  const Dims shape = known_integers(graph, node, 1).value_or(Dims());
  Dims axes = integers(node, "axes");
  if (axes.empty()) axes = every_axis(dims.size());
  if (shape.size() != axes.size()) throw Unsupported("a shape that does not fit");
  for (std::size_t i = 0; i < axes.size(); ++i) dims[axis_in(axes[i], dims.size())] = shape[i];
  return {dims};
}

std::vector<Dims> expanded(Graph& graph, const Node& node) {
  return {
      broadcast(graph, node, input_dims(graph, node, 0), known_integers(graph, node, 1).value_or(Dims()))};
}

std::vector<Dims> tiled(Graph& graph, const Node& node) {
  Dims dims = input_dims(graph, node, 0);
  const Dims repeats = known_integers(graph, node, 1).value_or(Dims());
  if (repeats.size() != dims.size()) throw Unsupported("repeats that do not fit");
  for (std::size_t i = 0; i < dims.size(); ++i)
    dims[i] *= std::clamp<std::int64_t>(repeats[i], 0, kMostElements);
  return {dims};
}

std::vector<Dims> highest(Graph& graph, const Node& node) {
  Dims dims = input_dims(graph, node, 0, 1);
  const std::optional<Dims> k = known_integers(graph, node, 1);
  const std::int64_t count = k && k->size() == 1 ? k->front() : integer(node, "k", 0);
  dims[axis_in(integer(node, "axis", -1), dims.size())] = positive(count);
  return {dims, dims};
}

std::vector<Dims> one_hot(Graph& graph, const Node& node) {
  Dims dims = input_dims(graph, node, 0);
  const Dims depth = known_integers(graph, node, 1).value_or(Dims());
  if (depth.size() != 1) throw Unsupported("a depth that is not known");
  const std::size_t axis = axis_in(integer(node, "axis", -1), dims.size() + 1);
  dims.insert(dims.begin() + signed_of(axis), depth.front());
  return {dims};
}

}  // namespace

const DimsRule kMoveDims[] = {
    {"Reshape", reshaped_to},
    {"Flatten", flattened_to},
    {"Squeeze", squeezed},
    {"Unsqueeze", unsqueezed},
    {"Transpose", transposed},
    {"DepthToSpace", depth_to_space},
    {"SpaceToDepth", space_to_depth},
    {"Concat", joined_along},
    {"Split", split_along},
    {"Slice", sliced_to},
    {"Gather", gathered},
    {"GatherElements", gathered_elements},
    {"GatherND", gathered_by_tuples},
    {"Pad", padded},
    {"CenterCropPad", cropped},
    {"Expand", expanded},
    {"Tile", tiled},
    {"TopK", highest},
    {"OneHot", one_hot},
    {nullptr, nullptr},
};

}  // namespace apollo::workloads::importer
