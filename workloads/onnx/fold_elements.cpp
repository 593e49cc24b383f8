#include "workloads/onnx/quantize.h"

namespace apollo::workloads::importer {
namespace {

// An index along a dimension, or counted from its end. ConfigError if out of range.
std::int64_t index_of(const Fold& fold, double index, std::int64_t size) {
  const auto limit = static_cast<double>(size);
  if (!(index >= -limit && index < limit)) fold.graph.fail(fold.node, "an index is out of range");
  return static_cast<std::int64_t>(index);
}

void gather(const Fold& fold) {
  const Constant &data = fold.in(0), &indices = fold.in(1);
  const std::size_t axis = axis_of(fold.graph, fold.node, integer(fold.node, "axis", 0), data.dims.size());
  Dims dims(data.dims.begin(), data.dims.begin() + static_cast<std::ptrdiff_t>(axis));
  dims.insert(dims.end(), indices.dims.begin(), indices.dims.end());
  dims.insert(dims.end(), data.dims.begin() + static_cast<std::ptrdiff_t>(axis) + 1, data.dims.end());
  if (!indices.values || !data.values) return fold.give(dims);
  const std::int64_t length = data.dims[axis], count = product(indices.dims);
  const std::int64_t inner = strides(data.dims)[axis];
  for (const double index : *indices.values) index_of(fold, index, length);
  fold.pick(dims, [&](std::int64_t i) {
    auto index = static_cast<std::int64_t>((*indices.values)[static_cast<std::size_t>(i / inner % count)]);
    if (index < 0) index += length;
    return (i / inner / count * length + index) * inner + i % inner;
  });
}

void concatenation(const Fold& fold) {
  Dims dims = fold.in(0).dims;
  const std::size_t axis = axis_of(fold.graph, fold.node, integer(fold.node, "axis", 0), dims.size());
  std::int64_t sum = 0;
  bool known = dims.size() == 1;
  Numbers values;
  for (std::size_t i = 0; i < fold.node.inputs.size(); ++i) {
    const Constant& part = fold.in(i);
    if (part.dims.size() != dims.size())
      fold.graph.fail(fold.node, "inputs have different numbers of dimensions");
    sum += part.dims[axis];
    known = known && part.values;
    known = known && static_cast<std::int64_t>(values.size()) <= fold.graph.most_values();
    if (known) values.insert(values.end(), part.values->begin(), part.values->end());
  }
  dims[axis] = sum;
  known = known && static_cast<std::int64_t>(values.size()) <= fold.graph.most_values();
  fold.give(dims, known ? std::optional<Numbers>(values) : std::nullopt);
}

void slice(const Fold& fold) {
  const Dims& from = fold.in(0).dims;
  const std::vector<Part> parts = sliced(fold.graph, fold.node, from);
  const Dims step = strides(from);
  Dims dims;
  for (const Part& part : parts) dims.push_back(part.size);
  fold.pick(dims, [&](std::int64_t i) {
    return offset(dims, i, [&](std::size_t axis, std::int64_t at) {
      return (parts[axis].begin + at * parts[axis].step) * step[axis];
    });
  });
}

void split(const Fold& fold) {
  const Dims from = fold.in(0).dims;
  const std::size_t axis = axis_of(fold.graph, fold.node, integer(fold.node, "axis", 0), from.size());
  const Dims step = strides(from);
  std::int64_t begin = 0;
  std::size_t output = 0;
  for (const std::int64_t size : split_sizes(fold.graph, fold.node, from[axis])) {
    Dims dims = from;
    dims[axis] = size;
    fold.pick(
        dims,
        [&](std::int64_t i) {
          return begin * step[axis] +
                 offset(dims, i, [&](std::size_t a, std::int64_t at) { return at * step[a]; });
        },
        output++);
    begin += size;
  }
}

void squeeze(const Fold& fold) {
  Dims dims = fold.in(0).dims;
  const auto axes = squeezed_axes(fold.graph, fold.node, dims);
  for (auto axis = axes.rbegin(); axis != axes.rend(); ++axis)
    dims.erase(dims.begin() + static_cast<std::ptrdiff_t>(*axis));
  fold.regroup(std::move(dims));
}

void unsqueeze(const Fold& fold) {
  Dims dims = fold.in(0).dims;
  for (const std::size_t axis : unsqueezed_axes(fold.graph, fold.node, dims.size()))
    dims.insert(dims.begin() + static_cast<std::ptrdiff_t>(axis), 1);
  fold.regroup(std::move(dims));
}

void transpose(const Fold& fold) {
  const Dims& from = fold.in(0).dims;
  const auto order = permutation(fold.graph, fold.node, from.size());
  const Dims step = strides(from);
  Dims dims;
  for (const std::size_t axis : order) dims.push_back(from[axis]);
  fold.pick(dims, [&](std::int64_t i) {
    return offset(dims, i, [&](std::size_t axis, std::int64_t at) { return at * step[order[axis]]; });
  });
}

void expand(const Fold& fold) {
  const Dims wanted = known_integers(fold.graph, fold.node, 1).value_or(Dims());
  const Dims from = fold.in(0).dims, dims = broadcast(fold.graph, fold.node, from, wanted);
  fold.pick(dims, [&](std::int64_t i) { return broadcast_offset(dims, from, i); });
}

void tile(const Fold& fold) {
  const Dims from = fold.in(0).dims, times = known_integers(fold.graph, fold.node, 1).value_or(Dims());
  if (times.size() != from.size()) fold.graph.fail(fold.node, "repeats must be as many as dimensions");
  Dims dims = from;
  for (std::size_t i = 0; i < dims.size(); ++i) {
    if (times[i] < 0 || times[i] > kMostElements) fold.graph.fail(fold.node, "a repeat is out of range");
    dims[i] = dims[i] * times[i];
  }
  const Dims step = strides(from);
  fold.pick(dims, [&](std::int64_t i) {
    return offset(dims, i, [&](std::size_t axis, std::int64_t at) { return at % from[axis] * step[axis]; });
  });
}

// Elements, or parts of the last dimensions, at tuples of indices; of no batch.
void gather_tuples(const Fold& fold) {
  const Constant &data = fold.in(0), &indices = fold.in(1);
  if (integer(fold.node, "batch_dims", 0) != 0) throw Unsupported("batch_dims of a constant");
  const std::int64_t count = indices.dims.empty() ? 0 : indices.dims.back();
  if (count < 1 || count > static_cast<std::int64_t>(data.dims.size()))
    fold.graph.fail(fold.node, "indices must be of the data's dimensions");
  Dims dims(indices.dims.begin(), indices.dims.end() - 1);
  dims.insert(dims.end(), data.dims.begin() + count, data.dims.end());
  if (!indices.values || !data.values) return fold.give(dims);
  const Dims step = strides(data.dims);
  const std::int64_t inner = step[static_cast<std::size_t>(count) - 1];
  Dims starts;
  for (std::size_t i = 0; i < indices.values->size(); ++i) {
    const auto axis = i % static_cast<std::size_t>(count);
    std::int64_t at = index_of(fold, (*indices.values)[i], data.dims[axis]);
    if (at < 0) at += data.dims[axis];
    if (axis == 0) starts.push_back(0);
    starts.back() += at * step[axis];
  }
  fold.pick(dims, [&](std::int64_t i) { return starts[static_cast<std::size_t>(i / inner)] + i % inner; });
}

// Zero but for one keep_triangle of each matrix.
void keep_triangle(const Fold& fold) {
  const Constant& x = fold.in(0);
  if (x.dims.size() < 2) fold.graph.fail(fold.node, "input must have 2 dimensions at least");
  const Dims shift = known_integers(fold.graph, fold.node, 1).value_or(Dims{0});
  if (!x.values || shift.size() != 1) return fold.give(x.dims);
  const std::int64_t columns = x.dims.back(), rows = x.dims[x.dims.size() - 2];
  const bool upper = integer(fold.node, "upper", 1) != 0;
  Numbers values = *x.values;
  for (std::size_t i = 0; i < values.size(); ++i) {
    const auto place = static_cast<std::int64_t>(i);
    const std::int64_t diagonal = place % columns - place / columns % rows;
    if (upper ? diagonal < shift[0] : diagonal > shift[0]) values[i] = 0;
  }
  fold.give(x.dims, values);
}

}  // namespace

const FoldTable& folds_of_elements() {
  static const FoldTable table = {
      {"Gather", gather},
      {"GatherND", gather_tuples},
      {"Trilu", keep_triangle},
      {"Concat", concatenation},
      {"Slice", slice},
      {"Split", split},
      {"Squeeze", squeeze},
      {"Unsqueeze", unsqueeze},
      {"Transpose", transpose},
      {"Expand", expand},
      {"Tile", tile},
      {"Reshape", [](const Fold& f) { f.regroup(reshaped(f.graph, f.node, f.in(0).dims)); }},
      {"Flatten", [](const Fold& f) { f.regroup(flattened(f.graph, f.node, f.in(0).dims)); }},
      {"QuantizeLinear", fold_quantize},
      {"DequantizeLinear", fold_dequantize},
  };
  return table;
}

}  // namespace apollo::workloads::importer
