#include "twin.h"

#include <gtest/gtest.h>

#include <algorithm>

#include "workloads/reference.h"

namespace apollo::workloads::importer {
namespace {

constexpr Quantization kQuantization{1.0F / 32, 0};

std::int64_t size_of(const Dims& dims) {
  std::int64_t size = 1;
  for (const std::int64_t dim : dims) size *= dim;
  return size;
}

std::size_t place(const Dims& dims, const Dims& at) {
  std::int64_t result = 0;
  for (std::size_t i = 0; i < dims.size(); ++i) result = result * dims[i] + at[i];
  return static_cast<std::size_t>(result);
}

workloads::Value value(const Array& array, const Dims& at) { return array.values[place(array.dims, at)]; }

// The index of an operand that meets index `at` of a broadcast result.
Dims met(const Dims& dims, const Dims& at) {
  Dims result;
  for (std::size_t i = 0; i < dims.size(); ++i)
    result.push_back(dims[i] == 1 ? 0 : at[at.size() - dims.size() + i]);
  return result;
}

template <typename Function>
Array made(const Dims& dims, Function function) {
  Array result{dims, {}};
  each_index(dims, [&](const Dims& at) { result.values.push_back(function(at)); });
  return result;
}

Array permuted(const Array& x, const Dims& order) {
  Dims dims;
  for (const std::int64_t axis : order) dims.push_back(x.dims[static_cast<std::size_t>(axis)]);
  return made(dims, [&](const Dims& at) {
    Dims from(at.size());
    for (std::size_t i = 0; i < at.size(); ++i) from[static_cast<std::size_t>(order[i])] = at[i];
    return value(x, from);
  });
}

}  // namespace

std::string Twin::entry(const Dims& dims, const Values& values) {
  inputs_.push_back(values);
  const std::string name = model_.input("x" + std::to_string(names_++), {dims.begin(), dims.end()});
  return model_.node("MaxPool", {name}, {{"kernel_shape", Dims{1, 1}}});
}

Twin::Tensor Twin::flat(const Dims& dims) {
  Tensor result{"", {dims, {}}};
  for (std::int64_t i = 0; i < size_of(dims); ++i)
    result.array.values.push_back(static_cast<workloads::Value>(static_cast<int>(pick(128)) - 64));
  result.name = entry({1, 1, 1, size_of(dims)}, result.array.values);
  result.name = model_.node("Reshape", {result.name, model_.integers(dims)});
  return result;
}

Twin::Tensor Twin::image(const Dims& dims) {
  Tensor result{"", {dims, {}}};
  for (std::int64_t i = 0; i < size_of(dims); ++i)
    result.array.values.push_back(static_cast<workloads::Value>(static_cast<int>(pick(128)) - 64));
  result.name = entry(dims, permuted(result.array, {0, 2, 3, 1}).values);
  return result;
}

Twin::Tensor Twin::input(const Dims& dims) {
  Tensor result{"x" + std::to_string(names_++), {dims, {}}};
  Values bytes;
  for (std::int64_t i = 0; i < size_of(dims); ++i)
    bytes.push_back(static_cast<workloads::Value>(static_cast<int>(pick(128)) - 64));
  model_.input(result.name, {dims.begin(), dims.end()});
  stored_freely_.push_back(result.name);
  const auto values = known_.find(result.name);
  result.array.values = values == known_.end() ? bytes : values->second;
  inputs_.push_back(std::move(bytes));
  return result;
}

Twin::Tensor Twin::reshape(const Tensor& x, const Dims& dims) {
  return {model_.node("Reshape", {x.name, model_.integers(dims)}), {dims, x.array.values}};
}

Twin::Tensor Twin::transpose(const Tensor& x, const Dims& order) {
  return {model_.node("Transpose", {x.name}, {{"perm", order}}), permuted(x.array, order)};
}

Twin::Tensor Twin::slice(const Tensor& x, std::int64_t axis, std::int64_t begin, std::int64_t end,
                         std::int64_t step) {
  Dims dims = x.array.dims;
  const auto a = static_cast<std::size_t>(axis);
  dims[a] = (end - begin + step - 1) / step;
  return {model_.node("Slice", {x.name, model_.integers({begin}), model_.integers({end}),
                                model_.integers({axis}), model_.integers({step})}),
          made(dims, [&](Dims at) {
            at[a] = begin + at[a] * step;
            return value(x.array, at);
          })};
}

Twin::Tensor Twin::gather(const Tensor& x, std::int64_t axis, std::int64_t index) {
  Dims dims = x.array.dims;
  dims.erase(dims.begin() + axis);
  return {model_.node("Gather", {x.name, model_.tensor({{}, {index}, {}})}, {{"axis", axis}}),
          made(dims, [&](Dims at) {
            at.insert(at.begin() + axis, index);
            return value(x.array, at);
          })};
}

Twin::Tensor Twin::concat(const std::vector<Tensor>& parts, std::int64_t axis) {
  std::vector<std::string> names;
  const auto a = static_cast<std::size_t>(axis);
  Dims dims = parts[0].array.dims;
  dims[a] = 0;
  for (const Tensor& part : parts) {
    names.push_back(part.name);
    dims[a] += part.array.dims[a];
  }
  return {model_.node("Concat", names, {{"axis", axis}}), made(dims, [&](Dims at) {
            std::size_t i = 0;
            for (; at[a] >= parts[i].array.dims[a]; ++i) at[a] -= parts[i].array.dims[a];
            return value(parts[i].array, at);
          })};
}

std::vector<Twin::Tensor> Twin::split(const Tensor& x, std::int64_t axis, std::int64_t parts) {
  const auto a = static_cast<std::size_t>(axis);
  const std::vector<std::string> names =
      model_.nodes("Split", {x.name}, {{"axis", axis}}, static_cast<std::size_t>(parts));
  Dims dims = x.array.dims;
  dims[a] /= parts;
  std::vector<Tensor> result;
  for (std::int64_t part = 0; part < parts; ++part) {
    result.push_back({names[static_cast<std::size_t>(part)], made(dims, [&](Dims at) {
                        at[a] += part * dims[a];
                        return value(x.array, at);
                      })});
  }
  return result;
}

Twin::Tensor Twin::element_wise(const std::string& type, const Tensor& a, const Tensor& b) {
  Dims dims(std::max(a.array.dims.size(), b.array.dims.size()), 1);
  for (const Array* array : {&a.array, &b.array}) {
    const std::size_t missing = dims.size() - array->dims.size();
    for (std::size_t i = missing; i < dims.size(); ++i) dims[i] = std::max(dims[i], array->dims[i - missing]);
  }
  return {model_.node(type, {a.name, b.name}), made(dims, [&](const Dims& at) {
            const workloads::Value l = value(a.array, met(a.array.dims, at)),
                                   r = value(b.array, met(b.array.dims, at));
            return type == "Add"   ? add(l, kQuantization, r, kQuantization, kQuantization)
                   : type == "Sub" ? subtract(l, kQuantization, r, kQuantization, kQuantization)
                                   : multiply(l, kQuantization, r, kQuantization, kQuantization);
          })};
}

Twin::Tensor Twin::matmul(const Tensor& a, const Tensor& b) {
  const std::size_t rank = a.array.dims.size();
  const std::int64_t terms = a.array.dims[rank - 1];
  Dims dims = a.array.dims;
  for (std::size_t i = 0; i + 2 < rank; ++i) dims[i] = std::max(dims[i], b.array.dims[i]);
  dims[rank - 1] = b.array.dims[rank - 1];
  const float multiplier =
      kQuantization.scale * default_weight_scale(static_cast<std::uint64_t>(terms)) / kQuantization.scale;
  return {model_.node("MatMul", {a.name, b.name}), made(dims, [&](const Dims& at) {
            int sum = 0;
            Dims left = at, right = at;
            for (std::int64_t i = 0; i < terms; ++i) {
              left[rank - 1] = right[rank - 2] = i;
              sum += value(a.array, met(a.array.dims, left)) * value(b.array, met(b.array.dims, right));
            }
            return requantize(sum, multiplier, Quantization());
          })};
}

Twin::Tensor Twin::mean(const Tensor& x, const Dims& axes, bool keep) {
  Dims kept = x.array.dims;
  std::int64_t count = 1;
  for (const std::int64_t axis : axes) {
    count *= kept[static_cast<std::size_t>(axis)];
    kept[static_cast<std::size_t>(axis)] = 1;
  }
  std::vector<int> sums(static_cast<std::size_t>(size_of(kept)), 0);
  each_index(x.array.dims, [&](Dims at) {
    const int v = value(x.array, at);
    for (const std::int64_t axis : axes) at[static_cast<std::size_t>(axis)] = 0;
    sums[place(kept, at)] += v;
  });
  Array result{{}, {}};
  for (const int sum : sums)
    result.values.push_back(requantize(
        sum, kQuantization.scale / (kQuantization.scale * static_cast<float>(count)), Quantization()));
  for (std::size_t i = 0; i < kept.size(); ++i)
    if (keep || std::find(axes.begin(), axes.end(), static_cast<std::int64_t>(i)) == axes.end())
      result.dims.push_back(kept[i]);
  return {model_.node("ReduceMean", {x.name}, {{"axes", axes}, {"keepdims", std::int64_t{keep}}}), result};
}

Twin::Tensor Twin::depth_to_space(const Tensor& x, std::int64_t block, const std::string& mode) {
  const Dims& d = x.array.dims;
  const std::int64_t channels = d[1] / (block * block);
  return {model_.node("DepthToSpace", {x.name}, {{"blocksize", block}, {"mode", mode}}),
          made({d[0], channels, d[2] * block, d[3] * block}, [&](const Dims& at) {
            const std::int64_t y = at[2] % block, column = at[3] % block;
            const std::int64_t from = mode == "DCR" ? (y * block + column) * channels + at[1]
                                                    : (at[1] * block + y) * block + column;
            return value(x.array, {at[0], from, at[2] / block, at[3] / block});
          })};
}

Twin::Tensor Twin::space_to_depth(const Tensor& x, std::int64_t block) {
  const Dims& d = x.array.dims;
  return {model_.node("SpaceToDepth", {x.name}, {{"blocksize", block}}),
          made({d[0], d[1] * block * block, d[2] / block, d[3] / block}, [&](const Dims& at) {
            const std::int64_t offset = at[1] / d[1];  // of the position in its block
            return value(x.array, {at[0], at[1] % d[1], at[2] * block + offset / block,
                                   at[3] * block + offset % block});
          })};
}

Twin::Tensor Twin::max_pool(const Tensor& x) {
  const Dims& d = x.array.dims;
  return {
      model_.node("MaxPool", {x.name}, {{"kernel_shape", Dims{2, 2}}, {"strides", Dims{2, 2}}}),
      made({d[0], d[1], d[2] / 2, d[3] / 2}, [&](const Dims& at) {
        workloads::Value highest = -128;
        for (int i = 0; i < 4; ++i)
          highest = std::max(highest, value(x.array, {at[0], at[1], at[2] * 2 + i / 2, at[3] * 2 + i % 2}));
        return highest;
      })};
}

Values Twin::run(const Tensor& result, Network* network, Known* known) {
  ModelBuilder model(model_);
  std::vector<std::string> seen{result.name};
  seen.insert(seen.end(), stored_freely_.begin(), stored_freely_.end());
  for (const std::string& name : seen) {
    const std::string flat = model.node("Reshape", {name, model.integers({1, 1, 1, -1})});
    model.output(model.node("MaxPool", {flat}, {{"kernel_shape", Dims{1, 1}}}));
  }
  *network = imported(model).network;
  std::vector<Values> inputs;
  for (const int input : network->inputs) {
    const std::string& name = network->tensors[static_cast<std::size_t>(input)].name;
    inputs.push_back(inputs_[static_cast<std::size_t>(std::stoi(name.substr(1)))]);
  }
  const auto values = run_reference(*network, inputs);
  const auto output = [&](std::size_t i) { return values[static_cast<std::size_t>(network->outputs[i])]; };
  for (std::size_t i = 0; known && i < stored_freely_.size(); ++i)
    (*known)[stored_freely_[i]] = output(i + 1);
  return output(0);
}

Network Twin::expect_equal(const Tensor& result) {
  Network network;
  EXPECT_EQ(run(result, &network), result.array.values);
  return network;
}

}  // namespace apollo::workloads::importer
