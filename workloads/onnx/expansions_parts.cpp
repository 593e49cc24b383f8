#include <algorithm>

#include "workloads/onnx/expansions.h"
#include "workloads/onnx/shape_rules.h"
#include "workloads/onnx/stated_shapes.h"

// Parts of tensors: what moves elements and computes nothing.
namespace apollo::workloads::importer {
namespace {

std::int64_t first_or_one(const Dims& dims) { return dims.empty() ? 1 : dims.front(); }

Dims part_of(const Dims& dims, std::size_t begin, std::size_t end) {
  return {dims.begin() + static_cast<std::ptrdiff_t>(begin), dims.begin() + static_cast<std::ptrdiff_t>(end)};
}

// A tensor with updates in some of its places: both side by side, of which the part as large as the tensor is
// the result. `rows`: its dimensions as updated rows and what each of them holds.
std::string updated(Graph& graph, Body* body, const std::string& data, const std::string& updates,
                    const Dims& rows) {
  if (graph.values) throw Unsupported("updates, which the chip writes to other places");
  const auto as_rows = [&](const std::string& x) {
    return body->add("Reshape", {x, body->integers({-1, rows[1]})});
  };
  const std::string both =
      body->add("Concat", {as_rows(data), as_rows(updates)}, {{"axis", attribute_of(0)}});
  return body->add("Slice", {both, body->integers({0}), body->integers({rows[0]}), body->integers({0})});
}

}  // namespace

// Of neighbouring or evenly spaced indices: a slice. Empty for others.
std::vector<Node> evenly_spaced(Graph& graph, const Node& node) {
  const Constant* indices = graph.constant(input(node, 1));
  const Dims dims = graph.dims_of(input(node, 0));
  const std::size_t axis = axis_of(graph, node, integer(node, "axis", 0), dims.size());
  if (!indices || !indices->values || indices->values->empty() || indices->dims.size() > 1) return {};
  if (graph.constant(input(node, 0))) return {};
  Dims places = known_integers(graph, node, 1).value_or(Dims());
  for (std::int64_t& place : places) {
    if (place < -dims[axis] || place >= dims[axis]) graph.fail(node, "an index is out of range");
    if (place < 0) place += dims[axis];
  }
  const std::int64_t step = places.size() > 1 ? places[1] - places[0] : 1;
  for (std::size_t i = 1; i < places.size(); ++i)
    if (step < 1 || places[i] - places[i - 1] != step) return {};
  Body body(graph, node);
  const std::string part =
      body.add("Slice", {input(node, 0), body.integers({places.front()}), body.integers({places.back() + 1}),
                         body.integers({static_cast<std::int64_t>(axis)}), body.integers({step})});
  const Dims away = indices->dims.empty() ? Dims{static_cast<std::int64_t>(axis)} : Dims();
  body.give(0, away.empty() ? part : body.add("Squeeze", {part, body.integers(away)}));
  return body.nodes();
}

// Parts of a tensor, at tuples of indices.
std::vector<Node> scatter_parts(Graph& graph, const Node& node) {
  const Dims dims = graph.dims_of(input(node, 0)), places = graph.dims_of(input(node, 1));
  if (places.empty() || places.back() < 1 || places.back() > static_cast<std::int64_t>(dims.size()))
    graph.fail(node, "indices of " + shown(places) + " do not fit data of " + shown(dims));
  const auto indexed = static_cast<std::size_t>(places.back());
  Body body(graph, node);
  const Dims rows{product(part_of(dims, 0, indexed)), product(part_of(dims, indexed, dims.size()))};
  const std::string result = updated(graph, &body, input(node, 0), input(node, 2), rows);
  graph.notes.push_back(node.name + ": writes its updates after the data instead of into them");
  body.give(0, body.add("Reshape", {result, body.integers(dims)}));
  return body.nodes();
}

// Elements of a tensor, each at an index of its own along one dimension.
std::vector<Node> scatter_elements(Graph& graph, const Node& node) {
  const Dims dims = graph.dims_of(input(node, 0));
  Body body(graph, node);
  const std::string result = updated(graph, &body, input(node, 0), input(node, 2), {product(dims), 1});
  graph.notes.push_back(node.name + ": writes its updates after the data instead of into them");
  body.give(0, body.add("Reshape", {result, body.integers(dims)}));
  return body.nodes();
}

// A cache with new entries along a dimension.
std::vector<Node> scatter_along(Graph& graph, const Node& node) {
  const Dims dims = graph.dims_of(input(node, 0));
  const std::size_t axis = axis_of(graph, node, integer(node, "axis", -2), dims.size());
  const auto place = static_cast<std::int64_t>(axis);
  Body body(graph, node);
  if (graph.values) throw Unsupported("updates, which the chip writes to other places");
  const std::string both =
      body.add("Concat", {input(node, 0), input(node, 1)}, {{"axis", attribute_of(place)}});
  graph.notes.push_back(node.name + ": writes its updates after the data instead of into them");
  body.give(
      0, body.add("Slice", {both, body.integers({0}), body.integers({dims[axis]}), body.integers({place})}));
  return body.nodes();
}

std::vector<Node> tiles(Graph& graph, const Node& node) {
  const Dims dims = graph.dims_of(input(node, 0)), times = known_integers(graph, node, 1).value_or(Dims());
  if (times.size() != dims.size()) graph.fail(node, "repeats must be as many as dimensions");
  Dims apart, repeated, together;
  for (std::size_t i = 0; i < dims.size(); ++i) {
    apart.insert(apart.end(), {1, dims[i]});
    repeated.insert(repeated.end(), {graph.extent(node, times[i]), dims[i]});
    together.push_back(times[i] * dims[i]);
  }
  Body body(graph, node);
  const std::string rows = body.add("Reshape", {input(node, 0), body.integers(apart)});
  const std::string all = body.add("Expand", {rows, body.integers(repeated)});
  body.give(0, body.add("Reshape", {all, body.integers(together)}));
  return body.nodes();
}

// x in the places of one triangle of each matrix.
std::vector<Node> masked_triangle(Graph& graph, const Node& node) {
  const Dims dims = graph.dims_of(input(node, 0));
  if (dims.size() < 2) graph.fail(node, "input must have 2 dimensions at least");
  Body body(graph, node);
  body.give(0, body.add("Mul", {input(node, 0), body.weights(part_of(dims, dims.size() - 2, dims.size()))}));
  return body.nodes();
}

// Each index compared with every number from 0 to the depth.
std::vector<Node> one_hot(Graph& graph, const Node& node) {
  const Dims dims = graph.dims_of(input(node, 0));
  const std::size_t axis = axis_of(graph, node, integer(node, "axis", -1), dims.size() + 1);
  const Constant* known = graph.constant(input(node, 1));
  const Dims* stated = stated_dims(graph, node.outputs[0]);
  const bool follows = (!known || !known->values) && stated && stated->size() == dims.size() + 1;
  const std::int64_t depth =
      follows ? (*stated)[axis] : first_or_one(known_integers(graph, node, 1).value_or(Dims()));
  Dims numbers(dims.size() + 1 - axis, 1);
  numbers[0] = graph.extent(node, depth);
  Body body(graph, node);
  const std::string index =
      body.add("Unsqueeze", {input(node, 0), body.integers({static_cast<std::int64_t>(axis)})});
  body.give(0, body.add("Equal", {index, body.weights(numbers)}));
  return body.nodes();
}

// Elements that a condition, or their values, choose: as many as are known or stated.
std::vector<Node> chosen(Graph& graph, const Node& node) {
  const Dims* stated = stated_dims(graph, node.outputs[0]);
  const bool along = node.attributes.count("axis") > 0;
  const Dims dims = graph.dims_of(input(node, 0));
  const std::size_t axis = along ? axis_of(graph, node, integer(node, "axis", 0), dims.size()) : 0;
  const Constant* condition = node.type == "Compress" ? graph.constant(input(node, 1)) : nullptr;
  std::int64_t count = 0;
  if (condition && condition->values) {
    const auto& values = *condition->values;
    count = static_cast<std::int64_t>(values.size()) - std::count(values.begin(), values.end(), 0);
  } else if (stated && stated->size() > axis) {
    count = (*stated)[axis];
  } else {
    throw Unsupported("a number of elements that depends on values");
  }
  Body body(graph, node);
  const std::string data =
      along ? input(node, 0) : body.add("Reshape", {input(node, 0), body.integers({-1})});
  body.give(0, body.add("Gather", {data, body.weights({graph.extent(node, count)})},
                        {{"axis", attribute_of(static_cast<std::int64_t>(axis))}}));
  return body.nodes();
}

// The steps of each sequence in another order.
std::vector<Node> reverse_sequence(Graph& graph, const Node& node) {
  const Dims dims = graph.dims_of(input(node, 0));
  const std::int64_t time = integer(node, "time_axis", 0);
  Body body(graph, node);
  const std::string order = body.weights({dims[axis_of(graph, node, time, dims.size())]});
  body.give(0, body.add("Gather", {input(node, 0), order}, {{"axis", attribute_of(time)}}));
  return body.nodes();
}

// Dimensions of these sizes about the centre: slices of those that are larger, zeros around the others.
std::vector<Node> center_crop_pad(Graph& graph, const Node& node) {
  const Dims dims = graph.dims_of(input(node, 0)), sizes = known_integers(graph, node, 1).value_or(Dims());
  const Dims axes = integers(node, "axes", every_axis(dims.size()));
  if (sizes.size() != axes.size()) graph.fail(node, "shape must be one size for each axis");
  Dims starts(dims.size(), 0), ends = dims, pads(2 * dims.size(), 0);
  for (std::size_t i = 0; i < axes.size(); ++i) {
    const std::size_t axis = axis_of(graph, node, axes[i], dims.size());
    const std::int64_t more = graph.extent(node, sizes[i]) - dims[axis];
    if (more < 0) {
      starts[axis] = -more / 2;
      ends[axis] = starts[axis] + sizes[i];
    } else {
      pads[axis] = more / 2;
      pads[axis + dims.size()] = more - more / 2;
    }
  }
  Body body(graph, node);
  const std::string part = body.add("Slice", {input(node, 0), body.integers(starts), body.integers(ends)});
  body.give(0, body.add("Pad", {part}, {{"pads", attribute_of(pads)}}));
  return body.nodes();
}

// With negative pads: slices too. Empty for others.
std::vector<Node> cropping_pad(Graph& graph, const Node& node) {
  Dims pads = integers_of(graph, node, "pads", 1).value_or(Dims());
  if (std::none_of(pads.begin(), pads.end(), [](std::int64_t pad) { return pad < 0; })) return {};
  for (const std::int64_t pad : pads)
    if (pad < -kMostElements || pad > kMostElements) graph.fail(node, "a pad is " + std::to_string(pad));
  const Dims dims = graph.dims_of(input(node, 0));
  Dims axes = known_integers(graph, node, 3).value_or(Dims());
  if (axes.empty()) axes = every_axis(dims.size());
  if (pads.size() != 2 * axes.size()) graph.fail(node, "pads must be two for each dimension");
  Dims starts, ends;
  for (std::size_t i = 0; i < axes.size(); ++i) {
    std::int64_t &before = pads[i], &after = pads[i + axes.size()];
    starts.push_back(std::max<std::int64_t>(0, -before));
    ends.push_back(dims[axis_of(graph, node, axes[i], dims.size())] - std::max<std::int64_t>(0, -after));
    before = std::max<std::int64_t>(0, before);
    after = std::max<std::int64_t>(0, after);
  }
  Body body(graph, node);
  const std::string part =
      body.add("Slice", {input(node, 0), body.integers(starts), body.integers(ends), body.integers(axes)});
  NodeAttributes attributes = node.attributes;
  attributes.erase("pads");
  body.give(0, body.add("Pad", {part, body.integers(pads), "", body.integers(axes)}, attributes));
  return body.nodes();
}

}  // namespace apollo::workloads::importer
