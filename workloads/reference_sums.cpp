#include "workloads/layer_rules.h"
#include "workloads/layer_values.h"

namespace apollo::workloads {
namespace {

std::size_t elements(const Tensor& tensor) { return static_cast<std::size_t>(tensor.shape.elements()); }

// Of one group at one output channel: kernel[ky][kx][channel of the group].
const Value* weights_of(const Layer& layer, const Parameters& parameters, int channel, int group_channels) {
  const std::int64_t size = std::int64_t{layer.kernel[0]} * layer.kernel[1] * group_channels;
  return parameters.weights.data() + channel * size;
}

float multiplier(float weight_scale, const Operand& x, const Tensor& output) {
  return x.tensor.quantization.scale * weight_scale / output.quantization.scale;
}

// One kernel element's share of an output: the sum over the group's channels at input position (iy, ix).
std::int64_t dot(const Operand& x, int iy, int ix, int first_channel, const Value* weights, int count,
                 int weight_zero_point) {
  const Shape& s = x.tensor.shape;
  const std::int64_t start = (std::int64_t{iy} * s.width + ix) * s.channels + first_channel;
  const Value* values = x.values.data() + start;
  const int zero_point = x.tensor.quantization.zero_point;
  std::int64_t sum = 0;
  for (int c = 0; c < count; ++c)
    sum += std::int64_t{values[c] - zero_point} * (weights[c] - weight_zero_point);
  return sum;
}

// A layer of one parameter set.
struct Weighted {
  const Layer& layer;
  const Parameters parameters;
  const Operand x;
  const Tensor& output;

  int zero_point(int channel) const {  // of the channel's weights
    return parameters.zero_points.empty() ? 0 : parameters.zero_points[static_cast<std::size_t>(channel)];
  }
  Value from_sum(std::int64_t sum, int channel) const {
    const float scale =
        parameters.scales.empty() ? layer.weight_scale : parameters.scales[static_cast<std::size_t>(channel)];
    return requantize(sum, multiplier(scale, x, output), output.quantization);
  }
};

Weighted weighted(const LayerValues& v) { return {v.layer, v.parameters(0), v.operand(0), v.output()}; }

}  // namespace

Values convolution_values(LayerValues& v) {
  const Weighted w = weighted(v);
  const auto& [layer, parameters, x, output] = w;
  const Shape &in = x.tensor.shape, &out = output.shape;
  const int group_channels = in.channels / layer.groups, group_outputs = out.channels / layer.groups;
  Values result;
  result.reserve(elements(output));
  for (int oy = 0; oy < out.height; ++oy) {
    for (int ox = 0; ox < out.width; ++ox) {
      for (int k = 0; k < out.channels; ++k) {
        const Value* weights = weights_of(layer, parameters, k, group_channels);
        std::int64_t sum = parameters.bias[k];
        for (int ky = 0; ky < layer.kernel[0]; ++ky) {
          const int iy = oy * layer.stride[0] + ky * layer.dilation[0] - layer.padding[0];
          if (iy < 0 || iy >= in.height) continue;
          for (int kx = 0; kx < layer.kernel[1]; ++kx) {
            const int ix = ox * layer.stride[1] + kx * layer.dilation[1] - layer.padding[1];
            if (ix < 0 || ix >= in.width) continue;
            const Value* row = weights + (ky * layer.kernel[1] + kx) * group_channels;
            sum += dot(x, iy, ix, k / group_outputs * group_channels, row, group_channels, w.zero_point(k));
          }
        }
        result.push_back(w.from_sum(sum, k));
      }
    }
  }
  return result;
}

Values transposed_convolution_values(LayerValues& v) {
  const Weighted w = weighted(v);
  const auto& [layer, parameters, x, output] = w;
  const Shape &in = x.tensor.shape, &out = output.shape;
  const int group_channels = in.channels / layer.groups, group_outputs = out.channels / layer.groups;
  std::vector<std::int64_t> sums(elements(output));
  for (std::size_t i = 0; i < sums.size(); ++i) sums[i] = parameters.bias[i % out.channels];
  for (int iy = 0; iy < in.height; ++iy) {
    for (int ix = 0; ix < in.width; ++ix) {
      for (int ky = 0; ky < layer.kernel[0]; ++ky) {
        const int oy = iy * layer.stride[0] + ky - layer.padding[0];
        if (oy < 0 || oy >= out.height) continue;
        for (int kx = 0; kx < layer.kernel[1]; ++kx) {
          const int ox = ix * layer.stride[1] + kx - layer.padding[1];
          if (ox < 0 || ox >= out.width) continue;
          std::int64_t* position = sums.data() + (std::int64_t{oy} * out.width + ox) * out.channels;
          for (int k = 0; k < out.channels; ++k) {
            const Value* row = weights_of(layer, parameters, k, group_channels) +
                               (ky * layer.kernel[1] + kx) * group_channels;
            position[k] +=
                dot(x, iy, ix, k / group_outputs * group_channels, row, group_channels, w.zero_point(k));
          }
        }
      }
    }
  }
  Values result;
  result.reserve(sums.size());
  for (std::size_t i = 0; i < sums.size(); ++i)
    result.push_back(w.from_sum(sums[i], static_cast<int>(i % static_cast<std::size_t>(out.channels))));
  return result;
}

Values fully_connected_values(LayerValues& v) {
  const Weighted w = weighted(v);
  const auto& [layer, parameters, x, output] = w;
  const int positions = output.shape.width, terms = static_cast<int>(x.tensor.shape.elements() / positions);
  const int zero_point = x.tensor.quantization.zero_point;
  Values result;
  result.reserve(elements(output));
  for (int position = 0; position < positions; ++position) {
    const Value* vector = x.values.data() + std::int64_t{position} * terms;
    for (int k = 0; k < layer.channels; ++k) {
      const Value* row = parameters.weights.data() + std::int64_t{k} * terms;
      std::int64_t sum = parameters.bias[k];
      for (int c = 0; c < terms; ++c)
        sum += std::int64_t{vector[c] - zero_point} * (row[c] - w.zero_point(k));
      result.push_back(w.from_sum(sum, k));
    }
  }
  return result;
}

Values matmul_values(LayerValues& v) {
  const Layer& layer = v.layer;
  const Operand a = v.operand(0), b = v.operand(1);
  const Tensor& output = v.output();
  const int columns = output.shape.channels / layer.groups;  // of one head's output: N or D
  const int terms = a.tensor.shape.channels / layer.groups;  // of one sum: D or N
  const float scale = multiplier(layer.weight_scale, a, output);
  Values result;
  result.reserve(elements(output));
  for (int m = 0; m < output.shape.width; ++m) {
    for (int head = 0; head < layer.groups; ++head) {
      for (int column = 0; column < columns; ++column) {
        std::int64_t sum = 0;
        for (int term = 0; term < terms; ++term) {
          const int right = layer.transpose_b ? b.at(0, column, head * terms + term)
                                              : b.at(0, term, head * columns + column);
          sum += std::int64_t{a.at(0, m, head * terms + term)} * right;
        }
        result.push_back(requantize(sum, scale, output.quantization));
      }
    }
  }
  return result;
}

}  // namespace apollo::workloads
