#pragma once
#include <cstdint>
#include <vector>

#include "workloads/network.h"

namespace apollo::workloads {

// The plain reference: the values of every tensor, indexed like Network::tensors, for a validated network.
// `inputs` has one entry per Network::inputs, of the tensor's number of elements. Weights are
// parameters_of, constants constant_of the network.
//
// Layers, with qx (sx, zx) the input's quantization and qy (sy, zy) the output's, in terms of the functions
// of quantization.h:
// - convolutions, fully_connected: requantize(sum (x - zx) * (w - zw) + bias, sx * sw / sy, qy), padding
// adding nothing; sw and zw are the output channel's in the parameters, without those weight_scale and 0;
// - matmul: requantize(sum (a - za) * (b - zb), sa * weight_scale / sy, qy): weight_scale stands for b's
// scale;
// - max_pool, concatenation, slice, pad, rearrange, resize, activation: requantize(x - zx, sx / sy, qy),
// outside the input (pad) requantize(0, sx / sy, qy);
// - average pools: requantize(sum (x - zx), sx / (sy * float(count)), qy), count = valid elements;
// - lstm, at each step, with qg the gates' quantization and qh the output's:
//     gx = requantize(sum W * (x - zx) + bias, sx * weight_scale / sg, qg), W and bias being parameter set 0,
//     gh = requantize(sum R * (h - zh), sh * default_weight_scale(hidden units, weight_bits) / sg, qg), R
//     being parameter set 1, gates = add(gh, gx) at the gates' quantization, c' = lstm_state, h' =
//     lstm_output(gates, c);
// - gru: gx and gh likewise, zn = gru_gates(gx, gh) at gru_gates_quantization(), h' = gru_output(zn, h).
// Float products are evaluated from left to right. A fused activation follows.
std::vector<Values> run_reference(const Network& network, const std::vector<Values>& inputs);

}  // namespace apollo::workloads
