#include "workloads/onnx/operands.h"

#include <algorithm>

#include "workloads/onnx/shape_rules.h"

namespace apollo::workloads::importer {
namespace {

bool has(const FactorList& list, Factor factor) {
  return std::find(list.begin(), list.end(), factor) != list.end();
}

// Splits the factors of operands of one rank and of their result until each dimension that an operand has is
// made of the same sizes in order as the result's: until nothing is split any more, as one operand may split
// what another was aligned with. The result's are then leaves.
void align(Graph& graph, const std::vector<const Value*>& operands, std::vector<FactorList>* result) {
  Factors& factors = graph.factors();
  std::size_t before = 0;
  do {
    before = factors.count();
    for (const Value* operand : operands)
      for (std::size_t i = 0; i < result->size(); ++i)
        if (!operand->dims[i].empty() && !factors.align(operand->dims[i], (*result)[i]))
          throw Unsupported("operands that are split differently");
  } while (factors.count() != before);
  for (FactorList& dim : *result) dim = factors.leaves(dim);
}

// One operand, seen in the factors of the result, with which it is aligned.
class Broadcast {
 public:
  Broadcast(Graph& graph, const Node& node, Value value, const std::vector<FactorList>& result)
      : graph_(graph), node_(node), value_(std::move(value)) {
    for (std::size_t i = 0; i < result.size(); ++i) graph.factors().match(result[i], value_.dims[i], &own_);
  }

  bool complete(const Storage& storage) const { return own_.size() == storage.all().size(); }
  bool per_channel(const Storage& s) const {
    return own_.size() == s.channels.size() &&
           std::all_of(s.channels.begin(), s.channels.end(), [&](Factor f) { return own_.count(f) > 0; });
  }

  // In the storage of the result, without the factors that the operand does not have.
  int stored(const Storage& s) const { return graph_.stored_as(value_, translated(s, own_)); }

  // In the storage of the result, repeated along the factors that the operand does not have.
  int repeated(const Storage& s) const {
    const auto whole = [&](const FactorList& axis) {
      return own(axis).empty() || own(axis).size() == axis.size();
    };
    if (own(s.channels).size() == s.channels.size() && whole(s.height) && whole(s.width)) {
      return resized(stored(s), s.height, s.width, s);
    }
    const FactorList all = s.all();
    FactorList present;
    for (const Factor factor : all)
      if (own_.count(factor) > 0) present.push_back(factor);
    Value value = value_;
    bool translated = false;
    for (std::size_t i = 0; i < all.size();) {
      FactorList run;
      for (; i < all.size() && !has(present, all[i]); ++i) run.push_back(all[i]);
      if (run.empty()) {
        ++i;
        continue;
      }
      FactorList outer, inner;
      for (std::size_t j = 0; j < all.size(); ++j)
        if (has(present, all[j])) (j < i ? outer : inner).push_back(all[j]);
      const Storage before{outer, {}, inner};
      const int tensor = graph_.stored_as(value, translated ? before : Storage{own(outer), {}, own(inner)});
      value.tensor = resized(tensor, outer, run, {outer, run, inner});
      translated = true;
      present.insert(present.end(), run.begin(), run.end());
    }
    return graph_.stored_as(value, s);
  }

  // The storage of this operand, which is complete, in the factors of the result.
  Storage storage_in_result() const {
    const Storage s = graph_.storage(value_);
    return {of_result(s.height), of_result(s.width), of_result(s.channels)};
  }

 private:
  // Repeated to this height and width.
  int resized(int tensor, const FactorList& height, const FactorList& width, const Storage& storage) const {
    Layer layer;
    layer.type = LayerType::resize;
    layer.shape = {graph_.extent(node_, graph_.factors().size(height)),
                   graph_.extent(node_, graph_.factors().size(width)), 1};
    Node repeat = node_;
    repeat.name += ".broadcast";
    return graph_.stored(graph_.add(repeat, layer, {tensor}), storage, {}).tensor;
  }

  FactorList own(const FactorList& list) const { return translated(list, own_); }
  FactorList of_result(const FactorList& list) const {
    FactorList result;
    for (const Factor factor : list)
      for (const auto& [theirs, mine] : own_)
        if (mine == factor) result.push_back(theirs);
    return result;
  }

  Graph& graph_;
  const Node& node_;
  Value value_;
  FactorMap own_;  // the operand's factor by the result's
};

}  // namespace

Value repeated(Graph& graph, const Node& node, Value value, const Dims& dims) {
  raise_rank(dims.size(), &value);
  Value result{-1, {}};
  for (std::size_t i = 0; i < dims.size(); ++i) {
    result.dims.push_back(value.dims[i].empty() ? graph.factors().make(dims[i])
                                                : graph.factors().copy(value.dims[i]));
  }
  align(graph, {&value}, &result.dims);
  const Storage storage = graph.usual_storage(result);
  const int tensor = Broadcast(graph, node, std::move(value), result.dims).repeated(storage);
  return graph.stored(tensor, storage, result.dims);
}

Operands matched(Graph& graph, const Node& node, Value a, Value b, bool swaps) {
  const Dims wanted = broadcast(graph, node, graph.dims_of(a), graph.dims_of(b));
  for (Value* value : {&a, &b}) raise_rank(wanted.size(), value);
  Operands result;
  for (std::size_t i = 0; i < wanted.size(); ++i)
    result.dims.push_back(a.dims[i].empty() ? b.dims[i] : a.dims[i]);
  const auto is_full = [&](const Value& value) { return graph.dims_of(value) == wanted; };
  const bool a_full = is_full(a), b_full = is_full(b);
  // The result lies as its larger operand does; of two, as the one that has its place.
  const bool by_b = b_full && (!a_full || (!graph.placed(a) && graph.placed(b)));
  if (by_b) result.dims = b.dims;
  if (!a_full && !b_full) {  // both may be of one tensor
    for (FactorList& dim : result.dims) dim = graph.factors().copy(dim);
  }
  align(graph, {&a, &b}, &result.dims);
  const Broadcast left(graph, node, a, result.dims), right(graph, node, b, result.dims);
  if (a_full || b_full) {
    result.storage = by_b ? right.storage_in_result() : left.storage_in_result();
  } else {
    result.storage = graph.usual_storage({-1, result.dims});
  }
  const Storage& s = result.storage;
  const auto second = [&](const Broadcast& operand) {
    return operand.complete(s) || operand.per_channel(s) ? operand.stored(s) : operand.repeated(s);
  };
  const auto first = [&](const Broadcast& operand) {
    return operand.complete(s) ? operand.stored(s) : operand.repeated(s);
  };
  const bool swap = swaps && !left.complete(s) && right.complete(s);
  result.first = first(swap ? right : left);
  result.second = second(swap ? left : right);
  return result;
}

}  // namespace apollo::workloads::importer
