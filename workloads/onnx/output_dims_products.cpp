#include <algorithm>
#include <map>

#include "workloads/onnx/output_dims.h"
#include "workloads/onnx/shape_rules.h"

namespace apollo::workloads::importer {
namespace {

// Of matrices, leading dimensions broadcast; a vector counts as a row or a column that is left out again.
Dims multiplied(Graph& graph, const Node& node, Dims a, Dims b) {
  const bool row = a.size() == 1, column = b.size() == 1;
  if (row) a.insert(a.begin(), 1);
  if (column) b.push_back(1);
  Dims dims = broadcast(graph, node, {a.begin(), a.end() - 2}, {b.begin(), b.end() - 2});
  if (!row) dims.push_back(a[a.size() - 2]);
  if (!column) dims.push_back(b.back());
  return dims;
}

template <std::size_t second>
std::vector<Dims> matrix_product(Graph& graph, const Node& node) {
  return {multiplied(graph, node, input_dims(graph, node, 0, 1), input_dims(graph, node, second, 1))};
}

std::vector<Dims> fused_product(Graph& graph, const Node& node) {
  Dims a = input_dims(graph, node, 0, 2), b = input_dims(graph, node, 1, 2);
  if (integer(node, "transA", 0) != 0) std::swap(a[a.size() - 1], a[a.size() - 2]);
  if (integer(node, "transB", 0) != 0) std::swap(b[b.size() - 1], b[b.size() - 2]);
  return {multiplied(graph, node, a, b)};
}

std::vector<Dims> packed_product(Graph& graph, const Node& node) {
  Dims dims = input_dims(graph, node, 0, 1);
  dims.back() = positive(integer(node, "N", 0));
  return {dims};
}

std::vector<Dims> general_product(Graph& graph, const Node& node) {
  const Dims a = input_dims(graph, node, 0, 2), b = input_dims(graph, node, 1, 2);
  return {{a[integer(node, "transA", 0) != 0 ? 1 : 0], b[integer(node, "transB", 0) != 0 ? 0 : 1]}};
}

std::vector<Dims> determinants(Graph& graph, const Node& node) {
  const Dims dims = input_dims(graph, node, 0, 2);
  return {{dims.begin(), dims.end() - 2}};
}

// The terms of an equation's left side, or its right side; "..." is one index, '.'.
std::vector<std::string> terms_of(const std::string& side) {
  std::vector<std::string> terms(1);
  for (std::size_t i = 0; i < side.size(); ++i) {
    if (side[i] == ',') {
      terms.emplace_back();
    } else if (side[i] == '.') {
      if (terms.back().empty() || terms.back().back() != '.') terms.back() += '.';
    } else if (side[i] != ' ') {
      terms.back() += side[i];
    }
  }
  return terms;
}

// Sizes by index, of a sum over products; an ellipsis stands for several.
std::map<char, Dims> index_sizes(Graph& graph, const Node& node, const std::vector<std::string>& terms) {
  std::map<char, Dims> sizes;
  for (std::size_t i = 0; i < terms.size(); ++i) {
    const Dims dims = input_dims(graph, node, i);
    const std::size_t named = static_cast<std::size_t>(
        std::count_if(terms[i].begin(), terms[i].end(), [](char c) { return c != '.'; }));
    if (dims.size() < named) throw Unsupported("an equation that does not fit");
    std::size_t at = 0;
    for (const char index : terms[i]) {
      const std::size_t count = index == '.' ? dims.size() - named : 1;
      if (at + count > dims.size()) throw Unsupported("an equation that does not fit");
      const auto first = dims.begin() + static_cast<std::ptrdiff_t>(at);
      const Dims own(first, first + static_cast<std::ptrdiff_t>(count));
      const auto [known, is_new] = sizes.emplace(index, own);
      if (!is_new) known->second = broadcast(graph, node, known->second, own);
      at += count;
    }
  }
  return sizes;
}

std::vector<Dims> contracted(Graph& graph, const Node& node) {
  const std::string equation = text(node, "equation", "");
  const std::size_t arrow = equation.find("->");
  const std::vector<std::string> terms = terms_of(equation.substr(0, arrow));
  const std::map<char, Dims> sizes = index_sizes(graph, node, terms);
  std::string result;
  if (arrow != std::string::npos) {
    result = terms_of(equation.substr(arrow + 2))[0];
  } else {  // indices that occur once, in the order of the alphabet, after an ellipsis
    std::string all;
    for (const std::string& term : terms) all += term;
    for (const auto& row : sizes)
      if (row.first == '.' || std::count(all.begin(), all.end(), row.first) == 1) result += row.first;
  }
  Dims dims;
  for (const char index : result) {
    const auto size = sizes.find(index);
    if (size == sizes.end()) throw Unsupported("an equation that does not fit");
    dims.insert(dims.end(), size->second.begin(), size->second.end());
  }
  return {dims};
}

// The sequence of states, the last state, and the last cell.
std::vector<Dims> recurrent(Graph& graph, const Node& node) {
  const Dims x = input_dims(graph, node, 0, 3), weights = input_dims(graph, node, 2, 3);
  const bool batch_first = integer(node, "layout", 0) != 0;
  const std::int64_t steps = x[batch_first ? 1 : 0], batch = x[batch_first ? 0 : 1], directions = weights[0],
                     hidden = weights[2];
  const Dims last = batch_first ? Dims{batch, directions, hidden} : Dims{directions, batch, hidden};
  const Dims all =
      batch_first ? Dims{batch, steps, directions, hidden} : Dims{steps, directions, batch, hidden};
  return {all, last, last};
}

// Queries, keys, values; then a mask, and past keys and values: of 4 dimensions with heads, of 3 without.
std::vector<Dims> attended(Graph& graph, const Node& node) {
  const Dims q = input_dims(graph, node, 0, 3), k = input_dims(graph, node, 1, 3),
             v = input_dims(graph, node, 2, 3);
  const bool with_heads = q.size() == 4;
  const std::int64_t heads = with_heads ? q[1] : positive(integer(node, "q_num_heads", 0)),
                     kv_heads = with_heads ? k[1] : positive(integer(node, "kv_num_heads", 0));
  const std::int64_t value = with_heads ? v[3] : v[2] / kv_heads, key = with_heads ? k[3] : k[2] / kv_heads;
  const std::int64_t queries = q[q.size() - 2];
  std::int64_t steps = k[k.size() - 2];
  if (!input(node, 4).empty()) steps += input_dims(graph, node, 4, 4)[2];
  const Dims y = with_heads ? Dims{q[0], heads, queries, value} : Dims{q[0], queries, heads * value};
  return {y, {q[0], kv_heads, steps, key}, {q[0], kv_heads, steps, value}, {q[0], heads, queries, steps}};
}

}  // namespace

const DimsRule kProductDims[] = {
    {"MatMul", matrix_product<1>},
    {"MatMulInteger", matrix_product<1>},
    {"QLinearMatMul", matrix_product<3>},
    {"com.microsoft.FusedMatMul", fused_product},
    {"com.microsoft.MatMulIntegerToFloat", matrix_product<1>},
    {"com.microsoft.DynamicQuantizeMatMul", matrix_product<1>},
    {"com.microsoft.MatMulNBits", packed_product},
    {"Gemm", general_product},
    {"com.microsoft.QGemm", general_product},
    {"Det", determinants},
    {"Einsum", contracted},
    {"GRU", recurrent},
    {"LSTM", recurrent},
    {"RNN", recurrent},
    {"Attention", attended},
    {nullptr, nullptr},
};

}  // namespace apollo::workloads::importer
