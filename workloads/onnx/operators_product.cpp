#include "workloads/onnx/shape_rules.h"
#include "workloads/onnx/weights.h"

namespace apollo::workloads::importer {
namespace {

// The factors of all dimensions but the last `count`.
FactorList before_last(const Value& value, std::size_t count) {
  return joined({value.dims.begin(), value.dims.end() - static_cast<std::ptrdiff_t>(count)});
}

struct ProductWeights {
  std::string name, bias;
  bool transposed = false;  // output channels first
};

// Every position's vector of x, which is its last dimension, times weights for `channels` outputs.
Value weighted(Graph& graph, const Node& node, const Value& x, std::int64_t channels,
               const ProductWeights& weights) {
  Layer layer;
  layer.type = LayerType::fully_connected;
  layer.channels = graph.extent(node, channels);
  layer.weight_bits = weight_bits(graph, weights.name);
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
  const int result = graph.add(node, layer, {tensor});
  std::vector<std::int64_t> order;  // of the terms as x lies
  take_weights(
      graph, result, weights.name,
      [&](std::int64_t i) {
        if (order.empty())
          order = factors.order(positions.empty() ? from.all() : terms, x.dims.back()).places();
        const auto count = static_cast<std::int64_t>(order.size());
        const std::int64_t channel = i / count, term = order[static_cast<std::size_t>(i % count)];
        return weights.transposed ? channel * count + term : term * channels + channel;
      },
      weights.bias);
  return graph.stored(result, to, dims);
}

// The leading dimensions of two activations, as factors: those that both have, in the factors of each, and
// those that one has alone, along which the other is broadcast.
struct Leading {
  FactorList a, b, only_a, only_b;
  std::vector<FactorList> result;  // the dimensions of the product
};

Leading leading(Graph& graph, const Node& node, const Value& a, const Value& b) {
  const Dims left = graph.dims_of(a), right = graph.dims_of(b);
  Leading batch;
  for (std::size_t i = 0; i + 2 < left.size(); ++i) {
    if (left[i] != right[i] && left[i] != 1 && right[i] != 1)
      graph.fail(node, "leading dimensions are " + shown({left.begin(), left.end() - 2}) + " and " +
                           shown({right.begin(), right.end() - 2}) + "; must be equal where neither is 1");
    if (left[i] == right[i]) {
      batch.a = followed_by(batch.a, a.dims[i]);
      batch.b = followed_by(batch.b, b.dims[i]);
      batch.result.push_back(a.dims[i]);
    } else if (right[i] == 1) {
      batch.only_a = followed_by(batch.only_a, a.dims[i]);
      batch.result.push_back(a.dims[i]);
    } else {
      batch.only_b = followed_by(batch.only_b, b.dims[i]);
      batch.result.push_back(graph.factors().copy(b.dims[i]));  // a and b may be of one tensor
    }
  }
  return batch;
}

// Products of two activations, for every index of the leading dimensions. Those that only a has count as
// rows, those that only b has as columns: nothing is copied.
Value of_two(Graph& graph, const Node& node, const Value& a, const Value& b) {
  const std::size_t rank = a.dims.size();
  const FactorList &terms_a = a.dims[rank - 1], &terms_b = b.dims[rank - 2];
  const std::int64_t terms[] = {graph.factors().size(terms_a), graph.factors().size(terms_b)};
  if (terms[0] != terms[1]) {
    graph.fail(node, "sums over " + std::to_string(terms[0]) + " and " + std::to_string(terms[1]) +
                         " elements; must be as many");
  }
  const Leading batch = leading(graph, node, a, b);
  Layer layer;
  layer.type = LayerType::matmul;
  layer.groups = graph.extent(node, graph.factors().size(batch.a));
  const FactorList rows = followed_by(batch.only_a, a.dims[rank - 2]),
                   columns = followed_by(batch.only_b, b.dims[rank - 1]);
  const Storage b_rows{{}, terms_b, followed_by(batch.b, columns)},
      b_columns{{}, columns, followed_by(batch.b, terms_b)};
  const int first = graph.stored_as(a, {{}, rows, followed_by(batch.a, terms_a)});
  layer.transpose_b = graph.lies(b, b_columns);
  const int second = graph.stored_as(b, layer.transpose_b ? b_columns : b_rows);
  Value result{graph.add(node, layer, {first, second}), batch.result};
  FactorList channels = batch.a;
  for (std::size_t i = 0; i < batch.result.size(); ++i)
    if (a.dims[i].empty()) channels = followed_by(channels, batch.result[i]);
  result.dims.push_back(a.dims[rank - 2]);
  result.dims.push_back(graph.factors().copy(b.dims[rank - 1]));
  channels = followed_by(channels, result.dims.back());
  return graph.stored(result.tensor, {{}, rows, channels}, result.dims);
}

void multiply(Graph& graph, const Node& node, const std::string& a_name, const ProductWeights& weights,
              bool transpose_a) {
  const std::string& b_name = weights.name;
  const bool transpose_b = weights.transposed;
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
    result = weighted(graph, node, a, transpose_b ? rows : columns, weights);
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
  if (graph.values && (number(node, "alpha", 1) != 1 || number(node, "beta", 1) != 1))
    throw Unsupported("alpha or beta that is not 1");
  multiply(graph, alone, input(node, 0), {input(node, 1), adds ? "" : summand, transpose_b},
           integer(node, "transA", 0) != 0);
  if (!adds) return;
  Node sum = node;
  sum.type = "Add";
  sum.name += ".sum";
  sum.inputs = {alone.outputs[0], summand};
  add_element_wise(graph, sum);
}

void add_matmul(Graph& graph, const Node& node) {
  multiply(graph, node, input(node, 0), {input(node, 1), "", false}, false);
}

}  // namespace apollo::workloads::importer
