#include "workloads/onnx/graph.h"

#include <cassert>

#include "files/config_error.h"
#include "files/json_file.h"
#include "workloads/layer_kind.h"
#include "workloads/onnx/input_layout.h"
#include "workloads/shapes.h"

namespace apollo::workloads::importer {

Graph::Graph(std::string file, const Model& model, const std::vector<Node>& nodes)
    : file_(std::move(file)), opset_(model.opset) {
  for (const Node& node : nodes) count_uses(node, 1);
  for (const std::string& name : model.outputs) ++uses_of_name_[name];
  if (model.with_values) values.emplace();
  for (const auto& [name, constant] : model.initializers) {
    names_.emplace(name, constant);
    // What is computed of those with values is no larger than all of them.
    if (values && constant.values) most_values_ += product(constant.dims);
  }
  const std::set<std::string> last = channels_last(model.inputs, nodes);
  for (const ModelInput& input : model.inputs) {
    define_input(input.name, input.name, input.dims);
    const int tensor = value(input.name).tensor;
    if (values) values->types[tensor] = input.type;
    state(tensor).channels_last = last.count(input.name) > 0;
  }
}

void Graph::fail(const Node& node, const std::string& message) const {
  throw files::ConfigError(files::printable(file_, 1000) + ": node " + files::printable(node.name, 100) +
                           " (" + files::printable(node.type, 60) + "): " + message);
}

int Graph::extent(const Node& node, std::int64_t size) const {
  if (size < 1 || size > kLargestDimension) {
    fail(node,
         "a size is " + std::to_string(size) + "; must be from 1 to " + std::to_string(kLargestDimension));
  }
  return static_cast<int>(size);
}

const Constant* Graph::constant(const std::string& name) const {
  const auto found = names_.find(name);
  return found == names_.end() ? nullptr : std::get_if<Constant>(&found->second);
}

Value Graph::value(const std::string& name) {
  const auto found = names_.find(name);
  if (found == names_.end()) {
    if (name.empty()) throw MissingInput();
    throw files::ConfigError(files::printable(file_, 1000) + ": tensor \"" + files::printable(name, 100) +
                             "\" is used before any node makes it; nodes must be in order");
  }
  if (const Value* value = std::get_if<Value>(&found->second)) return *value;
  const auto stored = stored_constants_.find(name);
  if (stored != stored_constants_.end()) return stored->second;
  const Constant& constant = std::get<Constant>(found->second);
  Value value{-1, {}};
  for (const std::int64_t dim : constant.dims) {
    if (dim < 1) {
      throw files::ConfigError(files::printable(file_, 1000) + ": tensor \"" + files::printable(name, 100) +
                               "\" has a dimension of " + std::to_string(dim) + "; must be at least 1");
    }
    value.dims.push_back(factors_.make(dim));
  }
  value.tensor = new_tensor(name, {}, {});
  network_.constants.push_back(value.tensor);
  state(value.tensor).uses = uses_of_name_[name];
  state(value.tensor).in_file = in_order(value);
  return stored_constants_[name] = value;
}

void Graph::check_rank(const std::string& name, std::size_t rank) const {
  if (rank <= kMostDims) return;
  throw files::ConfigError(files::printable(file_, 1000) + ": tensor \"" + files::printable(name, 100) +
                           "\" has " + std::to_string(rank) + " dimensions; must have at most " +
                           std::to_string(kMostDims));
}

void Graph::define(const std::string& name, Value value) {
  if (name.empty()) return;  // an output that nobody wants
  check_rank(name, value.dims.size());
  state(value.tensor).uses += uses_of_name_[name];
  names_[name] = std::move(value);
}

void Graph::define(const std::string& name, Constant constant) {
  if (name.empty()) return;
  check_rank(name, constant.dims.size());
  names_[name] = std::move(constant);
}

void Graph::define_input(const std::string& name, const std::string& tensor, const Dims& dims) {
  Value value{new_tensor(tensor, {}, {}), {}};
  network_.inputs.push_back(value.tensor);
  for (const std::int64_t dim : dims) value.dims.push_back(factors_.make(dim));
  state(value.tensor).in_file = in_order(value);
  define(name, std::move(value));
}

void Graph::alias(const std::string& from, const std::string& to, std::vector<FactorList> dims) {
  const Value value{this->value(from).tensor, std::move(dims)};
  --state(value.tensor).uses;
  define(to, value);
}

std::string Graph::new_name() {
  std::string name;
  do {
    name = "expanded." + std::to_string(new_names_++);
  } while (uses_of_name_.count(name) > 0 || knows(name));
  return name;
}

void Graph::count_uses(const std::string& name, int change) {
  uses_of_name_[name] += change;
  const auto found = names_.find(name);
  const Value* value = found == names_.end() ? nullptr : std::get_if<Value>(&found->second);
  const auto stored = stored_constants_.find(name);
  if (!value && stored != stored_constants_.end()) value = &stored->second;
  if (value) state(value->tensor).uses += change;
}

void Graph::count_uses(const Node& node, int change) {
  for (const std::string& name : node.inputs) count_uses(name, change);
  for (const std::string& name : node.captured) count_uses(name, change);
}

void Graph::substitute(const Node& node, const std::vector<Node>& by) {
  count_uses(node, -1);
  for (const Node& part : by) count_uses(part, 1);
}

Dims Graph::dims_of(const Value& value) const {
  Dims dims;
  for (const FactorList& list : value.dims) dims.push_back(factors_.size(list));
  return dims;
}

Dims Graph::dims_of(const std::string& name) {
  const Constant* known = constant(name);
  return known ? known->dims : dims_of(value(name));
}

Storage Graph::leaves(const Storage& s) const {
  return {factors_.leaves(s.height), factors_.leaves(s.width), factors_.leaves(s.channels)};
}

Storage Graph::image_storage(const Value& value) {
  const auto& d = value.dims;
  assert(d.size() == 3 || d.size() == 4);
  if (!d[0].empty()) throw Unsupported("a batch");
  return d.size() == 3 ? Storage{{}, d[2], d[1]} : Storage{d[2], d[3], d[1]};
}

Storage Graph::usual_storage(const Value& value) const {
  const auto& d = value.dims;
  if (d.size() == 4 && d[0].empty()) {
    const bool channels_last = value.tensor >= 0 && state(value.tensor).channels_last;
    return channels_last ? Storage{d[1], d[2], d[3]} : image_storage(value);
  }
  return in_order(value);
}

Storage Graph::in_order(const Value& value) {
  const auto& d = value.dims;
  if (d.empty()) return {};
  return {{}, joined({d.begin(), d.end() - 1}), d.back()};
}

Shape Graph::shape_of(const Storage& s) const {
  const std::int64_t sizes[] = {factors_.size(s.height), factors_.size(s.width), factors_.size(s.channels)};
  for (const std::int64_t size : sizes) {
    if (size < 1 || size > kLargestDimension) {
      throw files::ConfigError(files::printable(file_, 1000) + ": a tensor is " + std::to_string(sizes[0]) +
                               " x " + std::to_string(sizes[1]) + " x " + std::to_string(sizes[2]) +
                               "; each size must be from 1 to " + std::to_string(kLargestDimension));
    }
  }
  return {static_cast<int>(sizes[0]), static_cast<int>(sizes[1]), static_cast<int>(sizes[2])};
}

Storage Graph::storage(const Value& value) {
  if (!placed(value)) stored_as(value, usual_storage(value));
  return leaves(*state(value.tensor).storage);
}

bool Graph::lies(const Value& value, const Storage& storage) const {
  return !placed(value) || leaves(*state(value.tensor).storage) == leaves(storage);
}

int Graph::stored_as(const Value& value, const Storage& storage) {
  const Storage wanted = leaves(storage);
  if (!placed(value)) {
    network_.tensors[static_cast<std::size_t>(value.tensor)].shape = shape_of(wanted);
    state(value.tensor).storage = wanted;
    return value.tensor;
  }
  if (lies(value, wanted)) return value.tensor;
  for (const auto& [known, tensor] : state(value.tensor).rearranged)
    if (leaves(known) == wanted) return tensor;
  const int result = rearrange(value, wanted.all(), shape_of(wanted));
  state(result).storage = wanted;
  state(result).uses = 2;  // whoever asks next
  state(value.tensor).rearranged.emplace_back(wanted, result);
  return result;
}

int Graph::rearrange(const Value& value, const FactorList& order, const Shape& shape) {
  Layer layer;
  layer.type = LayerType::rearrange;
  layer.shape = shape;
  const FactorList before = leaves(*state(value.tensor).storage).all(), after = factors_.leaves(order);
  assert(before.size() == after.size());
  for (const Factor factor : before) layer.split.push_back(static_cast<int>(factors_.size(factor)));
  for (const Factor factor : after) {
    std::size_t index = 0;
    while (before[index] != factor) ++index;
    layer.order.push_back(static_cast<int>(index));
  }
  if (layer.split.empty()) layer.split = {1}, layer.order = {0};
  if (layer.split.size() > kMostFactors) {
    throw Unsupported("a transpose of more than " + std::to_string(kMostFactors) + " axes");
  }
  const Tensor& source = network_.tensors[static_cast<std::size_t>(value.tensor)];
  Node node;
  node.type = "Transpose";
  node.name = source.name + ".rearranged";
  return add(node, layer, {value.tensor}, source.quantization);
}

Value Graph::recut(const Value& value, const Dims& dims) {
  // Both have a cut before the channels, which are as many as possible.
  const FactorList order = factors_.leaves(joined(value.dims));
  const std::int64_t elements = product(dims);
  std::set<std::int64_t> cuts;
  std::int64_t trailing = 1;
  for (auto factor = order.rbegin(); factor != order.rend(); ++factor)
    cuts.insert(trailing *= factors_.size(*factor));
  Value result{-1, {}};
  for (const std::int64_t dim : dims) result.dims.push_back(factors_.make(dim));
  std::size_t cut = dims.size();
  trailing = 1;
  for (std::size_t i = dims.size(); i-- > 0;) {
    trailing *= dims[i];
    if (trailing < elements && cuts.count(trailing) > 0) cut = i;
  }
  const auto middle = result.dims.begin() + static_cast<std::ptrdiff_t>(cut);
  Storage to{{}, joined({result.dims.begin(), middle}), joined({middle, result.dims.end()})};
  if (to.channels.empty()) std::swap(to.width, to.channels);
  storage(value);
  return stored(rearrange(value, order, shape_of(to)), to, result.dims);
}

std::string Graph::unique(const std::string& wanted, std::unordered_map<std::string, int>* taken) {
  const std::string base = wanted.empty() ? "unnamed" : files::printable(wanted, 200);
  const auto [first, is_new] = taken->emplace(base, 2);
  std::string name = base;
  for (bool free = is_new; !free; free = taken->emplace(name, 2).second)
    name = base + "#" + std::to_string(first->second++);
  return name;
}

int Graph::new_tensor(const std::string& name, const Shape& shape, Quantization quantization) {
  network_.tensors.push_back({unique(name, &tensor_names_), shape, quantization});
  tensors_.emplace_back();
  return static_cast<int>(network_.tensors.size()) - 1;
}

int Graph::new_input(const std::string& name, const Storage& storage, Quantization quantization) {
  const int tensor = new_tensor(name, shape_of(storage), quantization);
  network_.inputs.push_back(tensor);
  state(tensor).storage = state(tensor).in_file = storage;
  return tensor;
}

int Graph::add(const Node& node, Layer layer, const std::vector<int>& inputs, Quantization quantization) {
  if (network_.layers.size() >= kMostLayers)
    fail(node, "the network has more than " + std::to_string(kMostLayers) + " layers");
  layer.name = unique(node.name, &layer_names_);
  layer.inputs = inputs;
  for (int i = 0; i < kind_of(layer.type).highest_outputs; ++i) {
    const Quantization q = i == 0 ? quantization : layer.state_quantization;
    layer.outputs.push_back(new_tensor(layer.name + (i == 0 ? "" : ".c"), {}, q));
    state(layer.outputs.back()).producer = static_cast<int>(network_.layers.size());
  }
  infer_shapes(network_, layer, file_);
  const int first = layer.outputs[0];
  network_.layers.push_back(std::move(layer));
  return first;
}

Value Graph::stored(int tensor, Storage storage, std::vector<FactorList> dims) {
  assert(shape_of(storage) == network_.tensors[static_cast<std::size_t>(tensor)].shape);
  state(tensor).storage = std::move(storage);
  return {tensor, std::move(dims)};
}

Value Graph::image(int tensor, std::size_t rank) {
  const Shape s = network_.tensors[static_cast<std::size_t>(tensor)].shape;
  const Storage storage{factors_.make(s.height), factors_.make(s.width), factors_.make(s.channels)};
  if (rank == 3) return stored(tensor, storage, {{}, storage.channels, storage.width});
  return stored(tensor, storage, {{}, storage.channels, storage.height, storage.width});
}

Layer* Graph::producer(int tensor) {
  const int layer = state(tensor).producer;
  return layer < 0 ? nullptr : &network_.layers[static_cast<std::size_t>(layer)];
}

}  // namespace apollo::workloads::importer
