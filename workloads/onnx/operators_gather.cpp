#include "workloads/onnx/along.h"
#include "workloads/onnx/shape_rules.h"

namespace apollo::workloads::importer {
namespace {

std::vector<FactorList> new_dims(Graph& graph, const Dims& sizes) {
  std::vector<FactorList> dims;
  for (const std::int64_t size : sizes) dims.push_back(graph.factors().make(size));
  return dims;
}

// Entries of a constant table, which are an input of the network.
void add_look_up(Graph& graph, const Node& node, const Dims& table, std::size_t axis, const Dims& places) {
  Dims dims(table.begin(), table.begin() + static_cast<std::ptrdiff_t>(axis));
  dims.insert(dims.end(), places.begin(), places.end());
  const auto inner = static_cast<std::ptrdiff_t>(dims.size());
  dims.insert(dims.end(), table.begin() + static_cast<std::ptrdiff_t>(axis) + 1, table.end());
  check_elements(graph, node, dims);
  Value rows{-1, new_dims(graph, dims)};
  const auto middle = rows.dims.begin() + inner;
  const Storage storage{{}, joined({rows.dims.begin(), middle}), joined({middle, rows.dims.end()})};
  rows.tensor =
      graph.new_input(node.name + ".rows", storage.channels.empty() ? Graph::in_order(rows) : storage);
  graph.notes.push_back(node.name + ": the rows looked up are an input; the table's " +
                        std::to_string(product(table)) + " parameters are not counted");
  graph.define(node.outputs[0], rows);
}

void note_places(Graph& graph, const Node& node) {
  graph.notes.push_back(node.name + ": takes evenly spaced elements instead of those of its indices");
}

}  // namespace

// Any elements along a dimension. Entries of a table: the look-up is done by the host, and what it finds is
// an input of the network.
void add_gather(Graph& graph, const Node& node) {
  const std::string data = input(node, 0);
  const Dims dims = graph.dims_of(data), places = graph.dims_of(input(node, 1));
  const std::size_t axis = axis_of(graph, node, integer(node, "axis", 0), dims.size());
  if (graph.constant(data)) return add_look_up(graph, node, dims, axis, places);
  if (product(places) == 0) {  // nothing
    Constant empty{dims, std::vector<double>(), false};
    empty.dims.erase(empty.dims.begin() + static_cast<std::ptrdiff_t>(axis));
    empty.dims.insert(empty.dims.begin() + static_cast<std::ptrdiff_t>(axis), places.begin(), places.end());
    return graph.define(node.outputs[0], std::move(empty));
  }
  note_places(graph, node);
  graph.define(node.outputs[0], taken(graph, node, graph.value(data), axis, 1, new_dims(graph, places)));
}

// One element for each index: along the dimension of the indices, of those parts of the others that they
// have.
void add_gather_elements(Graph& graph, const Node& node) {
  Value data = graph.value(input(node, 0));
  const Dims dims = graph.dims_of(data), places = graph.dims_of(input(node, 1));
  const std::size_t axis = axis_of(graph, node, integer(node, "axis", 0), dims.size());
  if (places.size() != dims.size()) graph.fail(node, "data and indices must have as many dimensions");
  note_places(graph, node);
  for (std::size_t i = 0; i < dims.size(); ++i) {
    if (places[i] > dims[i] && i != axis) graph.fail(node, "indices must not be larger than the data");
    if (places[i] != dims[i] || i == axis)
      data = taken(graph, node, data, i, 1, new_dims(graph, {places[i]}));
  }
  graph.define(node.outputs[0], data);
}

// What each tuple of indices, the last dimension, finds: an element, or a part of the last dimensions.
void add_gather_parts(Graph& graph, const Node& node) {
  const Value data = graph.value(input(node, 0));
  Dims places = graph.dims_of(input(node, 1));
  const std::int64_t batch = integer(node, "batch_dims", 0);
  const auto ranks = static_cast<std::int64_t>(places.size());
  if (batch < 0 || batch >= ranks || places.back() < 1 ||
      places.back() > static_cast<std::int64_t>(data.dims.size()) - batch) {
    graph.fail(node, "indices of " + shown(places) + " and batch_dims of " + std::to_string(batch) +
                         " do not fit data of " + shown(graph.dims_of(data)));
  }
  const auto count = static_cast<std::size_t>(places.back());
  places.pop_back();
  places.erase(places.begin(), places.begin() + batch);
  note_places(graph, node);
  graph.define(node.outputs[0],
               taken(graph, node, data, static_cast<std::size_t>(batch), count, new_dims(graph, places)));
}

}  // namespace apollo::workloads::importer
