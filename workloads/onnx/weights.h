#pragma once
#include <functional>

#include "workloads/onnx/operators.h"

namespace apollo::workloads::importer {

// Whether factors and summands that vary along these factors of a value only can go into the weights and
// biases of the layer that makes it: that layer has weights, nothing follows it yet, nobody else uses the
// value, and the factors are among its channels.
bool scales_weights(Graph& graph, const Value& value, const FactorList& varying);

// Layer::weight_bits of a layer with these weights. Of values, which are bytes, 8.
int weight_bits(const Graph& graph, const std::string& weights);

// Takes constants over as the weights and the bias of the layer that makes a tensor, if values are wanted:
// its weight i is element from(i) of the constant. The bias has an element for each output channel, or one;
// "": no bias. Unsupported if they are not known, or the weights of an output channel have no scale.
void take_weights(Graph& graph, int tensor, const std::string& weights,
                  const std::function<std::int64_t(std::int64_t)>& from, const std::string& bias);

// The number, or those for each output channel, that the layer's outputs are multiplied by, or that are added
// to them, if values are wanted: scales_weights() holds. Unsupported if they are not known.
void multiply_weights(Graph& graph, int tensor, const Constant& factors, bool inverse);
void add_to_bias(Graph& graph, int tensor, const Constant& summands, double sign);

}  // namespace apollo::workloads::importer
