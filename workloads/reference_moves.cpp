#include "workloads/layer_rules.h"
#include "workloads/layer_values.h"

namespace apollo::workloads {
namespace {

Value moved(const Operand& x, int y, int column, int channel, const Tensor& output) {
  return requantize(x.at(y, column, channel), rescale(x, output), output.quantization);
}

}  // namespace

Values concatenation_values(LayerValues& v) {
  const Layer& layer = v.layer;
  const Tensor& output = v.output();
  std::vector<Operand> inputs;
  for (std::size_t i = 0; i < layer.inputs.size(); ++i) inputs.push_back(v.operand(i));
  return each_element(output.shape, [&](int y, int x, int channel) {
    std::array<int, 3> at{y, x, channel};
    int& along = at[static_cast<std::size_t>(layer.axis)];
    std::size_t i = 0;
    for (;; ++i) {
      const Shape& s = inputs[i].tensor.shape;
      const std::array<int, 3> size{s.height, s.width, s.channels};
      const int extent = size[static_cast<std::size_t>(layer.axis)];
      if (along < extent) break;
      along -= extent;
    }
    return moved(inputs[i], at[0], at[1], at[2], output);
  });
}

Values slice_values(LayerValues& v) {
  const Layer& layer = v.layer;
  const Operand x = v.operand(0);
  const Tensor& output = v.output();
  return each_element(output.shape, [&](int oy, int ox, int channel) {
    return moved(x, layer.begin[0] + oy, layer.begin[1] + ox, layer.begin[2] + channel, output);
  });
}

Values pad_values(LayerValues& v) {
  const Layer& layer = v.layer;
  const Operand x = v.operand(0);
  const Tensor& output = v.output();
  const Shape& in = x.tensor.shape;
  return each_element(output.shape, [&](int oy, int ox, int channel) {
    const int iy = oy - layer.padding[0], ix = ox - layer.padding[1];
    const bool inside = iy >= 0 && iy < in.height && ix >= 0 && ix < in.width;
    return inside ? moved(x, iy, ix, channel, output)
                  : requantize(0, rescale(x, output), output.quantization);
  });
}

Values rearrange_values(LayerValues& v) {
  const Layer& layer = v.layer;
  const Operand x = v.operand(0);
  const Tensor& output = v.output();
  const std::size_t factors = layer.split.size();
  Values result;
  result.reserve(x.values.size());
  std::vector<int> digit(factors, 0);  // of the output element, by factor of `split`
  for (std::size_t i = 0; i < x.values.size(); ++i) {
    std::int64_t from = 0;
    for (std::size_t factor = 0; factor < factors; ++factor)
      from = from * layer.split[factor] + digit[factor];
    result.push_back(requantize(x.values[static_cast<std::size_t>(from)] - x.tensor.quantization.zero_point,
                                rescale(x, output), output.quantization));
    for (std::size_t place = factors; place-- > 0;) {  // the next element: the last of `order` counts first
      const auto factor = static_cast<std::size_t>(layer.order[place]);
      if (++digit[factor] < layer.split[factor]) break;
      digit[factor] = 0;
    }
  }
  return result;
}

Values resize_values(LayerValues& v) {
  const Operand x = v.operand(0);
  const Tensor& output = v.output();
  const Shape &in = x.tensor.shape, &out = output.shape;
  return each_element(out, [&](int oy, int ox, int channel) {
    return moved(x, static_cast<int>(std::int64_t{oy} * in.height / out.height),
                 static_cast<int>(std::int64_t{ox} * in.width / out.width), channel, output);
  });
}

}  // namespace apollo::workloads
