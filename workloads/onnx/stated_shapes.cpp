#include "workloads/onnx/stated_shapes.h"

#include <algorithm>

#include "workloads/onnx/expansions.h"
#include "workloads/onnx/shape_rules.h"

namespace apollo::workloads::importer {
namespace {

// A node whose sizes are open, and the dimensions of its first input and output.
struct Open {
  Graph& graph;
  const Node& node;
  const Dims &in, &out;

  // The node without its open inputs, with an attribute instead.
  Node with(const std::string& attribute, Dims values) const {
    Node result = node;
    result.inputs = {node.inputs[0]};
    result.attributes[attribute] = attribute_of(std::move(values));
    return result;
  }
  // The node with these values as its input `index`, and with no others but the first.
  Node with(std::size_t index, const Dims& values) const {
    Node result = node;
    result.inputs = {node.inputs[0]};
    result.inputs.resize(index, "");
    result.inputs.push_back(Body(graph, node).integers(values));
    return result;
  }
};

using Rule = std::optional<Node> (*)(const Open& open);

std::optional<Node> reshape_as_stated(const Open& open) {
  Node result = open.with("shape", open.out);
  result.type = "Reshape";
  result.attributes.erase("axes");
  return result;
}

std::optional<Node> expand_as_stated(const Open& open) { return open.with(1, open.out); }

std::optional<Node> tile_as_stated(const Open& open) {
  Dims repeats;
  for (std::size_t i = 0; i < open.in.size() && i < open.out.size(); ++i)
    repeats.push_back(open.in[i] > 0 ? open.out[i] / open.in[i] : 0);
  return open.with(1, repeats);
}

// From the start of each dimension on.
std::optional<Node> slice_as_stated(const Open& open) {
  Node result = open.with("starts", Dims(open.out.size(), 0));
  result.type = "Slice";
  result.attributes["ends"] = attribute_of(open.out);
  result.attributes.erase("axes");
  return result;
}

std::optional<Node> split_as_stated(const Open& open) {
  const std::size_t axis = axis_of(open.graph, open.node, integer(open.node, "axis", 0), open.in.size());
  Dims sizes;
  for (const std::string& output : open.node.outputs) {
    const Dims* stated = stated_dims(open.graph, output);
    if (!stated || stated->size() <= axis) return std::nullopt;
    sizes.push_back((*stated)[axis]);
  }
  return open.with("split", sizes);
}

// At the end of each dimension.
std::optional<Node> pad_as_stated(const Open& open) {
  if (open.in.size() != open.out.size()) return std::nullopt;
  Dims pads(open.in.size(), 0);
  for (std::size_t i = 0; i < open.in.size(); ++i) {
    pads.push_back(open.out[i] - open.in[i]);
    if (pads.back() < 0) return slice_as_stated(open);
  }
  return open.with("pads", pads);
}

std::optional<Node> center_as_stated(const Open& open) {
  Node result = open.with(1, open.out);
  result.attributes.erase("axes");
  return result;
}

std::optional<Node> resize_as_stated(const Open& open) {
  Node result = open.with(3, open.out);
  for (const char* name : {"axes", "scales", "keep_aspect_ratio_policy"}) result.attributes.erase(name);
  return result;
}

// Of a dimension that may have been any of several of one size, the last.
std::optional<Node> reduce_as_stated(const Open& open) {
  Dims axes;
  const bool keeps = integer(open.node, "keepdims", 1) != 0;
  std::size_t next = 0;
  for (std::size_t i = 0; i < open.in.size(); ++i) {
    const bool stays = next < open.out.size() && open.out[next] == open.in[i];
    if (!stays) axes.push_back(static_cast<std::int64_t>(i));
    if (stays || keeps) ++next;
  }
  if (next != open.out.size()) return std::nullopt;
  Node result = open.with("axes", axes);
  if (axes.empty()) result.type = "Identity";
  return result;
}

// Of the dimension that is another.
std::optional<Node> largest_as_stated(const Open& open) {
  const std::size_t axis = axis_of(open.graph, open.node, integer(open.node, "axis", -1), open.in.size());
  if (axis >= open.out.size()) return std::nullopt;
  return open.with("k", {open.out[axis]});
}

struct Row {
  const char* type;
  std::size_t first, last;  // inputs that give sizes
  Rule rule;
};

constexpr Row kRows[] = {
    {"Reshape", 1, 1, reshape_as_stated},
    {"Squeeze", 1, 1, reshape_as_stated},
    {"Unsqueeze", 1, 1, reshape_as_stated},
    {"Expand", 1, 1, expand_as_stated},
    {"Tile", 1, 1, tile_as_stated},
    {"Slice", 1, 4, slice_as_stated},
    {"Split", 1, 1, split_as_stated},
    {"Pad", 1, 3, pad_as_stated},
    {"CenterCropPad", 1, 1, center_as_stated},
    {"Resize", 1, 3, resize_as_stated},
    {"Upsample", 1, 1, resize_as_stated},
    {"TopK", 1, 1, largest_as_stated},
};

Rule rule_of(const Graph& graph, const Node& node) {
  const auto is_open = [&](std::size_t i) {
    const std::string name = input(node, i);
    const Constant* constant = graph.constant(name);
    return graph.knows(name) && (!constant || (!constant->values && product(constant->dims) > 0));
  };
  if (node.type.rfind("Reduce", 0) == 0) return is_open(1) ? reduce_as_stated : nullptr;
  for (const Row& row : kRows) {
    if (node.type != row.type) continue;
    for (std::size_t i = row.first; i <= row.last; ++i)
      if (is_open(i)) return row.rule;
  }
  return nullptr;
}

}  // namespace

std::map<std::string, Dims> stated_dims(const Model& model, const std::vector<ModelInput>& filed) {
  std::map<std::string, std::int64_t> sizes;  // of dynamic dimensions
  for (std::size_t i = 0; i < filed.size(); ++i) {
    const ModelInput& before = filed[i];
    const Dims& now = model.inputs[i].dims;
    for (std::size_t d = 0; d < before.dims.size(); ++d) {
      if (before.dims[d] != 0 && before.dims[d] != now[d]) return {};
      if (before.dims[d] != 0 || before.dynamic[d] == "?") continue;
      if (sizes.emplace(before.dynamic[d], now[d]).first->second != now[d]) return {};
    }
  }
  std::map<std::string, Dims> result;
  for (const ModelInput& stated : model.stated) {
    Dims dims = stated.dims;
    for (std::size_t d = 0; d < dims.size(); ++d) {
      const auto size = sizes.find(stated.dynamic[d]);
      if (dims[d] == 0 && size != sizes.end()) dims[d] = size->second;
    }
    if (std::count(dims.begin(), dims.end(), 0) == 0) result[stated.name] = std::move(dims);
  }
  return result;
}

const Dims* stated_dims(const Graph& graph, const std::string& name) {
  const auto found = graph.stated.find(name);
  return found == graph.stated.end() ? nullptr : &found->second;
}

std::optional<Node> by_stated_shapes(Graph& graph, const Node& node) {
  const Rule rule = rule_of(graph, node);
  const Dims* out = rule && !node.outputs.empty() ? stated_dims(graph, node.outputs[0]) : nullptr;
  if (!out || !graph.knows(input(node, 0))) return std::nullopt;
  const Dims in = graph.dims_of(node.inputs[0]);
  auto result = rule({graph, node, in, *out});
  if (result) graph.notes.push_back(node.name + ": makes " + shown(*out) + ", as the file states");
  return result;
}

}  // namespace apollo::workloads::importer
