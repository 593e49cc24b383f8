#pragma once
#include "workloads/onnx/operators.h"

namespace apollo::workloads::importer {

// Two tensors as an element-wise layer of the network takes them.
struct Operands {
  int first = -1, second = -1;
  Storage storage;               // of the result
  std::vector<FactorList> dims;  // likewise
};

// Brings the operands into one storage, and broadcasts them to the dimensions of the result: an operand of
// one value per channel is broadcast by the layer, any other by copies of its own. `swaps`: the layer may
// take them in the other order. ConfigError if their dimensions do not match.
Operands matched(Graph& graph, const Node& node, Value a, Value b, bool swaps);

// A value repeated to these dimensions, which it can be broadcast to.
Value repeated(Graph& graph, const Node& node, Value value, const Dims& dims);

}  // namespace apollo::workloads::importer
