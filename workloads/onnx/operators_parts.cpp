#include <algorithm>

#include "workloads/onnx/along.h"
#include "workloads/onnx/shape_rules.h"

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

FactorList without(const FactorList& list, const FactorList& part) {
  FactorList result;
  for (const Factor factor : list)
    if (std::find(part.begin(), part.end(), factor) == part.end()) result.push_back(factor);
  return result;
}

// Where a dimension leads an axis: as the value lies, if it does there; else along a height that it lacks,
// which moves blocks of the rest; else along the width, with all the rest inside.
std::pair<Storage, Lead> leading(Graph& graph, const Value& value, std::size_t axis) {
  Storage storage = graph.storage(value);
  const FactorList dim = graph.factors().leaves(value.dims[axis]);
  if (const auto place = lead(storage, dim)) return {storage, *place};
  for (FactorList* list : {&storage.height, &storage.width, &storage.channels}) *list = without(*list, dim);
  const bool outermost = !dim.empty() || axis == 0;
  if (outermost && storage.height.empty() && !storage.width.empty()) {
    storage.height = dim;
    return {storage, {Axis::height, {}}};
  }
  return {{{}, dim, graph.factors().leaves(others(value, axis))}, {Axis::width, {}}};
}

// What a part takes of one dimension of a value.
Value cut(Graph& graph, const Node& node, const Value& value, std::size_t axis, const Part& part) {
  Factors& factors = graph.factors();
  const FactorList dim = factors.leaves(value.dims[axis]);
  if (part.size < 1) graph.fail(node, "takes nothing of a dimension of " + std::to_string(factors.size(dim)));
  if (part.size == factors.size(dim) && (part.step == 1 || part.size == 1)) return value;
  if (part.step < 0 && part.size > 1) {
    graph.notes.push_back(node.name + ": takes its elements upwards");
    return taken(graph, node, value, axis, 1, {factors.make(part.size)});
  }
  const bool strided = part.step > 1 && part.size > 1;
  auto [storage, place] = leading(graph, value, axis);
  if (strided && (place.axis == Axis::channels || !place.rest.empty())) {
    storage = {{}, dim, factors.leaves(others(value, axis))};
    place = {Axis::width, {}};
  }
  int tensor = graph.stored_as(value, storage);
  const std::int64_t rest = factors.size(place.rest),
                     extent = strided ? (part.size - 1) * part.step + 1 : part.size;
  const Shape shape = graph.network().tensors[static_cast<std::size_t>(tensor)].shape;
  std::array<int, 3> size{shape.height, shape.width, shape.channels};
  Layer layer;
  layer.type = LayerType::slice;
  const auto index = static_cast<std::size_t>(place.axis);
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
  FactorList& list = along(place.axis, storage);
  list = factors.make(part.size);
  Value result{tensor, value.dims};
  result.dims[axis] = list;
  list = followed_by(list, place.rest);
  return graph.stored(tensor, storage, result.dims);
}

// Defines a tensor without elements, which takes no place on the chip: of the node's first input, but with a
// dimension of 0.
void define_empty(Graph& graph, const Node& node, std::size_t axis, const std::string& output) {
  Constant empty{graph.dims_of(input(node, 0)), std::vector<double>(), false};
  empty.dims[axis] = 0;
  graph.define(output, std::move(empty));
}

// Whether it is known to have no elements, so that joining it with others changes nothing.
bool is_empty(const Graph& graph, const std::string& name) {
  const Constant* constant = graph.constant(name);
  return constant && product(constant->dims) == 0;
}

// Splits all dimensions of the values but one alike. ConfigError if they cannot be joined along that one.
void align_others(Graph& graph, const Node& node, const std::vector<Value>& values, std::size_t axis) {
  Factors& factors = graph.factors();
  const std::vector<FactorList>& first = values[0].dims;
  for (const Value& value : values) {
    if (value.dims.size() != first.size()) graph.fail(node, "inputs must have as many dimensions");
    for (std::size_t i = 0; i < first.size(); ++i) {
      if (i == axis) continue;
      if (factors.size(value.dims[i]) != factors.size(first[i]))
        graph.fail(node, "inputs must be equal in the other dimensions");
      if (!factors.align(value.dims[i], first[i])) throw Unsupported("inputs that are split differently");
    }
  }
}

// Which of the values that are joined along an axis lies as all others shall: the first that has its place
// and more than one element along the axis; the last if there is none.
const Value& model_of(const Graph& graph, const std::vector<Value>& values, std::size_t axis) {
  for (const Value& value : values)
    if (graph.placed(value) && !value.dims[axis].empty()) return value;
  return values.back();
}

// A value's factors by those of the model, in all dimensions but one.
FactorMap own_factors(const Factors& factors, const Value& model, const Value& value, std::size_t axis) {
  FactorMap own;
  for (std::size_t i = 0; i < value.dims.size(); ++i)
    if (i != axis) factors.match(model.dims[i], value.dims[i], &own);
  return own;
}

}  // namespace

void add_concatenation(Graph& graph, const Node& node) {
  Node full = node;
  full.inputs.erase(std::remove_if(full.inputs.begin(), full.inputs.end(),
                                   [&](const std::string& name) { return is_empty(graph, name); }),
                    full.inputs.end());
  if (full.inputs.empty()) graph.fail(node, "must have inputs with elements");
  std::vector<Value> values;
  for (const std::string& name : full.inputs) values.push_back(graph.value(name));
  const std::size_t axis = axis_of(graph, node, integer(node, "axis", 1), values[0].dims.size());
  if (values.size() == 1) return add_identity(graph, full);
  Factors& factors = graph.factors();
  align_others(graph, node, values, axis);
  const Value& model = model_of(graph, values, axis);
  auto [storage, place] = leading(graph, model, axis);
  std::vector<int> tensors;
  std::int64_t sum = 0;
  for (const Value& value : values) {
    Storage wanted = translated(storage, own_factors(factors, model, value, axis));
    FactorList& list = along(place.axis, wanted);
    list = followed_by(factors.leaves(value.dims[axis]), list);
    tensors.push_back(graph.stored_as(value, wanted));
    sum += factors.size(value.dims[axis]);
  }
  Layer layer;
  layer.type = LayerType::concatenation;
  layer.axis = place.axis;
  std::vector<FactorList> dims = model.dims;
  dims[axis] = factors.make(sum);
  along(place.axis, storage) = followed_by(dims[axis], place.rest);
  graph.define(node.outputs[0], graph.stored(graph.add(node, layer, tensors), storage, dims));
}

void add_split(Graph& graph, const Node& node) {
  const Value value = graph.value(input(node, 0));
  const std::size_t axis = axis_of(graph, node, integer(node, "axis", 0), value.dims.size());
  std::int64_t begin = 0;
  std::size_t output = 0;
  for (const std::int64_t size : split_sizes(graph, node, graph.factors().size(value.dims[axis]))) {
    if (size == 0) {
      define_empty(graph, node, axis, node.outputs[output++]);
      continue;
    }
    Node part = node;
    part.name += "." + std::to_string(output);
    const Value result = cut(graph, part, value, axis, {begin, size, 1});
    if (result.tensor == value.tensor) {
      part.outputs = {node.outputs[output++]};
      add_identity(graph, part);
    } else {
      graph.define(node.outputs[output++], result);
    }
    begin += size;
  }
}

void add_slice(Graph& graph, const Node& node) {
  Value value = graph.value(input(node, 0));
  const int from = value.tensor;
  const std::vector<Part> parts = sliced(graph, node, graph.dims_of(value));
  for (std::size_t axis = 0; axis < parts.size(); ++axis)
    if (parts[axis].size == 0) return define_empty(graph, node, axis, node.outputs[0]);
  for (std::size_t axis = 0; axis < parts.size(); ++axis) value = cut(graph, node, value, axis, parts[axis]);
  if (value.tensor == from) return add_identity(graph, node);
  graph.define(node.outputs[0], value);
}

}  // namespace apollo::workloads::importer
