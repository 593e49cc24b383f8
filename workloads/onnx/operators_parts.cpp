#include <algorithm>
#include <cmath>

#include "workloads/onnx/shape_rules.h"
#include "workloads/onnx/window.h"

namespace apollo::workloads::importer {
namespace {

FactorList others(const Value& value, std::size_t axis) {
  FactorList list;
  for (std::size_t i = 0; i < value.dims.size(); ++i)
    if (i != axis) list.insert(list.end(), value.dims[i].begin(), value.dims[i].end());
  return list;
}

bool leads(const FactorList& list, const FactorList& part) {
  return list.size() >= part.size() && std::equal(part.begin(), part.end(), list.begin());
}

// Where a dimension of a tensor leads an axis of its storage: what is cut off or appended there is one block.
struct Lead {
  Axis axis = Axis::width;
  FactorList rest;  // factors of the axis that follow
};

std::optional<Lead> lead(const Storage& storage, const FactorList& dim) {
  const FactorList* lists[] = {&storage.height, &storage.width, &storage.channels};
  for (int axis = 0; axis < 3; ++axis) {
    const FactorList& list = *lists[axis];
    if (leads(list, dim) && !dim.empty()) {
      return Lead{static_cast<Axis>(axis),
                  FactorList(list.begin() + static_cast<std::ptrdiff_t>(dim.size()), list.end())};
    }
  }
  return std::nullopt;
}

FactorList& along(Axis axis, Storage& storage) {
  return axis == Axis::height ? storage.height : axis == Axis::width ? storage.width : storage.channels;
}

// What a part takes of one dimension of a value.
Value cut(Graph& graph, const Node& node, const Value& value, std::size_t axis, const Part& part) {
  Factors& factors = graph.factors();
  const FactorList dim = factors.leaves(value.dims[axis]);
  if (part.size < 1) graph.fail(node, "takes nothing of a dimension of " + std::to_string(factors.size(dim)));
  if (part.size == factors.size(dim) && (part.step == 1 || part.size == 1)) return value;
  if (part.step < 0 && part.size > 1) throw Unsupported("a step of " + std::to_string(part.step));
  const bool strided = part.step > 1 && part.size > 1;
  Storage storage = graph.storage(value);
  std::optional<Lead> place = lead(storage, dim);
  if (strided && (!place || place->axis == Axis::channels || !place->rest.empty())) place.reset();
  if (!place) {
    storage = {{}, dim, factors.leaves(others(value, axis))};
    place = lead(storage, dim);
  }
  int tensor = graph.stored_as(value, storage);
  const std::int64_t rest = factors.size(place->rest),
                     extent = strided ? (part.size - 1) * part.step + 1 : part.size;
  const Shape shape = graph.network().tensors[static_cast<std::size_t>(tensor)].shape;
  std::array<int, 3> size{shape.height, shape.width, shape.channels};
  Layer layer;
  layer.type = LayerType::slice;
  const auto index = static_cast<std::size_t>(place->axis);
  layer.begin[index] = static_cast<int>(part.begin * rest);
  size[index] = static_cast<int>(extent * rest);
  layer.shape = {size[0], size[1], size[2]};
  tensor = graph.add(node, layer, {tensor});
  if (strided) {
    Layer step;
    step.type = LayerType::max_pool;
    step.stride[index] = graph.extent(node, part.step);
    tensor = graph.add(node, step, {tensor});
  }
  FactorList& list = along(place->axis, storage);
  list = factors.make(part.size);
  Value result{tensor, value.dims};
  result.dims[axis] = list;
  list = followed_by(list, place->rest);
  return graph.stored(tensor, storage, result.dims);
}

}  // namespace

void add_concatenation(Graph& graph, const Node& node) {
  if (node.inputs.empty()) graph.fail(node, "must have inputs");
  std::vector<Value> values;
  for (const std::string& name : node.inputs) values.push_back(graph.value(name));
  const std::size_t rank = values[0].dims.size();
  const std::size_t axis = axis_of(graph, node, integer(node, "axis", 1), rank);
  if (values.size() == 1) return add_identity(graph, node);
  Factors& factors = graph.factors();
  std::int64_t sum = 0;
  const Value* model = &values[0];  // as it lies, all others shall
  for (const Value& value : values) {
    if (value.dims.size() != rank) graph.fail(node, "inputs must have as many dimensions");
    sum += factors.size(value.dims[axis]);
    if (!graph.placed(*model) || model->dims[axis].empty()) model = &value;
    for (std::size_t i = 0; i < rank; ++i) {
      if (i == axis) continue;
      if (factors.size(value.dims[i]) != factors.size(values[0].dims[i]))
        graph.fail(node, "inputs must be equal in the other dimensions");
      if (!factors.align(value.dims[i], values[0].dims[i]))
        throw Unsupported("inputs that are split differently");
    }
  }
  // In whole dimensions, so that it can be asked of every input.
  Storage storage = graph.storage(*model);
  if (!lead(storage, factors.leaves(model->dims[axis]))) {
    storage = {{}, factors.leaves(model->dims[axis]), factors.leaves(others(*model, axis))};
    if (model->dims[axis].empty()) storage = {{}, {}, factors.leaves(others(*model, axis))};
  }
  Lead place{Axis::width, {}};
  if (const auto found = lead(storage, factors.leaves(model->dims[axis]))) place = *found;
  std::vector<int> tensors;
  for (const Value& value : values) {
    std::map<Factor, Factor> own;  // this input's factor by the model's
    for (std::size_t i = 0; i < rank; ++i) {
      if (i == axis) continue;
      const FactorList theirs = factors.leaves(model->dims[i]), mine = factors.leaves(value.dims[i]);
      for (std::size_t j = 0; j < mine.size(); ++j) own[theirs[j]] = mine[j];
    }
    const auto translated = [&](const FactorList& list) {
      FactorList result;
      for (const Factor factor : list)
        if (const auto found = own.find(factor); found != own.end()) result.push_back(found->second);
      return result;
    };
    Storage wanted{translated(storage.height), translated(storage.width), translated(storage.channels)};
    FactorList& list = along(place.axis, wanted);
    const FactorList dim = factors.leaves(value.dims[axis]);
    list.insert(list.begin(), dim.begin(), dim.end());
    tensors.push_back(graph.stored_as(value, wanted));
  }
  Layer layer;
  layer.type = LayerType::concatenation;
  layer.axis = place.axis;
  std::vector<FactorList> dims = model->dims;
  dims[axis] = factors.make(sum);
  FactorList& list = along(place.axis, storage);
  list = dims[axis];
  list = followed_by(list, place.rest);
  graph.define(node.outputs[0], graph.stored(graph.add(node, layer, tensors), storage, dims));
}

void add_split(Graph& graph, const Node& node) {
  const Value value = graph.value(input(node, 0));
  const std::size_t axis = axis_of(graph, node, integer(node, "axis", 0), value.dims.size());
  std::int64_t begin = 0;
  std::size_t output = 0;
  for (const std::int64_t size : split_sizes(graph, node, graph.factors().size(value.dims[axis]))) {
    Node part = node;
    part.name += "." + std::to_string(output);
    const Value result = cut(graph, part, value, axis, {begin, size, 1});
    if (result.tensor == value.tensor) return add_identity(graph, node);
    graph.define(node.outputs[output++], result);
    begin += size;
  }
}

void add_slice(Graph& graph, const Node& node) {
  Value value = graph.value(input(node, 0));
  const int from = value.tensor;
  const std::vector<Part> parts = sliced(graph, node, graph.dims_of(value));
  for (std::size_t axis = 0; axis < parts.size(); ++axis) value = cut(graph, node, value, axis, parts[axis]);
  if (value.tensor == from) return add_identity(graph, node);
  graph.define(node.outputs[0], value);
}

// One index, or neighbouring ones, of a value: a slice. Rows of a table: the look-up is done by the host, and
// what it finds is an input of the network.
void add_gather(Graph& graph, const Node& node) {
  const std::string data = input(node, 0), indices = input(node, 1);
  const Dims dims = graph.dims_of(data), places = graph.dims_of(indices);
  const std::size_t axis = axis_of(graph, node, integer(node, "axis", 0), dims.size());
  Factors& factors = graph.factors();
  if (graph.constant(data)) {
    const Value index = graph.value(indices);
    if (axis != 0 || dims.size() < 2) throw Unsupported("a look-up along another dimension than the first");
    Value rows{-1, index.dims};
    FactorList positions, row;
    for (FactorList& dim : rows.dims) {
      dim = factors.make(factors.size(dim));
      positions.insert(positions.end(), dim.begin(), dim.end());
    }
    for (std::size_t i = 1; i < dims.size(); ++i) {
      rows.dims.push_back(factors.make(dims[i]));
      row.insert(row.end(), rows.dims.back().begin(), rows.dims.back().end());
    }
    rows.tensor = graph.new_input(node.name + ".rows", {{}, positions, row});
    graph.notes.push_back(node.name + ": the rows looked up are an input; the table's " +
                          std::to_string(product(dims)) + " parameters are not counted");
    return graph.define(node.outputs[0], rows);
  }
  const Dims known = known_integers(graph, node, 1).value_or(Dims());
  Dims sorted = known;
  for (std::int64_t& index : sorted) {
    if (index < -dims[axis] || index >= dims[axis]) graph.fail(node, "an index is out of range");
    if (index < 0) index += dims[axis];
  }
  for (std::size_t i = 1; i < sorted.size(); ++i)
    if (sorted[i] != sorted[i - 1] + 1) throw Unsupported("indices that are not neighbours");
  if (sorted.empty() || places.size() > 1)
    throw Unsupported("indices of " + std::to_string(places.size()) + " dimensions");
  const Part part{sorted.front(), static_cast<std::int64_t>(sorted.size()), 1};
  const Value value = graph.value(data);
  Value result = cut(graph, node, value, axis, part);
  if (places.empty()) result.dims.erase(result.dims.begin() + static_cast<std::ptrdiff_t>(axis));
  if (result.tensor == value.tensor) return graph.alias(data, node.outputs[0], result.dims);
  graph.define(node.outputs[0], result);
}

void add_pad(Graph& graph, const Node& node) {
  const Value x = graph.value(input(node, 0));
  const std::size_t rank = x.dims.size();
  const Dims given = integers_of(graph, node, "pads", 1).value_or(Dims());
  Dims axes = known_integers(graph, node, 3).value_or(Dims());
  if (axes.empty())
    for (std::size_t i = 0; i < rank; ++i) axes.push_back(static_cast<std::int64_t>(i));
  if (given.size() != 2 * axes.size()) graph.fail(node, "pads must be two for each dimension");
  Dims begin(rank, 0), end(rank, 0);
  for (std::size_t i = 0; i < axes.size(); ++i) {
    const std::size_t axis = axis_of(graph, node, axes[i], rank);
    begin[axis] = given[i];
    end[axis] = given[i + axes.size()];
  }
  bool none = true;
  for (std::size_t i = 0; i < rank; ++i) {
    if (begin[i] == 0 && end[i] == 0) continue;
    none = false;
    if (begin[i] < 0 || end[i] < 0) throw Unsupported("negative pads");
    if (i < 2 || rank > 4) throw Unsupported("pads of other than spatial dimensions");
  }
  if (none) return add_identity(graph, node);
  Layer layer;
  layer.type = LayerType::pad;
  for (std::size_t i = 2; i < rank; ++i) {
    const std::size_t side = i + 2 - rank;  // the last dimension is the width
    layer.padding[side] = graph.extent(node, begin[i] + 1) - 1;
    layer.padding[side + 2] = graph.extent(node, end[i] + 1) - 1;
  }
  if (text(node, "mode", "constant") != "constant") graph.notes.push_back(node.name + ": pads with zeros");
  const int tensor = graph.stored_as(x, Graph::image_storage(x));
  graph.define(node.outputs[0], graph.image(graph.add(node, layer, {tensor}), rank));
}

void add_resize(Graph& graph, const Node& node) {
  const Value x = graph.value(input(node, 0));
  const Dims in = graph.dims_of(x);
  const std::size_t rank = in.size();
  const bool old = node.inputs.size() == 2;  // Upsample, and Resize of opset 10
  if (rank < 3 || rank > 4) throw Unsupported(std::to_string(rank) + " dimensions");
  if (text(node, "keep_aspect_ratio_policy", "stretch") != "stretch")
    throw Unsupported("sizes that keep the ratio");
  Dims axes = integers(node, "axes");
  if (axes.empty())
    for (std::size_t i = 0; i < rank; ++i) axes.push_back(static_cast<std::int64_t>(i));
  Dims out = in;
  const std::optional<Dims> sizes = known_integers(graph, node, 3);
  std::vector<double> scales;
  if (sizes && !sizes->empty()) {
    if (sizes->size() != axes.size()) graph.fail(node, "sizes must be one for each dimension");
  } else {
    const auto attribute = node.attributes.find("scales");
    const Constant* constant = graph.constant(input(node, old ? 1 : 2));
    if (attribute != node.attributes.end()) {
      scales = attribute->second.numbers;
    } else if (constant && constant->values) {
      scales = *constant->values;
    } else {
      throw Unsupported("a size computed when the model runs");
    }
    if (scales.size() != axes.size()) graph.fail(node, "scales must be one for each dimension");
  }
  for (std::size_t i = 0; i < axes.size(); ++i) {
    std::int64_t& size = out[axis_of(graph, node, axes[i], rank)];
    if (scales.empty()) {
      size = (*sizes)[i];
      continue;
    }
    // In single precision, as ONNX has it.
    const float scaled = std::floor(static_cast<float>(size) * static_cast<float>(scales[i]));
    if (!(scaled >= 1 && scaled <= 1e9F)) graph.fail(node, "a scale is out of range");
    size = static_cast<std::int64_t>(scaled);
  }
  if (out[0] != in[0] || out[1] != in[1]) throw Unsupported("a resize of channels");
  if (out == in) return add_identity(graph, node);
  Layer layer;
  layer.type = LayerType::resize;
  layer.shape = {rank == 4 ? graph.extent(node, out[2]) : 1, graph.extent(node, out[rank - 1]), 1};
  if (text(node, "mode", "nearest") != "nearest") {
    graph.notes.push_back(node.name + ": takes the nearest element instead of interpolating");
  }
  const int tensor = graph.stored_as(x, Graph::image_storage(x));
  graph.define(node.outputs[0], graph.image(graph.add(node, layer, {tensor}), rank));
}

}  // namespace apollo::workloads::importer
