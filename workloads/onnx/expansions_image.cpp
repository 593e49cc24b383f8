#include <algorithm>

#include "workloads/onnx/expansions.h"
#include "workloads/onnx/shape_rules.h"
#include "workloads/onnx/stated_shapes.h"

// Images whose elements are taken from places that are computed, and boxes on them.
namespace apollo::workloads::importer {
namespace {

Dims dims_of_image(Graph& graph, const Node& node) {
  const Dims dims = graph.dims_of(input(node, 0));
  if (dims.size() < 3) graph.fail(node, "input must have a batch, channels and spatial dimensions");
  return dims;
}

Dims axes_from(std::size_t begin, std::size_t end) {
  Dims result;
  for (std::size_t i = begin; i < end; ++i) result.push_back(static_cast<std::int64_t>(i));
  return result;
}

// From rows of one position's channels, N x POSITIONS x C, as many rows for each of `outer`, which are `dims`
// without its channels; as an image, channels second.
std::string as_image(Body* body, const std::string& rows, Dims dims, std::int64_t channels) {
  dims.push_back(channels);
  const std::string image = body->add("Reshape", {rows, body->integers(dims)});
  const auto last = static_cast<std::int64_t>(dims.size()) - 1;
  Dims order{0, last};
  for (std::int64_t i = 1; i < last; ++i) order.push_back(i);
  return body->add("Transpose", {image}, {{"perm", attribute_of(order)}});
}

// An image, channels second, as rows of one position's channels.
std::string as_position_rows(Body* body, const std::string& image, const Dims& dims) {
  Dims order{0};
  for (const std::int64_t axis : axes_from(2, dims.size())) order.push_back(axis);
  order.push_back(1);
  const std::string last = body->add("Transpose", {image}, {{"perm", attribute_of(order)}});
  return body->add("Reshape", {last, body->integers({dims[0], -1, dims[1]})});
}

}  // namespace

// Every position of a grid takes one position of the image.
std::vector<Node> grid_sample(Graph& graph, const Node& node) {
  const Dims dims = dims_of_image(graph, node), grid = graph.dims_of(input(node, 1));
  if (grid.size() != dims.size() || grid[0] != dims[0])
    graph.fail(node, "a grid of " + shown(grid) + " does not fit an image of " + shown(dims));
  const Dims positions(grid.begin() + 1, grid.end() - 1);
  Body body(graph, node);
  const std::string taken =
      body.add("Gather", {as_position_rows(&body, input(node, 0), dims), body.weights({product(positions)})},
               {{"axis", attribute_of(1)}});
  body.give(0, as_image(&body, taken, Dims(grid.begin(), grid.end() - 1), dims[1]));
  return body.nodes();
}

// A grid of the positions of an image of known size, times a matrix.
std::vector<Node> affine_grid(Graph& graph, const Node& node) {
  const Dims theta = graph.dims_of(input(node, 0));
  const Constant* known = graph.constant(input(node, 1));
  const Dims* stated = stated_dims(graph, node.outputs[0]);
  Dims grid;  // N, spatial dimensions, coordinates
  if ((!known || !known->values) && stated) {
    grid = *stated;
  } else {
    const Dims size = known_integers(graph, node, 1).value_or(Dims());
    if (size.size() < 4) graph.fail(node, "size must be of an image");
    grid = size;
    grid.erase(grid.begin() + 1);
    grid.push_back(static_cast<std::int64_t>(grid.size()) - 1);
  }
  check_elements(graph, node, grid);
  if (theta.size() != 3 || grid.size() < 3 || theta[2] != grid.back() + 1)
    graph.fail(node, "theta of " + shown(theta) + " does not fit a grid of " + shown(grid));
  const std::int64_t positions = product(Dims(grid.begin() + 1, grid.end() - 1));
  Body body(graph, node);
  const std::string product = body.add("MatMul", {input(node, 0), body.weights({theta[2], positions})});
  const std::string last = body.add("Transpose", {product}, {{"perm", attribute_of(Dims{0, 2, 1})}});
  body.give(0, body.add("Reshape", {last, body.integers(grid)}));
  return body.nodes();
}

// Each region takes as many positions of the image as it has bins.
std::vector<Node> regions(Graph& graph, const Node& node) {
  const Dims dims = dims_of_image(graph, node), boxes = graph.dims_of(input(node, 1));
  Dims bins =
      integers(node, "pooled_shape", {integer(node, "output_height", 1), integer(node, "output_width", 1)});
  if (dims.size() != 4 || boxes.size() != 2 || bins.size() != 2)
    graph.fail(node, "must have an image of 4 dimensions, regions of 2, and two sizes");
  check_elements(graph, node, {boxes[0], bins[0], bins[1], dims[1]});
  const std::string name = input(node, 0);
  Body body(graph, node);
  const std::string rows = body.add("Reshape", {as_position_rows(&body, name, dims),
                                                body.integers({1, dims[0] * dims[2] * dims[3], dims[1]})});
  const std::string taken =
      body.add("Gather", {rows, body.weights({graph.extent(node, boxes[0] * bins[0] * bins[1])})},
               {{"axis", attribute_of(1)}});
  body.give(0, as_image(&body, taken, {boxes[0], bins[0], bins[1]}, dims[1]));
  return body.nodes();
}

// The elements of a pool back in their places, among zeros.
std::vector<Node> max_unpool(Graph& graph, const Node& node) {
  const Dims dims = dims_of_image(graph, node), kernel = integers(node, "kernel_shape");
  const Dims strides = integers(node, "strides", Dims(kernel.size(), 1)),
             pads = integers(node, "pads", Dims(2 * kernel.size(), 0));
  const Dims* stated = stated_dims(graph, node.outputs[0]);
  if (kernel.size() + 2 != dims.size() || strides.size() != kernel.size() || pads.size() != 2 * kernel.size())
    graph.fail(node, "kernel_shape, strides and pads must be for each spatial dimension");
  Dims size = dims;
  for (const Dims* list : {&kernel, &strides, &pads})
    for (const std::int64_t value : *list) graph.extent(node, value + 1);
  for (std::size_t i = 0; i < kernel.size(); ++i)
    size[i + 2] = (dims[i + 2] - 1) * strides[i] + kernel[i] - pads[i] - pads[i + kernel.size()];
  if (!input(node, 2).empty())
    size =
        graph.constant(input(node, 2)) || !stated ? known_integers(graph, node, 2).value_or(size) : *stated;
  Body body(graph, node);
  body.give(0, body.add("Resize", {input(node, 0), "", "", body.integers(size)}));
  return body.nodes();
}

// Columns of blocks, N x (C * BLOCK) x BLOCKS, added where they overlap to images.
std::vector<Node> image_of_columns(Graph& graph, const Node& node) {
  const Dims dims = graph.dims_of(input(node, 0)), *stated = stated_dims(graph, node.outputs[0]);
  Dims block, image;
  if (stated && stated->size() > 2 && !graph.constant(input(node, 1))) {
    image = *stated;
  } else {
    image = known_integers(graph, node, 1).value_or(Dims());
    block = known_integers(graph, node, 2).value_or(Dims());
    check_elements(graph, node, block);
    check_elements(graph, node, image);
    if (dims.size() != 3 || block.empty() || product(block) < 1 || dims[1] % product(block) != 0)
      graph.fail(node, "columns must be of whole blocks");
    image.insert(image.begin(), {dims[0], dims[1] / product(block)});
  }
  if (dims.size() != 3 || image[1] < 1 || dims[1] % image[1] != 0)
    graph.fail(node, "columns must be of whole blocks");
  Body body(graph, node);
  const std::string columns =
      body.add("Reshape", {input(node, 0), body.integers({dims[0], image[1], dims[1] / image[1] * dims[2]})});
  const std::string last = body.add("Transpose", {columns}, {{"perm", attribute_of(Dims{0, 2, 1})}});
  const Dims positions(image.begin() + 2, image.end());
  const std::string placed = body.add(
      "Gather", {last, body.weights({graph.extent(node, product(positions))})}, {{"axis", attribute_of(1)}});
  Dims outer = positions;
  outer.insert(outer.begin(), dims[0]);
  body.give(0, as_image(&body, placed, outer, image[1]));
  return body.nodes();
}

// Boxes, N x BOXES x 4, and their scores, N x CLASSES x BOXES: all are read, and as many indices of three
// numbers are written as may be chosen.
std::vector<Node> non_maximum_suppression(Graph& graph, const Node& node) {
  const Dims boxes = graph.dims_of(input(node, 0)), scores = graph.dims_of(input(node, 1));
  if (boxes.size() != 3 || scores.size() != 3 || boxes[1] != scores[2] || boxes[2] != 4)
    graph.fail(node, "boxes of " + shown(boxes) + " do not fit scores of " + shown(scores));
  const Constant* most = graph.constant(input(node, 2));
  const Dims* stated = stated_dims(graph, node.outputs[0]);
  std::int64_t chosen = 0;
  if ((!most || !most->values) && stated && stated->size() == 2) {
    chosen = (*stated)[0];
  } else {
    const Dims each = known_integers(graph, node, 2).value_or(Dims{0});
    if (each.empty() || each[0] < 1) throw Unsupported("no boxes to choose");
    chosen = scores[0] * scores[1] * std::min(each[0], boxes[1]);
  }
  Body body(graph, node);
  const std::string last = body.add("Transpose", {input(node, 1)}, {{"perm", attribute_of(Dims{0, 2, 1})}});
  const std::string all = body.add("Concat", {input(node, 0), last}, {{"axis", attribute_of(2)}});
  const std::string rows = body.add("Reshape", {all, body.integers({-1, 4 + scores[1]})});
  const std::string taken = body.add("Gather", {rows, body.weights({graph.extent(node, chosen)})});
  graph.notes.push_back(node.name + ": chooses " + std::to_string(chosen) + " boxes, without comparing them");
  body.give(0, body.add("Slice", {taken, body.integers({0}), body.integers({3}), body.integers({1})}));
  return body.nodes();
}

}  // namespace apollo::workloads::importer
