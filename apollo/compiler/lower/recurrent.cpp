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

View step(const View& sequence, int t) {
  View v = sequence;
  v.x += t;
  v.shape.width = 1;
  return v;
}

// Writes the ops of one layer, step by step.
class Unrolling {
 public:
  Unrolling(const workloads::Network& network, int layer, LoweredNetwork* lowered)
      : index_(layer),
        layer_(network.layers[layer]),
        sequence_(network.tensors[layer_.inputs[0]]),
        state_q_(network.tensors[layer_.outputs[0]].quantization),
        lowered_(*lowered),
        gates_(layer_.type == LayerType::lstm ? 4 : 3),
        h_(lowered->views[layer_.inputs[1]]) {
    if (layer_.type == LayerType::lstm) c_ = lowered->views[layer_.inputs[2]];
  }

  std::vector<Op> ops() {
    const int steps = sequence_.shape.width;
    const View input_gates = buffer("input_gates", steps, gates_ * layer_.channels, layer_.gate_quantization);
    ops_.push_back(matrix("input_gates", lowered_.views[layer_.inputs[0]], sequence_.quantization,
                          input_gates, 0, layer_.weight_scale));
    for (int i = 0; i < steps; ++i) {
      const int t = layer_.reverse ? steps - 1 - i : i;
      const std::string at = steps > 1 ? "[" + std::to_string(t) + "]" : "";
      const View h_next = step(lowered_.views[layer_.outputs[0]], t);
      if (layer_.type == LayerType::lstm)
        lstm_step(at, step(input_gates, t), i + 1 == steps, h_next);
      else
        gru_step(at, step(input_gates, t), h_next);
      h_ = h_next;
    }
    return std::move(ops_);
  }

 private:
  View buffer(const std::string& name, int width, int channels, Quantization q) {
    const View v{static_cast<int>(lowered_.buffers.size()), 0, 0, 0, Shape{1, width, channels}};
    LoweredBuffer b;
    b.buffer = {layer_.name + "." + name, v.shape, q.bytes()};
    lowered_.buffers.push_back(b);
    return v;
  }

  Op op(const std::string& name, const View& input, Quantization in_q, const View& output,
        Quantization out_q) const {
    Op op;
    op.name = layer_.name + "." + name;
    op.layer = index_;
    op.input = input;
    op.in_q = in_q;
    op.output = output;
    op.own_q = op.out_q = out_q;
    return op;
  }

  // All gates of the steps that the input has, by one set of the layer's parameters.
  Op matrix(const std::string& name, const View& input, Quantization in_q, const View& output, int set,
            float weight_scale) const {
    Op out = op(name, input, in_q, output, layer_.gate_quantization);
    out.X = output.shape.width;
    out.C = input.shape.channels;
    out.K = gates_ * layer_.channels;
    out.parameter_layer = index_;
    out.parameter_set = set;
    out.weight_bits = layer_.weight_bits;
    out.has_bias = set == 0;
    out.multiplier = in_q.scale * weight_scale / layer_.gate_quantization.scale;
    return out;
  }
  Op recurrent_gates(const std::string& at, const View& output) const {
    return matrix("recurrent_gates" + at, h_, state_q_, output, 1,
                  workloads::default_weight_scale(layer_.channels, layer_.weight_bits));
  }

  // What makes `op` a cell op: `per_unit` channels of its input and a second operand for each unit.
  Op cell(Op op, Kernel kernel, int per_unit, const View& operand2, Quantization operand2_q) const {
    op.kernel = kernel;
    op.G = layer_.channels;
    op.C = per_unit;
    op.K = op.output.shape.channels / layer_.channels;
    op.operand2 = operand2;
    op.operand2_q = operand2_q;
    return op;
  }

  void lstm_step(const std::string& at, const View& input_gates, bool last, const View& h_next) {
    const Quantization gate_q = layer_.gate_quantization, cell_q = layer_.state_quantization;
    const View gates = buffer("gates" + at, 1, gates_ * layer_.channels, gate_q);
    Op recurrent = recurrent_gates(at, gates);
    recurrent.combine = Combine::add;
    recurrent.operand2 = input_gates;
    recurrent.operand2_q = gate_q;
    ops_.push_back(recurrent);
    View c_next;
    // The last state is needed only as an output of the layer.
    if (!last || layer_.outputs.size() > 1) {
      c_next = last ? lowered_.views[layer_.outputs[1]] : buffer("state" + at, 1, layer_.channels, cell_q);
      ops_.push_back(
          cell(op("state" + at, gates, gate_q, c_next, cell_q), Kernel::lstm_state, gates_, c_, cell_q));
    }
    ops_.push_back(
        cell(op("output" + at, gates, gate_q, h_next, state_q_), Kernel::lstm_output, gates_, c_, cell_q));
    c_ = c_next;
  }

  void gru_step(const std::string& at, const View& input_gates, const View& h_next) {
    const Quantization gate_q = layer_.gate_quantization,
                       update_q = workloads::gru_gates_quantization(gate_q.bits);
    const View gates = buffer("gates" + at, 1, gates_ * layer_.channels, gate_q);
    ops_.push_back(recurrent_gates(at, gates));
    const View update = buffer("update" + at, 1, 2 * layer_.channels, update_q);
    ops_.push_back(cell(op("update" + at, input_gates, gate_q, update, update_q), Kernel::gru_gates, gates_,
                        gates, gate_q));
    ops_.push_back(
        cell(op("output" + at, update, update_q, h_next, state_q_), Kernel::gru_output, 2, h_, state_q_));
  }

  const int index_;
  const workloads::Layer& layer_;
  const workloads::Tensor& sequence_;
  const Quantization state_q_;  // of h
  LoweredNetwork& lowered_;
  const int gates_;  // of a unit
  View h_, c_;       // before the next step
  std::vector<Op> ops_;
};

}  // namespace

std::vector<Op> lower_recurrent(const workloads::Network& network, int layer, LoweredNetwork* lowered) {
  return Unrolling(network, layer, lowered).ops();
}

}  // namespace apollo::compiler::lower
