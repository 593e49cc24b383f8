#include "workloads/onnx/expansions.h"
#include "workloads/onnx/spatial.h"

// Pools that are others put together. Every channel is a pool of its own, so that a batch and a dimension
// that the pool leaves alone are channels too.
namespace apollo::workloads::importer {
namespace {

// Rows and columns of every depth, then the depths.
std::vector<Node> of_three_dimensions(Graph& graph, const Node& node, const Dims& dims, const Dims& kernel) {
  const Node image = along_dimensions(graph, node, 3, {1, 2}), depth = along_dimensions(graph, node, 3, {0});
  const Dims flat{1, dims[0] * dims[1] * dims[2], dims[3], dims[4]};
  const Dims pooled = dims_of_windows(graph, image, flat, {kernel[1], kernel[2]});
  const Dims deep{1, dims[0] * dims[1] * pooled[2] * pooled[3], dims[2]};
  const Dims result = dims_of_windows(graph, depth, deep, {kernel[0]});
  const std::int64_t positions = pooled[2] * pooled[3];
  Body body(graph, node);
  const std::string planes = body.add("Reshape", {input(node, 0), body.integers(flat)});
  const std::string rows = body.add(node.type, {planes}, image.attributes);
  const std::string apart =
      body.add("Reshape", {rows, body.integers({dims[0] * dims[1], dims[2], positions})});
  const std::string last = body.add("Transpose", {apart}, {{"perm", attribute_of(Dims{0, 2, 1})}});
  const std::string lines = body.add("Reshape", {last, body.integers(deep)});
  const std::string all = body.add(node.type, {lines}, depth.attributes);
  const std::string back =
      body.add("Reshape", {all, body.integers({dims[0] * dims[1], positions, result[2]})});
  const std::string first = body.add("Transpose", {back}, {{"perm", attribute_of(Dims{0, 2, 1})}});
  const std::string y =
      body.add("Reshape", {first, body.integers({dims[0], dims[1], result[2], pooled[2], pooled[3]})});
  body.give(0, y);
  body.give(1, y);
  return body.nodes();
}

// A batch as channels.
std::vector<Node> of_batch(Graph& graph, const Node& node, const Dims& dims, const Dims& kernel) {
  Dims joined = dims;
  joined[0] = 1;
  joined[1] = dims[0] * dims[1];
  Dims result = dims_of_windows(graph, node, joined, kernel);
  result[0] = dims[0];
  result[1] = dims[1];
  Body body(graph, node);
  const std::string planes = body.add("Reshape", {input(node, 0), body.integers(joined)});
  const std::string y =
      body.add("Reshape", {body.add(node.type, {planes}, node.attributes), body.integers(result)});
  body.give(0, y);
  body.give(1, y);
  return body.nodes();
}

// Along each dimension the windows' first elements, their second ones and so on, combined element by element.
std::vector<Node> of_dilated_windows(Graph& graph, const Node& node, const Dims& dims, const Dims& kernel) {
  const Window window = window_of(graph, node, dims, kernel);
  const Dims result = dims_of_windows(graph, node, dims, kernel);
  const std::size_t spatial = kernel.size();
  Dims pads(2 * dims.size(), 0);
  for (std::size_t i = 0; i < spatial; ++i) {
    pads[i + 2] = window.padding[i + 2 - spatial];
    pads[dims.size() + i + 2] = window.padding[i + 4 - spatial];
  }
  Body body(graph, node);
  std::string y = body.add("Pad", {input(node, 0)}, {{"pads", attribute_of(pads)}});
  for (std::size_t i = 0; i < spatial; ++i) {
    const std::size_t axis = i + 2 - spatial;
    std::vector<std::string> elements;
    for (std::int64_t at = 0; at < kernel[i]; ++at) {
      const std::int64_t begin = at * window.dilation[axis],
                         end = begin + (result[i + 2] - 1) * window.stride[axis] + 1;
      elements.push_back(body.add("Slice", {y, body.integers({begin}), body.integers({end}),
                                            body.integers({static_cast<std::int64_t>(i) + 2}),
                                            body.integers({window.stride[axis]})}));
    }
    y = body.add(node.type == "MaxPool" ? "Max" : "Sum", elements);
  }
  body.give(0, y);
  body.give(1, y);
  return body.nodes();
}

Dims spatial_axes(const Dims& dims) {
  Dims axes;
  for (std::size_t i = 2; i < dims.size(); ++i) axes.push_back(static_cast<std::int64_t>(i));
  return axes;
}

}  // namespace

// Empty for pools that are layers: of one image, of one or two spatial dimensions, not dilated.
std::vector<Node> composed_pool(Graph& graph, const Node& node) {
  const Dims dims = graph.dims_of(input(node, 0)), kernel = integers(node, "kernel_shape");
  if (kernel.size() + 2 != dims.size() || kernel.empty() || kernel.size() > 3) return {};
  if (kernel.size() == 3) return of_three_dimensions(graph, node, dims, kernel);
  if (dims[0] > 1) return of_batch(graph, node, dims, kernel);
  for (const std::int64_t dilation : integers(node, "dilations"))
    if (dilation > 1) return of_dilated_windows(graph, node, dims, kernel);
  return {};
}

// Empty for one image of one or two spatial dimensions.
std::vector<Node> global_pool(Graph& graph, const Node& node) {
  const Dims dims = graph.dims_of(input(node, 0));
  if (dims.size() < 3 || (dims.size() <= 4 && dims[0] == 1)) return {};
  Body body(graph, node);
  body.give(0, body.add(node.type == "GlobalMaxPool" ? "ReduceMax" : "ReduceMean", {input(node, 0)},
                        {{"axes", attribute_of(spatial_axes(dims))}}));
  return body.nodes();
}

// A norm of each window: its mean at another scale.
std::vector<Node> lp_pool(Graph& graph, const Node& node) {
  Body body(graph, node);
  const std::string x = input(node, 0);
  NodeAttributes attributes = node.attributes;
  attributes.erase("p");
  const bool absolute = integer(node, "p", 2) == 1;
  const std::string powers = absolute ? body.add("Abs", {x}) : body.add("Mul", {x, x});
  const std::string mean = body.add("AveragePool", {powers}, attributes);
  body.give(0, absolute ? mean : body.add("Sqrt", {mean}));
  return body.nodes();
}

std::vector<Node> global_lp_pool(Graph& graph, const Node& node) {
  Body body(graph, node);
  body.give(0, body.add(integer(node, "p", 2) == 1 ? "ReduceL1" : "ReduceL2", {input(node, 0)},
                        {{"axes", attribute_of(spatial_axes(graph.dims_of(input(node, 0))))}}));
  return body.nodes();
}

}  // namespace apollo::workloads::importer
