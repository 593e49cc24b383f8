#include "apollo/compiler/lower/layer_op.h"

#include <cassert>
#include <memory>
#include <numeric>

namespace apollo::compiler::lower {

using program::Kernel;
using program::Op;
using program::WindowAxis;
using workloads::Layer;
using workloads::LayerType;
using workloads::Shape;

namespace {

// Each of `outputs` takes the nearest input position below: floor(output * inputs / outputs).
WindowAxis nearest(int inputs, int outputs) {
  WindowAxis axis;
  const int common = std::gcd(inputs, outputs);
  axis.stride = inputs / common;
  axis.divisor = outputs / common;
  return axis;
}

void take_window(const Layer& layer, Op* op) {
  op->rows = {layer.kernel[0], layer.stride[0], layer.dilation[0], layer.padding[0], false};
  op->columns = {layer.kernel[1], layer.stride[1], layer.dilation[1], layer.padding[1], false};
}

const Shape& input_shape(const PlacedLayer& p) { return p.tensor(p.layer().inputs[0]).shape; }

Op whole(const PlacedLayer& p) { return op_between(p, p.layer().inputs[0], p.layer().outputs[0]); }

Op over_window(const PlacedLayer& p, Kernel kernel) {
  return window_op(p, p.layer().inputs[0], p.layer().outputs[0], kernel);
}

// Null if one multiplier serves all output channels.
std::shared_ptr<const program::ChannelQuantization> channel_quantization(const PlacedLayer& p, const Op& op) {
  if (!p.network.stored) return nullptr;
  const workloads::Parameters parameters = workloads::parameters_of(p.network, p.layer(), 0);
  if (parameters.scales.empty()) return nullptr;
  program::ChannelQuantization result;
  for (const float scale : parameters.scales)
    result.multipliers.push_back(op.in_q.scale * scale / op.own_q.scale);
  result.weight_zero_points = parameters.zero_points;
  return std::make_shared<program::ChannelQuantization>(std::move(result));
}

Op with_parameters(const PlacedLayer& p) {
  Op op = whole(p);
  op.kernel = Kernel::mac;
  op.parameter_layer = p.index;
  op.weight_bits = p.layer().weight_bits;
  op.has_bias = true;
  op.multiplier = op.in_q.scale * p.layer().weight_scale / op.own_q.scale;
  op.by_channel = channel_quantization(p, op);
  return op;
}

Op convolution(const PlacedLayer& p) {
  const Layer& layer = p.layer();
  Op op = with_parameters(p);
  take_window(layer, &op);
  op.G = layer.groups;
  op.C = input_shape(p).channels / layer.groups;
  op.K = layer.channels / layer.groups;
  op.rows.transposed = op.columns.transposed = layer.type == LayerType::transposed_convolution;
  return op;
}

Op fully_connected(const PlacedLayer& p) {
  const Shape& in = input_shape(p);
  Op op = with_parameters(p);
  if (in.height > 1) op.rows.window = in.height, op.columns.window = in.width;
  op.C = in.channels;
  op.K = p.layer().channels;
  return op;
}

Op matmul(const PlacedLayer& p) {
  const Layer& layer = p.layer();
  const int b = layer.inputs[1];
  Op op = whole(p);
  op.kernel = Kernel::mac;
  op.weight_view = p.views[b];
  op.transpose_weight = layer.transpose_b;
  op.weight_zero_point = p.tensor(b).quantization.zero_point;
  op.weight_bits = p.tensor(b).quantization.bits;
  op.G = layer.groups;
  op.C = input_shape(p).channels / layer.groups;
  op.K = p.tensor(layer.outputs[0]).shape.channels / layer.groups;
  op.multiplier = op.in_q.scale * layer.weight_scale / op.own_q.scale;
  return op;
}

Op pool(const PlacedLayer& p) {
  const bool average = p.layer().type == LayerType::average_pool;
  Op op = over_window(p, average ? Kernel::sum : Kernel::max);
  take_window(p.layer(), &op);
  op.average = average;
  return op;
}

Op global_average_pool(const PlacedLayer& p) {
  Op op = over_window(p, Kernel::sum);
  op.rows.window = input_shape(p).height;
  op.columns.window = input_shape(p).width;
  op.average = true;
  return op;
}

Op resize(const PlacedLayer& p) {
  Op op = over_window(p, Kernel::sum);
  op.rows = nearest(input_shape(p).height, op.Y);
  op.columns = nearest(input_shape(p).width, op.X);
  return op;
}

Op pad(const PlacedLayer& p) {
  Op op = over_window(p, Kernel::sum);
  op.rows.pad = p.layer().padding[0];
  op.columns.pad = p.layer().padding[1];
  return op;
}

Op rearrange(const PlacedLayer& p) {
  const Layer& layer = p.layer();
  Op op = over_window(p, Kernel::sum);
  op.rearrangement = std::make_shared<program::Rearrangement>(layer.split, layer.order, input_shape(p),
                                                              p.tensor(layer.outputs[0]).shape);
  return op;
}

Op norm(const PlacedLayer& p) {
  Op op = whole(p);
  op.kernel = p.layer().type == LayerType::layer_norm ? Kernel::layer_norm : Kernel::local_response_norm;
  op.C = input_shape(p).channels;
  if (op.kernel == Kernel::layer_norm) op.parameter_layer = p.index;
  op.row_window = p.layer().window;
  return op;
}

}  // namespace

Op op_between(const PlacedLayer& p, int input, int output) {
  Op op;
  op.name = p.layer().name;
  op.layer = p.index;
  op.input = p.views[input];
  op.output = p.views[output];
  op.in_q = p.tensor(input).quantization;
  op.own_q = op.out_q = p.tensor(output).quantization;
  op.Y = p.tensor(output).shape.height;
  op.X = p.tensor(output).shape.width;
  op.activation = p.layer().activation;
  return op;
}

Op window_op(const PlacedLayer& p, int input, int output, Kernel kernel) {
  Op op = op_between(p, input, output);
  op.kernel = kernel;
  op.G = p.tensor(output).shape.channels;
  op.multiplier = op.in_q.scale / op.own_q.scale;
  return op;
}

Op layer_op(const PlacedLayer& p) {
  switch (p.layer().type) {
    case LayerType::convolution:
    case LayerType::transposed_convolution:
      return convolution(p);
    case LayerType::fully_connected:
      return fully_connected(p);
    case LayerType::matmul:
      return matmul(p);
    case LayerType::max_pool:
    case LayerType::average_pool:
      return pool(p);
    case LayerType::global_average_pool:
      return global_average_pool(p);
    case LayerType::resize:
      return resize(p);
    case LayerType::pad:
      return pad(p);
    case LayerType::rearrange:
      return rearrange(p);
    case LayerType::layer_norm:
    case LayerType::local_response_norm:
      return norm(p);
    default:
      assert(!"a layer that lowers to other ops than one");
      return {};
  }
}

}  // namespace apollo::compiler::lower
