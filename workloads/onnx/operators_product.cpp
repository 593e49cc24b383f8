#include "workloads/onnx/operators.h"

namespace apollo::workloads::importer {
namespace {

// The factors of all dimensions but the last `count`.
FactorList before_last(const Value& value, std::size_t count) {
  return joined({value.dims.begin(), value.dims.end() - static_cast<std::ptrdiff_t>(count)});
}

// Every position's vector of x, which is its last dimension, times weights for `channels` outputs.
Value weighted(Graph& graph, const Node& node, const Value& x, std::int64_t channels) {
  Layer layer;
  layer.type = LayerType::fully_connected;
  layer.channels = graph.extent(node, channels);
  Factors& factors = graph.factors();
  const FactorList positions = factors.leaves(before_last(x, 1));
  const FactorList terms = factors.leaves(x.dims.back());
  const Storage from = graph.storage(x);
  Storage to{{}, {}, factors.make(channels)};
  int tensor = x.tensor;
  if (positions.empty()) {
    // One vector, whose order in memory is a matter of the weights' order.
    if (from.height.empty() && !from.width.empty()) {
      layer.type = LayerType::convolution;
      layer.kernel = {1, graph.extent(node, factors.size(from.width))};
    }
  } else if (from.channels == terms && !from.height.empty()) {
    layer.type = LayerType::convolution;  // a position of an image
    to.height = from.height;
    to.width = from.width;
  } else {
    to.width = from.channels == terms ? from.width : positions;
    tensor = graph.stored_as(x, {{}, to.width, terms});
  }
  std::vector<FactorList> dims(x.dims.begin(), x.dims.end() - 1);
  dims.push_back(to.channels);
  return graph.stored(graph.add(node, layer, {tensor}), to, dims);
}

// Products of two activations, for every index of the leading dimensions.
Value of_two(Graph& graph, const Node& node, const Value& a, const Value& b) {
  const std::size_t rank = a.dims.size();
  const Dims left = graph.dims_of(a), right = graph.dims_of(b);
  if (left[rank - 1] != right[rank - 2]) {
    graph.fail(node, "sums over " + std::to_string(left[rank - 1]) + " and " +
                         std::to_string(right[rank - 2]) + " elements; must be as many");
  }
  const FactorList batch = before_last(a, 2), batch_b = before_last(b, 2);
  for (std::size_t i = 0; i + 2 < rank; ++i) {
    if (left[i] != right[i]) throw Unsupported("leading dimensions that differ");
  }
  Layer layer;
  layer.type = LayerType::matmul;
  layer.groups = graph.extent(node, graph.factors().size(batch));
  const FactorList &m = a.dims[rank - 2], &n = b.dims[rank - 1];
  const Storage b_rows{{}, b.dims[rank - 2], followed_by(batch_b, n)},
      b_columns{{}, n, followed_by(batch_b, b.dims[rank - 2])};
  const int first = graph.stored_as(a, {{}, m, followed_by(batch, a.dims[rank - 1])});
  layer.transpose_b = graph.lies(b, b_columns);
  const int second = graph.stored_as(b, layer.transpose_b ? b_columns : b_rows);
  std::vector<FactorList> dims = a.dims;
  dims.back() = graph.factors().copy(n);  // a and b may be of one tensor
  return graph.stored(graph.add(node, layer, {first, second}), {{}, m, followed_by(batch, dims.back())},
                      dims);
}

void multiply(Graph& graph, const Node& node, const std::string& a_name, const std::string& b_name,
              bool transpose_a, bool transpose_b) {
  Value a = graph.value(a_name);
  Dims b = graph.dims_of(b_name);
  if (a.dims.empty() || b.empty()) graph.fail(node, "an operand has no dimensions");
  const bool vector = a.dims.size() == 1;
  if (vector) a.dims.insert(a.dims.begin(), FactorList());
  if (transpose_a) std::swap(a.dims[a.dims.size() - 1], a.dims[a.dims.size() - 2]);
  const bool column = b.size() == 1;
  if (column) b.push_back(1);
  std::int64_t matrices = 1;
  for (std::size_t i = 0; i + 2 < b.size(); ++i) matrices *= b[i];
  Value result;
  if (graph.constant(b_name) && matrices == 1) {
    const std::int64_t rows = b[b.size() - 2], columns = b[b.size() - 1];
    const std::int64_t terms = graph.factors().size(a.dims.back());
    if (terms != (transpose_b ? columns : rows)) {
      graph.fail(node, "sums over " + std::to_string(terms) + " elements; weights have " +
                           std::to_string(transpose_b ? columns : rows));
    }
    result = weighted(graph, node, a, transpose_b ? rows : columns);
    raise_rank(b.size(), &result);
  } else {
    Value second = graph.value(b_name);
    if (column) second.dims.push_back({});
    raise_rank(a.dims.size(), &second);
    raise_rank(second.dims.size(), &a);
    if (transpose_b) std::swap(second.dims[second.dims.size() - 1], second.dims[second.dims.size() - 2]);
    result = of_two(graph, node, a, second);
  }
  if (column) result.dims.pop_back();
  if (vector) result.dims.erase(result.dims.end() - (column ? 1 : 2));
  graph.define(node.outputs[0], result);
}

}  // namespace

void add_gemm(Graph& graph, const Node& node) {
  for (std::size_t i = 0; i < 2; ++i) {
    if (graph.dims_of(input(node, i)).size() != 2) graph.fail(node, "operands must have 2 dimensions");
  }
  const bool transpose_b = integer(node, "transB", 0) != 0;
  // One number per output channel is the bias; any other summand is an operand of its own.
  const std::string summand = input(node, 2);
  const std::int64_t channels = graph.dims_of(input(node, 1))[transpose_b ? 0 : 1];
  const bool adds =
      !summand.empty() && (!graph.constant(summand) || product(graph.dims_of(summand)) > channels);
  Node alone = node;
  if (adds) alone.outputs[0] += ".product";
  multiply(graph, alone, input(node, 0), input(node, 1), integer(node, "transA", 0) != 0, transpose_b);
  if (!adds) return;
  Node sum = node;
  sum.type = "Add";
  sum.name += ".sum";
  sum.inputs = {alone.outputs[0], summand};
  add_element_wise(graph, sum);
}

void add_matmul(Graph& graph, const Node& node) {
  multiply(graph, node, input(node, 0), input(node, 1), false, false);
}

void add_quantized_matmul(Graph& graph, const Node& node) {
  multiply(graph, node, input(node, 0), input(node, 3), false, false);
}

}  // namespace apollo::workloads::importer
