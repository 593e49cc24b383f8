#include <algorithm>

#include "workloads/reference_layers.h"

namespace apollo::workloads {
namespace {

// Calls function(y, x, channel) for each element in storage order and collects what it returns.
template <typename Function>
Values each_element(const Shape& shape, Function function) {
  Values result;
  result.reserve(static_cast<std::size_t>(shape.elements()));
  for (int y = 0; y < shape.height; ++y) {
    for (int x = 0; x < shape.width; ++x) {
      for (int channel = 0; channel < shape.channels; ++channel) result.push_back(function(y, x, channel));
    }
  }
  return result;
}

// The part of a window that lies in the input: indices from first to last - 1.
struct Range {
  int first, last;
};

Range window(const Layer& layer, int axis, int output, int size) {
  if (layer.type == LayerType::global_average_pool) return {0, size};
  const int start = output * layer.stride[axis] - layer.padding[axis];
  return {std::max(start, 0), std::min(start + layer.kernel[axis], size)};
}

float rescale(const Operand& x, const Tensor& output) {
  return x.tensor.quantization.scale / output.quantization.scale;
}

}  // namespace

Values max_pool(const Layer& layer, const Operand& x, const Tensor& output) {
  return each_element(output.shape, [&](int oy, int ox, int channel) {
    const Range rows = window(layer, 0, oy, x.tensor.shape.height),
                columns = window(layer, 1, ox, x.tensor.shape.width);
    int highest = x.at(rows.first, columns.first, channel);
    for (int iy = rows.first; iy < rows.last; ++iy) {
      for (int ix = columns.first; ix < columns.last; ++ix)
        highest = std::max(highest, x.at(iy, ix, channel));
    }
    return requantize(highest, rescale(x, output), output.quantization.zero_point);
  });
}

Values average_pool(const Layer& layer, const Operand& x, const Tensor& output) {
  return each_element(output.shape, [&](int oy, int ox, int channel) {
    const Range rows = window(layer, 0, oy, x.tensor.shape.height),
                columns = window(layer, 1, ox, x.tensor.shape.width);
    std::int32_t sum = 0;
    for (int iy = rows.first; iy < rows.last; ++iy) {
      for (int ix = columns.first; ix < columns.last; ++ix) sum += x.at(iy, ix, channel);
    }
    const auto count = static_cast<float>((rows.last - rows.first) * (columns.last - columns.first));
    const float multiplier = x.tensor.quantization.scale / (output.quantization.scale * count);
    return requantize(sum, multiplier, output.quantization.zero_point);
  });
}

Values element_wise(const Layer& layer, const Operand& a, const Operand& b, const Tensor& output) {
  const bool broadcast = b.tensor.shape != a.tensor.shape;
  const std::size_t channels = static_cast<std::size_t>(output.shape.channels);
  const Quantization qa = a.tensor.quantization, qb = b.tensor.quantization;
  Values result;
  result.reserve(a.values.size());
  for (std::size_t i = 0; i < a.values.size(); ++i) {
    const std::int8_t left = a.values[i], right = b.values[broadcast ? i % channels : i];
    result.push_back(layer.type == LayerType::add ? add(left, qa, right, qb, output.quantization)
                                                  : multiply(left, qa, right, qb, output.quantization));
  }
  return result;
}

Values concatenation(const std::vector<Operand>& inputs, const Tensor& output) {
  Values result;
  result.reserve(static_cast<std::size_t>(output.shape.elements()));
  for (int y = 0; y < output.shape.height; ++y) {
    for (int x = 0; x < output.shape.width; ++x) {
      for (const Operand& input : inputs) {
        for (int channel = 0; channel < input.tensor.shape.channels; ++channel) {
          result.push_back(
              requantize(input.at(y, x, channel), rescale(input, output), output.quantization.zero_point));
        }
      }
    }
  }
  return result;
}

Values resize(const Layer& layer, const Operand& x, const Tensor& output) {
  return each_element(output.shape, [&](int oy, int ox, int channel) {
    const int value = x.at(oy / layer.stride[0], ox / layer.stride[1], channel);
    return requantize(value, rescale(x, output), output.quantization.zero_point);
  });
}

Values softmax_rows(const Operand& x, const Tensor& output) {
  const int channels = output.shape.channels;
  Values result(x.values.size());
  for (std::size_t i = 0; i < result.size(); i += static_cast<std::size_t>(channels)) {
    softmax(&x.values[i], channels, x.tensor.quantization, &result[i], output.quantization);
  }
  return result;
}

Values layer_norm_rows(const Parameters& parameters, const Operand& x, const Tensor& output) {
  const int channels = output.shape.channels;
  const std::int8_t *gamma = parameters.weights.data(), *beta = gamma + channels;
  Values result(x.values.size());
  for (std::size_t i = 0; i < result.size(); i += static_cast<std::size_t>(channels)) {
    layer_norm(&x.values[i], channels, x.tensor.quantization, gamma, beta, &result[i], output.quantization);
  }
  return result;
}

}  // namespace apollo::workloads
