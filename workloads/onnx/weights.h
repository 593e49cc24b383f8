#pragma once
#include "workloads/onnx/operators.h"

namespace apollo::workloads::importer {

// Whether factors and summands that vary along these factors of a value only can go into the weights and
// biases of the layer that makes it: that layer has weights, nothing follows it yet, nobody else uses the
// value, and the factors are among its channels.
bool scales_weights(Graph& graph, const Value& value, const FactorList& varying);

}  // namespace apollo::workloads::importer
