#include "workloads/onnx/fold.h"

namespace apollo::workloads::importer {

const Constant& Fold::in(std::size_t index) const {
  const Constant* constant = graph.constant(input(node, index));
  if (!constant) graph.fail(node, "has too few inputs");
  return *constant;
}

void Fold::give(Dims dims, std::optional<Numbers> values, std::size_t output) const {
  check_elements(graph, node, dims);
  Constant result{std::move(dims), std::nullopt, integral};
  if (values && static_cast<std::int64_t>(values->size()) == product(result.dims))
    result.values = std::move(values);
  give(std::move(result), output);
}

void Fold::give(Constant result, std::size_t output) const {
  if (output < node.outputs.size()) graph.define(node.outputs[output], std::move(result));
}

void Fold::regroup(Dims dims) const {
  check_elements(graph, node, dims);
  Constant result = in(0);
  if (product(dims) != product(result.dims)) {
    result.values.reset();
    result.steps.reset();
  }
  result.dims = std::move(dims);
  give(std::move(result));
}

void Fold::pick(const Dims& dims, const std::function<std::int64_t(std::int64_t)>& from,
                std::size_t output) const {
  check_elements(graph, node, dims);
  const Constant& source = in(0);
  Constant result{dims, std::nullopt, integral, source.type, std::nullopt, source.bits};
  const std::int64_t count = product(dims);
  const auto picked = [&](const Numbers& numbers) {
    Numbers list;
    list.reserve(static_cast<std::size_t>(count));
    for (std::int64_t i = 0; i < count; ++i) list.push_back(numbers[static_cast<std::size_t>(from(i))]);
    return list;
  };
  if (count <= graph.most_values()) {
    if (source.values) result.values = picked(*source.values);
    if (source.steps) result.steps = picked(*source.steps);
  }
  give(std::move(result), output);
}

Dims strides(const Dims& dims) {
  Dims result(dims.size(), 1);
  for (std::size_t i = dims.size(); i-- > 1;) result[i - 1] = result[i] * dims[i];
  return result;
}

std::int64_t offset(const Dims& dims, std::int64_t i,
                    const std::function<std::int64_t(std::size_t, std::int64_t)>& add) {
  std::int64_t sum = 0;
  for (std::size_t axis = dims.size(); axis-- > 0;) {
    sum += add(axis, i % dims[axis]);
    i /= dims[axis];
  }
  return sum;
}

std::int64_t broadcast_offset(const Dims& result, const Dims& dims, std::int64_t i) {
  const Dims step = strides(dims);
  const std::size_t missing = result.size() - dims.size();
  return offset(result, i, [&](std::size_t axis, std::int64_t at) {
    if (axis < missing || dims[axis - missing] == 1) return std::int64_t{0};
    return at * step[axis - missing];
  });
}

}  // namespace apollo::workloads::importer
