#include <algorithm>

#include "workloads/layer_kind.h"
#include "workloads/onnx/operators.h"

namespace apollo::workloads::importer {
namespace {

bool same_set(FactorList a, FactorList b) {
  std::sort(a.begin(), a.end());
  std::sort(b.begin(), b.end());
  return a == b;
}

// Which dimensions a node reduces; none if it does nothing.
std::vector<bool> reduced_dims(Graph& graph, const Node& node, std::size_t rank) {
  const Dims axes = integers_of(graph, node, "axes", 1).value_or(Dims());
  if (axes.empty()) return std::vector<bool>(rank, integer(node, "noop_with_empty_axes", 0) == 0);
  std::vector<bool> reduced(rank, false);
  for (const std::int64_t axis : axes) reduced[axis_of(graph, node, axis, rank)] = true;
  return reduced;
}

// Which pool a reduction is, and along which axes of its operand.
struct Pool {
  bool largest = false;  // or the mean
  Storage before, after;
  bool along_height = false, along_width = false;
};

// Where the reduced factors are to lie: where they are, if they are an axis or two; else along the width.
Pool pool_of(const Storage& lies, const FactorList& reduced, const FactorList& kept) {
  Pool pool;
  pool.before = lies;
  pool.after.channels = lies.channels;
  if (same_set(reduced, lies.height) && !lies.width.empty()) {
    pool.along_height = true;
    pool.after.width = lies.width;
  } else if (same_set(reduced, lies.width) && !lies.height.empty()) {
    pool.along_width = true;
    pool.after.height = lies.height;
  } else {
    pool.along_height = pool.along_width = true;
    if (same_set(reduced, followed_by(lies.height, lies.width))) return pool;
    pool.before = {{}, reduced, kept};
    pool.after.channels = kept;
  }
  return pool;
}

// Spreads a width that is too long for a window over the height too.
void fit_window(Graph& graph, Pool* pool) {
  Factors& factors = graph.factors();
  const std::int64_t width = factors.size(pool->before.width);
  if (width <= kLargestWindow || !pool->before.height.empty()) return;
  for (std::int64_t height = 2; height <= kLargestWindow; ++height) {
    if (width % height != 0 || width / height > kLargestWindow) continue;
    const auto split = factors.group(pool->before.width, {height, width / height});
    if (!split) continue;
    pool->before.height = (*split)[0];
    pool->before.width = (*split)[1];
    return;
  }
}

Layer layer_of(Graph& graph, const Pool& pool) {
  const auto window = [&](bool reduces, const FactorList& axis) {
    const std::int64_t size = reduces ? graph.factors().size(axis) : 1;
    if (size > kLargestWindow) {
      throw Unsupported("a window of " + std::to_string(size) + " elements along an axis, more than " +
                        std::to_string(kLargestWindow));
    }
    return static_cast<int>(size);
  };
  Layer layer;
  layer.type = pool.largest ? LayerType::max_pool : LayerType::average_pool;
  if (!pool.largest && pool.along_height && pool.along_width) {
    layer.type = LayerType::global_average_pool;
  } else {
    layer.kernel = {window(pool.along_height, pool.before.height),
                    window(pool.along_width, pool.before.width)};
  }
  return layer;
}

}  // namespace

// A mean or, at another scale, a sum; or the largest element.
void add_reduction(Graph& graph, const Node& node) {
  const Value x = graph.value(input(node, 0));
  const std::size_t rank = x.dims.size();
  const std::vector<bool> reduced = reduced_dims(graph, node, rank);
  std::vector<FactorList> away, kept, dims;
  const bool keeps = integer(node, "keepdims", 1) != 0;
  for (std::size_t i = 0; i < rank; ++i) {
    (reduced[i] ? away : kept).push_back(x.dims[i]);
    if (!reduced[i] || keeps) dims.push_back(reduced[i] ? FactorList() : x.dims[i]);
  }
  Factors& factors = graph.factors();
  if (joined(away).empty()) return graph.alias(input(node, 0), node.outputs[0], dims);
  Pool pool = pool_of(graph.storage(x), factors.leaves(joined(away)), factors.leaves(joined(kept)));
  pool.largest = node.type == "ReduceMax" || node.type == "ReduceMin";
  if (pool.largest) fit_window(graph, &pool);
  if (graph.values && (node.type == "ReduceMin" || node.type == "ReduceProd"))
    throw Unsupported("a reduction that the chip does not have");
  if (node.type == "ReduceMin") graph.notes.push_back(node.name + ": takes the largest, not the smallest");
  if (node.type == "ReduceProd") graph.notes.push_back(node.name + ": sums instead of multiplying");
  const Layer layer = layer_of(graph, pool);
  const int tensor = graph.stored_as(x, pool.before);
  graph.define(node.outputs[0], graph.stored(graph.add(node, layer, {tensor}), pool.after, dims));
}

}  // namespace apollo::workloads::importer
