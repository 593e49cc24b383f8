#include <algorithm>
#include <limits>

#include "workloads/layer_rules.h"
#include "workloads/layer_values.h"

namespace apollo::workloads {
namespace {

// The part of a window that lies in the input: indices from first to last - 1.
struct Range {
  int first, last;
};

Range window(const Layer& layer, int axis, int output, int size) {
  if (layer.type == LayerType::global_average_pool) return {0, size};
  const int start = output * layer.stride[axis] - layer.padding[axis];
  return {std::max(start, 0), std::min(start + layer.kernel[axis], size)};
}

// Calls visit(element) for each input element in the window of an output; returns how many there are, at
// least one.
template <typename Visit>
int for_window(const LayerValues& v, int oy, int ox, int channel, Visit visit) {
  const Operand x = v.operand(0);
  const Range rows = window(v.layer, 0, oy, x.tensor.shape.height),
              columns = window(v.layer, 1, ox, x.tensor.shape.width);
  for (int iy = rows.first; iy < rows.last; ++iy) {
    for (int ix = columns.first; ix < columns.last; ++ix) visit(x.at(iy, ix, channel));
  }
  return (rows.last - rows.first) * (columns.last - columns.first);
}

}  // namespace

Values max_pool_values(LayerValues& v) {
  const Tensor& output = v.output();
  return each_element(output.shape, [&](int oy, int ox, int channel) {
    int highest = std::numeric_limits<int>::min();
    for_window(v, oy, ox, channel, [&](int element) { highest = std::max(highest, element); });
    return requantize(highest, rescale(v.operand(0), output), output.quantization);
  });
}

Values average_pool_values(LayerValues& v) {
  const Tensor& output = v.output();
  const float scale = v.operand(0).tensor.quantization.scale;
  return each_element(output.shape, [&](int oy, int ox, int channel) {
    std::int64_t sum = 0;
    const int count = for_window(v, oy, ox, channel, [&](int element) { sum += element; });
    const float multiplier = scale / (output.quantization.scale * static_cast<float>(count));
    return requantize(sum, multiplier, output.quantization);
  });
}

Values element_wise_values(LayerValues& v) {
  const Layer& layer = v.layer;
  const Operand a = v.operand(0), b = v.operand(1);
  const Tensor& output = v.output();
  const bool broadcast = b.tensor.shape != a.tensor.shape;
  const auto function = layer.type == LayerType::add        ? add
                        : layer.type == LayerType::subtract ? subtract
                        : layer.type == LayerType::multiply ? multiply
                                                            : divide;
  const std::size_t channels = static_cast<std::size_t>(output.shape.channels);
  Values result;
  result.reserve(a.values.size());
  for (std::size_t i = 0; i < a.values.size(); ++i) {
    result.push_back(function(a.values[i], a.tensor.quantization, b.values[broadcast ? i % channels : i],
                              b.tensor.quantization, output.quantization));
  }
  return result;
}

Values activation_values(LayerValues& v) {
  const Operand x = v.operand(0);
  const Tensor& output = v.output();
  return each_element(output.shape, [&](int oy, int ox, int channel) {
    return requantize(x.at(oy, ox, channel), rescale(x, output), output.quantization);
  });
}

}  // namespace apollo::workloads
