#include "apollo/compiler/lower/recurrent.h"

namespace apollo::compiler::lower {

using program::Combine;
using program::Kernel;
using program::Op;
using program::View;
using workloads::LayerType;
using workloads::Quantization;
using workloads::Shape;

namespace {

// Quantization of a GRU's update and new gates: values in (-1, 1).
constexpr Quantization kGruGates{1.0F / 128, 0};

View step(const View& sequence, int t) {
  View v = sequence;
  v.x += t;
  v.shape.width = 1;
  return v;
}

}  // namespace

std::vector<Op> lower_recurrent(const workloads::Network& network, int layer_index, LoweredNetwork* lowered) {
  const workloads::Layer& layer = network.layers[layer_index];
  const bool lstm = layer.type == LayerType::lstm;
  const int units = layer.channels, gates = lstm ? 4 : 3;
  const auto& sequence = network.tensors[layer.inputs[0]];
  const auto& out = network.tensors[layer.outputs[0]];
  const int steps = sequence.shape.width;
  std::vector<Op> ops;

  const auto buffer = [&](const std::string& name, int width, int channels) {
    const View v{static_cast<int>(lowered->buffers.size()), 0, 0, 0, Shape{1, width, channels}};
    LoweredBuffer b;
    b.buffer = {layer.name + "." + name, v.shape};
    lowered->buffers.push_back(b);
    return v;
  };
  const auto matrix = [&](const std::string& name, const View& input, Quantization in_q, const View& output,
                          int set, float weight_scale) {
    Op op;
    op.name = layer.name + "." + name;
    op.layer = layer_index;
    op.X = output.shape.width;
    op.C = input.shape.channels;
    op.K = gates * units;
    op.input = input;
    op.output = output;
    op.parameter_layer = layer_index;
    op.parameter_set = set;
    op.has_bias = set == 0;
    op.in_q = in_q;
    op.own_q = op.out_q = layer.gate_quantization;
    op.multiplier = in_q.scale * weight_scale / layer.gate_quantization.scale;
    return op;
  };
  const auto cell = [&](const std::string& name, Kernel kernel, const View& input, Quantization in_q,
                        int per_unit, const View& operand2, Quantization operand2_q, const View& output,
                        Quantization out_q) {
    Op op;
    op.name = layer.name + "." + name;
    op.layer = layer_index;
    op.kernel = kernel;
    op.G = units;
    op.C = per_unit;
    op.K = output.shape.channels / units;
    op.input = input;
    op.operand2 = operand2;
    op.output = output;
    op.in_q = in_q;
    op.operand2_q = operand2_q;
    op.own_q = op.out_q = out_q;
    return op;
  };

  const View gx = buffer("input_gates", steps, gates * units);
  ops.push_back(matrix("input_gates", lowered->views[layer.inputs[0]], sequence.quantization, gx, 0,
                       layer.weight_scale));
  const View result = lowered->views[layer.outputs[0]];
  const Quantization hq = out.quantization;
  const float recurrent_scale = workloads::default_weight_scale(units);
  View h = lowered->views[layer.inputs[1]];
  View c = lstm ? lowered->views[layer.inputs[2]] : View{};
  for (int i = 0; i < steps; ++i) {
    const int t = layer.reverse ? steps - 1 - i : i;
    const std::string at = steps > 1 ? "[" + std::to_string(t) + "]" : "";
    const View h_next = step(result, t);
    const View g = buffer("gates" + at, 1, gates * units);
    Op recurrent = matrix("recurrent_gates" + at, h, hq, g, 1, recurrent_scale);
    if (lstm) {
      recurrent.combine = Combine::add;
      recurrent.operand2 = step(gx, t);
      recurrent.operand2_q = layer.gate_quantization;
      ops.push_back(recurrent);
      const bool last = i + 1 == steps;
      // The last state is needed only as an output of the layer.
      if (!last || layer.outputs.size() > 1) {
        const View c_next = last ? lowered->views[layer.outputs[1]] : buffer("state" + at, 1, units);
        ops.push_back(cell("state" + at, Kernel::lstm_state, g, layer.gate_quantization, 4, c,
                           layer.state_quantization, c_next, layer.state_quantization));
        ops.push_back(cell("output" + at, Kernel::lstm_output, g, layer.gate_quantization, 4, c,
                           layer.state_quantization, h_next, hq));
        c = c_next;
      } else {
        ops.push_back(cell("output" + at, Kernel::lstm_output, g, layer.gate_quantization, 4, c,
                           layer.state_quantization, h_next, hq));
      }
    } else {
      ops.push_back(recurrent);
      const View zn = buffer("update" + at, 1, 2 * units);
      ops.push_back(cell("update" + at, Kernel::gru_gates, step(gx, t), layer.gate_quantization, 3, g,
                         layer.gate_quantization, zn, kGruGates));
      ops.push_back(cell("output" + at, Kernel::gru_output, zn, kGruGates, 2, h, hq, h_next, hq));
    }
    h = h_next;
  }
  return ops;
}

}  // namespace apollo::compiler::lower
