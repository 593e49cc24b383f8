#include "workloads/onnx/quantize.h"

namespace apollo::workloads::importer {
namespace {

void gather(const Fold& fold) {
  const Constant &data = fold.in(0), &indices = fold.in(1);
  const std::size_t axis = axis_of(fold.graph, fold.node, integer(fold.node, "axis", 0), data.dims.size());
  Dims dims(data.dims.begin(), data.dims.begin() + static_cast<std::ptrdiff_t>(axis));
  dims.insert(dims.end(), indices.dims.begin(), indices.dims.end());
  dims.insert(dims.end(), data.dims.begin() + static_cast<std::ptrdiff_t>(axis) + 1, data.dims.end());
  if (!indices.values || !data.values) return fold.give(dims);
  const std::int64_t length = data.dims[axis], count = product(indices.dims);
  const std::int64_t inner = strides(data.dims)[axis];
  for (const double index : *indices.values) {
    if (index < -static_cast<double>(length) || index >= static_cast<double>(length))
      fold.graph.fail(fold.node, "an index is out of range");
  }
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

}  // namespace

const FoldTable& folds_of_elements() {
  static const FoldTable table = {
      {"Gather", gather},
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
