#include "workloads/layer_kind.h"
#include "workloads/onnx/expansions.h"
#include "workloads/onnx/shape_rules.h"
#include "workloads/onnx/spatial.h"

// Convolutions that the chip has no layer for, as others of the same products.
namespace apollo::workloads::importer {
namespace {

Dims kernel_dims(Graph& graph, const Node& node) {
  const Dims weights = graph.dims_of(input(node, 1));
  if (weights.size() < 3) graph.fail(node, "weights must have at least 3 dimensions");
  return weights;
}

bool pointwise(const Dims& kernel, const Window& window) {
  return kernel == Dims{1, 1} && window.stride == std::array<int, 2>{1, 1} &&
         window.padding == std::array<int, 4>{0, 0, 0, 0};
}

// A convolution of three spatial dimensions. Planes of one depth lie side by side in the channels.
class Volume {
 public:
  Volume(Graph& graph, const Node& node)
      : graph_(graph),
        node_(node),
        weights_(kernel_dims(graph, node)),
        dims_(graph.dims_of(input(node, 0))),
        image_(along_dimensions(graph, node, 3, {1, 2})),
        depth_(along_dimensions(graph, node, 3, {0})),
        body_(graph, node) {
    if (dims_.size() != 5) graph.fail(node, "input must have 5 dimensions");
    if (dims_[0] != 1) throw BatchAboveOne(dims_[0]);
    groups_ = graph.extent(node, integer(node, "group", 1));
    if (dims_[1] % groups_ != 0 || weights_[1] != dims_[1] / groups_) {
      graph.fail(node, "weights are for " + std::to_string(weights_[1]) + " channels in " +
                           std::to_string(groups_) + " groups; input has " + std::to_string(dims_[1]));
    }
    image_.attributes.erase("kernel_shape");
    depth_.attributes.erase("kernel_shape");
    const Dims plane{1, dims_[1], dims_[3], dims_[4]}, line{1, dims_[1], dims_[2]};
    window_ = window_of(graph, image_, plane, {weights_[3], weights_[4]});
    out_ = dims_of_windows(graph, image_, plane, {weights_[3], weights_[4]});
    along_ = window_of(graph, depth_, line, {weights_[2]});
    planes_ = dims_of_windows(graph, depth_, line, {weights_[2]})[2];
    if (planes_ > kMostLayers) throw Unsupported("an output of " + std::to_string(planes_) + " depths");
  }

  std::vector<Node> nodes() {
    if (pointwise({weights_[3], weights_[4]}, window_)) {
      lines();
    } else {
      planes();
    }
    return body_.nodes();
  }

 private:
  // Every position of a plane is a line along the depth: an image of depths and positions.
  void lines() {
    const std::string image =
        body_.add("Reshape", {input(node_, 0), body_.integers({1, dims_[1], dims_[2], dims_[3] * dims_[4]})});
    NodeAttributes attributes = {{"group", attribute_of(groups_)},
                                 {"strides", attribute_of(Dims{along_.stride[1], 1})},
                                 {"dilations", attribute_of(Dims{along_.dilation[1], 1})},
                                 {"pads", attribute_of(Dims{along_.padding[1], 0, along_.padding[3], 0})}};
    const std::string y =
        body_.add("Conv", {image, body_.weights({weights_[0], weights_[1], weights_[2], 1})}, attributes);
    body_.give(0, body_.add("Reshape", {y, body_.integers({1, weights_[0], planes_, dims_[3], dims_[4]})}));
  }

  // Every depth of the output is a convolution of an image that has the planes in its window as channels.
  void planes() {
    const std::string deep =
        body_.add("Transpose", {input(node_, 0)}, {{"perm", attribute_of(Dims{0, 2, 1, 3, 4})}});
    std::string image = body_.add("Reshape", {deep, body_.integers({1, -1, dims_[3], dims_[4]})});
    const std::int64_t c = dims_[1];
    image = body_.add(
        "Pad", {image},
        {{"pads", attribute_of(Dims{0, along_.padding[1] * c, 0, 0, 0, along_.padding[3] * c, 0, 0})}});
    NodeAttributes attributes = image_.attributes;
    std::vector<std::string> results;
    for (std::int64_t plane = 0; plane < planes_; ++plane) {
      const std::string y =
          body_.add("Conv",
                    {window(image, plane * along_.stride[1]),
                     body_.weights({weights_[0], weights_[1] * weights_[2], weights_[3], weights_[4]})},
                    attributes);
      results.push_back(body_.add("Reshape", {y, body_.integers({1, weights_[0], 1, out_[2], out_[3]})}));
    }
    if (planes_ > 1) {
      graph_.notes.push_back(node_.name + ": is a convolution for each of its " + std::to_string(planes_) +
                             " depths, whose weights count for each");
    }
    body_.give(0, body_.add("Concat", results, {{"axis", attribute_of(2)}}));
  }

  // The planes in a window of the depth, as channels: group by group.
  std::string window(const std::string& image, std::int64_t first) {
    const std::int64_t c = dims_[1];
    std::vector<std::string> parts;
    const bool apart = along_.dilation[1] > 1;
    for (std::int64_t i = 0; i < (apart ? weights_[2] : 1); ++i) {
      const std::int64_t begin = (first + i * along_.dilation[1]) * c;
      parts.push_back(
          body_.add("Slice", {image, body_.integers({begin}),
                              body_.integers({begin + c * (apart ? 1 : weights_[2])}), body_.integers({1})}));
    }
    const std::string planes = body_.add("Concat", parts, {{"axis", attribute_of(1)}});
    if (groups_ == 1 || weights_[2] == 1) return planes;
    const std::string split = body_.add(
        "Reshape", {planes, body_.integers({1, weights_[2], groups_, c / groups_, dims_[3], dims_[4]})});
    const std::string grouped =
        body_.add("Transpose", {split}, {{"perm", attribute_of(Dims{0, 2, 1, 3, 4, 5})}});
    return body_.add("Reshape", {grouped, body_.integers({1, -1, dims_[3], dims_[4]})});
  }

  Graph& graph_;
  const Node& node_;
  Dims weights_, dims_;
  Node image_, depth_;  // the node along the two dimensions of a plane, and along the depth
  Body body_;
  std::int64_t groups_ = 1;
  Window window_, along_;
  Dims out_;
  std::int64_t planes_ = 1;  // of the output
};

}  // namespace

// Empty for one or two spatial dimensions.
std::vector<Node> composed_convolution(Graph& graph, const Node& node) {
  if (kernel_dims(graph, node).size() != 5) return {};
  return Volume(graph, node).nodes();
}

// One that is dilated and has no strides is a convolution of the flipped kernel. Empty for others.
std::vector<Node> flipped_convolution(Graph& graph, const Node& node) {
  const Dims weights = kernel_dims(graph, node);
  const std::size_t spatial = weights.size() - 2;
  const Dims dilations = integers(node, "dilations", Dims(spatial, 1)),
             strides = integers(node, "strides", Dims(spatial, 1));
  if (spatial > 2 || dilations.size() != spatial || dilations == Dims(spatial, 1) ||
      strides != Dims(spatial, 1) || !integers(node, "output_shape").empty())
    return {};
  const std::int64_t groups = graph.extent(node, integer(node, "group", 1));
  NodeAttributes attributes = node.attributes;
  Dims pads = integers(node, "pads", Dims(2 * spatial, 0));
  if (pads.size() != 2 * spatial) graph.fail(node, "pads must be two for each spatial dimension");
  for (const Dims& list : {dilations, pads})
    for (const std::int64_t value : list)
      if (value < 0 || value > kLargestWindow) return {};
  for (std::size_t i = 0; i < 2 * spatial; ++i) {
    pads[i] = dilations[i % spatial] * (weights[2 + i % spatial] - 1) - pads[i];
    if (pads[i] < 0) return {};
  }
  attributes["pads"] = attribute_of(pads);
  attributes.erase("output_padding");
  Dims flipped = weights;
  flipped[0] = weights[1] * groups;
  flipped[1] = weights[0] / groups;
  Body body(graph, node);
  body.give(0, body.add("Conv", {input(node, 0), body.weights(flipped)}, attributes));
  return body.nodes();
}

// Every window takes its elements from places of its own, then is a convolution that meets each once.
std::vector<Node> deformed_convolution(Graph& graph, const Node& node) {
  const Dims weights = kernel_dims(graph, node), dims = graph.dims_of(input(node, 0)),
             offsets = graph.dims_of(input(node, 2));
  if (weights.size() != 4 || dims.size() != 4 || offsets.size() != 4)
    graph.fail(node, "must have input, weights and offsets of 4 dimensions");
  check_elements(graph, node, {offsets[2], weights[2], offsets[3], weights[3]});
  const Dims kernel{weights[2], weights[3]};
  Body body(graph, node);
  const std::string windows =
      body.add("Resize", {input(node, 0), "", "",
                          body.integers({dims[0], dims[1], offsets[2] * kernel[0], offsets[3] * kernel[1]})});
  graph.notes.push_back(node.name + ": its windows take evenly spaced elements, and are not masked");
  body.give(
      0, body.add("Conv", {windows, input(node, 1)},
                  {{"strides", attribute_of(kernel)}, {"group", attribute_of(integer(node, "group", 1))}}));
  return body.nodes();
}

}  // namespace apollo::workloads::importer
