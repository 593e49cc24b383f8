#include <algorithm>
#include <numeric>

#include "workloads/onnx/fold.h"

namespace apollo::workloads::importer {
namespace {

// Of a constant, which of its dimensions a node reduces.
std::vector<bool> dims_to_reduce(const Fold& fold, std::size_t rank) {
  const Dims axes = integers_of(fold.graph, fold.node, "axes", 1).value_or(Dims());
  if (axes.empty()) return std::vector<bool>(rank, integer(fold.node, "noop_with_empty_axes", 0) == 0);
  std::vector<bool> reduced(rank, false);
  for (const std::int64_t axis : axes) reduced[axis_of(fold.graph, fold.node, axis, rank)] = true;
  return reduced;
}

using Reduction = double (*)(const Numbers& values);  // at least one

void reduce_rows(const Fold& fold, Reduction reduction) {
  const Constant& x = fold.in(0);
  const std::vector<bool> reduced = dims_to_reduce(fold, x.dims.size());
  const bool keeps = integer(fold.node, "keepdims", 1) != 0;
  Dims dims, whole = x.dims;
  for (std::size_t i = 0; i < x.dims.size(); ++i) {
    if (reduced[i]) whole[i] = 1;
    if (!reduced[i] || keeps) dims.push_back(whole[i]);
  }
  if (!x.values || x.values->empty()) return fold.give(dims);
  std::vector<Numbers> rows(static_cast<std::size_t>(product(whole)));
  const Dims step = strides(whole);
  for (std::size_t i = 0; i < x.values->size(); ++i) {
    const std::int64_t row =
        offset(x.dims, static_cast<std::int64_t>(i),
               [&](std::size_t axis, std::int64_t at) { return reduced[axis] ? 0 : at * step[axis]; });
    rows[static_cast<std::size_t>(row)].push_back((*x.values)[i]);
  }
  Numbers values;
  for (const Numbers& row : rows) values.push_back(reduction(row));
  fold.give(dims, values);
}

FoldFunction reduction_of_rows(Reduction function) {
  return [function](const Fold& fold) { reduce_rows(fold, function); };
}

double sum_of_row(const Numbers& row) { return std::accumulate(row.begin(), row.end(), 0.0); }

// Sums or products of all elements up to each along an axis, by an operation.
void accumulate(const Fold& fold, double (*operation)(double, double)) {
  const Constant& x = fold.in(0);
  const Dims axes = known_integers(fold.graph, fold.node, 1).value_or(Dims());
  if (axes.size() != 1) fold.graph.fail(fold.node, "axis must be one number");
  const std::size_t axis = axis_of(fold.graph, fold.node, axes[0], x.dims.size());
  if (!x.values) return fold.give(x.dims);
  const bool exclusive = integer(fold.node, "exclusive", 0) != 0,
             reverse = integer(fold.node, "reverse", 0) != 0;
  const std::int64_t step = strides(x.dims)[axis], size = x.dims[axis];
  const double neutral = operation(0, 1) == 1 ? 0 : 1;
  Numbers values = *x.values;
  for (std::int64_t i = 0; i < product(x.dims); ++i) {
    if (i / step % size != 0) continue;  // the first of its line
    double total = neutral;
    for (std::int64_t j = 0; j < size; ++j) {
      const auto at = static_cast<std::size_t>(i + (reverse ? size - 1 - j : j) * step);
      const double before = total;
      total = operation(total, (*x.values)[at]);
      values[at] = exclusive ? before : total;
    }
  }
  fold.give(x.dims, values);
}

// The nonzero_places of elements that are not zero: as many as there are, for each dimension.
void nonzero_places(const Fold& fold) {
  const Constant& x = fold.in(0);
  if (!x.values) throw Unsupported("unknown values");
  const Dims step = strides(x.dims);
  Numbers found;
  std::int64_t count = 0;
  for (const double value : *x.values) count += value != 0 ? 1 : 0;
  for (std::size_t axis = 0; axis < x.dims.size(); ++axis)
    for (std::size_t i = 0; i < x.values->size(); ++i)
      if ((*x.values)[i] != 0)
        found.push_back(static_cast<double>(static_cast<std::int64_t>(i) / step[axis] % x.dims[axis]));
  fold.of_integers(true).give({static_cast<std::int64_t>(x.dims.size()), count}, found);
}

// Where, along an axis, the largest element is, by a comparison: the first, or the last.
void place_of(const Fold& fold, bool (*before)(double, double)) {
  const Constant& x = fold.in(0);
  const std::size_t axis = axis_of(fold.graph, fold.node, integer(fold.node, "axis", 0), x.dims.size());
  const bool last = integer(fold.node, "select_last_index", 0) != 0;
  Dims dims = x.dims;
  dims[axis] = 1;
  if (integer(fold.node, "keepdims", 1) == 0) dims.erase(dims.begin() + static_cast<std::ptrdiff_t>(axis));
  if (!x.values) return fold.of_integers(true).give(dims);
  const std::int64_t step = strides(x.dims)[axis], size = x.dims[axis];
  Numbers values;
  for (std::int64_t i = 0; i < product(x.dims); ++i) {
    if (i / step % size != 0) continue;
    const auto at = [&](std::int64_t j) { return (*x.values)[static_cast<std::size_t>(i + j * step)]; };
    std::int64_t best = 0;
    for (std::int64_t j = 1; j < size; ++j)
      if (before(at(best), at(j)) || (last && at(best) == at(j))) best = j;
    values.push_back(static_cast<double>(best));
  }
  fold.of_integers(true).give(dims, values);
}

}  // namespace

const FoldTable& folds_of_reductions() {
  static const FoldTable table = {
      {"ReduceSum", reduction_of_rows(sum_of_row)},
      {"ReduceMean", reduction_of_rows([](const Numbers& row) {
         return sum_of_row(row) / static_cast<double>(row.size());
       })},
      {"ReduceProd", reduction_of_rows([](const Numbers& row) {
         return std::accumulate(row.begin(), row.end(), 1.0, [](double a, double b) { return a * b; });
       })},
      {"ReduceMax",
       reduction_of_rows([](const Numbers& row) { return *std::max_element(row.begin(), row.end()); })},
      {"ReduceMin",
       reduction_of_rows([](const Numbers& row) { return *std::min_element(row.begin(), row.end()); })},
      {"CumSum", [](const Fold& f) { accumulate(f, [](double a, double b) { return a + b; }); }},
      {"CumProd", [](const Fold& f) { accumulate(f, [](double a, double b) { return a * b; }); }},
      {"NonZero", nonzero_places},
      {"ArgMax", [](const Fold& f) { place_of(f, [](double a, double b) { return a < b; }); }},
      {"ArgMin", [](const Fold& f) { place_of(f, [](double a, double b) { return a > b; }); }},
  };
  return table;
}

}  // namespace apollo::workloads::importer
