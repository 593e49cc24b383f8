#include <set>

#include "workloads/onnx/weights.h"

namespace apollo::workloads::importer {
namespace {

// x with the factors of one dimension alone along the channels.
int with_channels(Graph& graph, const Value& x, const FactorList& channels, Storage* storage) {
  const FactorList wanted = graph.factors().leaves(channels);
  *storage = graph.storage(x);
  if (storage->channels == wanted) return x.tensor;
  FactorList others;
  for (const FactorList& dim : x.dims) {
    if (graph.factors().leaves(dim) == wanted) continue;
    others.insert(others.end(), dim.begin(), dim.end());
  }
  *storage = {{}, graph.factors().leaves(others), wanted};
  return graph.stored_as(x, *storage);
}

Value value_with_channels(Graph& graph, const Node& node) {
  const Value x = graph.value(input(node, 0));
  if (x.dims.size() < 2) graph.fail(node, "input must have a channel dimension");
  return x;
}

// A layer that works along the channel dimension of x, and keeps its shape.
void add_along_channels(Graph& graph, const Node& node, const Value& x, const Layer& layer) {
  Storage storage;
  const int tensor = with_channels(graph, x, x.dims[1], &storage);
  graph.define(node.outputs[0], graph.stored(graph.add(node, layer, {tensor}), storage, x.dims));
}

}  // namespace

// Folds into the weights before it; otherwise a convolution of each channel alone.
void add_batch_normalization(Graph& graph, const Node& node) {
  const Value x = value_with_channels(graph, node);
  if (scales_weights(graph, x, x.dims[1])) return graph.alias(input(node, 0), node.outputs[0], x.dims);
  Layer layer;
  layer.type = LayerType::convolution;
  layer.channels = layer.groups = graph.extent(node, graph.factors().size(x.dims[1]));
  add_along_channels(graph, node, x, layer);
}

// Over the dimensions from one on; one that was written as other operators (rewrite.h) names them as axes.
void add_layer_normalization(Graph& graph, const Node& node) {
  const Value x = graph.value(input(node, 0));
  const std::size_t rank = x.dims.size();
  const Dims axes = integers(node, "axes");
  const std::size_t first = axes.empty() ? axis_of(graph, node, integer(node, "axis", -1), rank) : rank;
  std::set<std::size_t> normalized;
  for (std::size_t i = first; i < rank; ++i) normalized.insert(i);
  for (const std::int64_t axis : axes) normalized.insert(axis_of(graph, node, axis, rank));
  FactorList row, positions;
  for (std::size_t i = 0; i < rank; ++i) {
    FactorList& list = normalized.count(i) == 0 ? positions : row;
    list.insert(list.end(), x.dims[i].begin(), x.dims[i].end());
  }
  Storage storage = graph.storage(x);
  if (storage.channels != graph.factors().leaves(row)) storage = {{}, positions, row};
  Layer layer;
  layer.type = LayerType::layer_norm;
  const int tensor = graph.stored_as(x, storage);
  graph.define(node.outputs[0], graph.stored(graph.add(node, layer, {tensor}), storage, x.dims));
}

void add_local_response_normalization(Graph& graph, const Node& node) {
  const Value x = value_with_channels(graph, node);
  Layer layer;
  layer.type = LayerType::local_response_norm;
  layer.window = graph.extent(node, integer(node, "size", 0));
  add_along_channels(graph, node, x, layer);
}

// Rows are innermost; several of them may share a position's channels, as the heads of an attention do.
void add_softmax(Graph& graph, const Node& node) {
  const Value x = graph.value(input(node, 0));
  const std::size_t rank = x.dims.size();
  const bool one_axis = graph.opset() >= 13;
  const std::size_t axis = axis_of(graph, node, integer(node, "axis", one_axis ? -1 : 1), rank);
  FactorList row, others;
  for (std::size_t i = 0; i < rank; ++i) {
    FactorList& list = (one_axis ? i == axis : i >= axis) ? row : others;
    list.insert(list.end(), x.dims[i].begin(), x.dims[i].end());
  }
  row = graph.factors().leaves(row);
  Storage storage = graph.storage(x);
  const std::size_t length = storage.channels.size();
  const bool innermost =
      length >= row.size() && FactorList(storage.channels.end() - static_cast<std::ptrdiff_t>(row.size()),
                                         storage.channels.end()) == row;
  if (!innermost) storage = {{}, graph.factors().leaves(others), row};
  Layer layer;
  layer.type = LayerType::softmax;
  layer.groups = graph.extent(node, graph.factors().size(storage.channels) / graph.factors().size(row));
  const int tensor = graph.stored_as(x, storage);
  graph.define(node.outputs[0], graph.stored(graph.add(node, layer, {tensor}, Quantization{1.0F / 256, -128}),
                                             storage, x.dims));
}

}  // namespace apollo::workloads::importer
