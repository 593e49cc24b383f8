#include <algorithm>
#include <utility>

#include "workloads/layer_rules.h"
#include "workloads/layer_values.h"

namespace apollo::workloads {
namespace {

// Pre-activation gates of one step, from x or from h; `vector` starts at the step's values.
Values gates(const Parameters& parameters, const Value* vector, int terms, Quantization q, float weight_scale,
             Quantization gate_quantization) {
  const float multiplier = q.scale * weight_scale / gate_quantization.scale;
  Values result;
  result.reserve(parameters.bias.size());
  for (std::size_t row = 0; row < parameters.bias.size(); ++row) {
    const Value* weights = parameters.weights.data() + row * terms;
    std::int64_t sum = parameters.bias[row];
    for (int i = 0; i < terms; ++i) sum += (vector[i] - q.zero_point) * weights[i];
    result.push_back(requantize(sum, multiplier, gate_quantization));
  }
  return result;
}

Values input_gates(const Layer& layer, const Parameters& parameters, const Operand& x, int step) {
  const int terms = x.tensor.shape.channels;
  return gates(parameters, x.values.data() + std::int64_t{step} * terms, terms, x.tensor.quantization,
               layer.weight_scale, layer.gate_quantization);
}

Values recurrent_gates(const Layer& layer, const Parameters& parameters, const Values& h, Quantization q) {
  const float weight_scale =
      default_weight_scale(static_cast<std::uint64_t>(layer.channels), layer.weight_bits);
  return gates(parameters, h.data(), layer.channels, q, weight_scale, layer.gate_quantization);
}

}  // namespace

Values lstm_values(LayerValues& v) {
  const Layer& layer = v.layer;
  const Parameters input = v.parameters(0), recurrent = v.parameters(1);
  const Operand x = v.operand(0), initial_h = v.operand(1), initial_c = v.operand(2);
  const Tensor& output = v.output();
  const Quantization qg = layer.gate_quantization, qc = layer.state_quantization, qh = output.quantization;
  Values h = initial_h.values, c = initial_c.values,
         sequence(static_cast<std::size_t>(output.shape.elements()));
  for (int i = 0; i < output.shape.width; ++i) {
    const int step = layer.reverse ? output.shape.width - 1 - i : i;
    const Values gx = input_gates(layer, input, x, step), gh = recurrent_gates(layer, recurrent, h, qh);
    for (int unit = 0; unit < layer.channels; ++unit) {
      Value gate[4];
      for (int i = 0; i < 4; ++i) gate[i] = add(gh[4 * unit + i], qg, gx[4 * unit + i], qg, qg);
      h[unit] = lstm_output(gate, qg, c[unit], qc, qh);
      c[unit] = lstm_state(gate, qg, c[unit], qc, qc);
    }
    std::copy(h.begin(), h.end(), sequence.begin() + std::int64_t{step} * layer.channels);
  }
  if (layer.outputs.size() > 1) v.second_output = std::move(c);
  return sequence;
}

Values gru_values(LayerValues& v) {
  const Layer& layer = v.layer;
  const Parameters input = v.parameters(0), recurrent = v.parameters(1);
  const Operand x = v.operand(0), initial_h = v.operand(1);
  const Tensor& output = v.output();
  const Quantization qg = layer.gate_quantization, qh = output.quantization,
                     qzn = gru_gates_quantization(qg.bits);
  Values h = initial_h.values, sequence(static_cast<std::size_t>(output.shape.elements()));
  for (int i = 0; i < output.shape.width; ++i) {
    const int step = layer.reverse ? output.shape.width - 1 - i : i;
    const Values gx = input_gates(layer, input, x, step), gh = recurrent_gates(layer, recurrent, h, qh);
    for (int unit = 0; unit < layer.channels; ++unit) {
      Value zn[2];
      gru_gates(&gx[3 * unit], qg, &gh[3 * unit], qg, zn, qzn);
      h[unit] = gru_output(zn, qzn, h[unit], qh, qh);
    }
    std::copy(h.begin(), h.end(), sequence.begin() + std::int64_t{step} * layer.channels);
  }
  return sequence;
}

}  // namespace apollo::workloads
