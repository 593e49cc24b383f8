#include "simulator/program/functions.h"

#include <algorithm>

namespace apollo::program {

int function_units(const machine::Accelerator& a) {
  return std::max(1, a.configuration.compute_lanes / a.constants.lanes_per_function_unit);
}

bool needs_table(workloads::Activation activation) {
  switch (activation) {
    case workloads::Activation::none:
    case workloads::Activation::relu:
    case workloads::Activation::relu6:
    case workloads::Activation::leaky_relu:
      return false;
    case workloads::Activation::sigmoid:
    case workloads::Activation::tanh:
    case workloads::Activation::hard_sigmoid:
    case workloads::Activation::hard_swish:
    case workloads::Activation::swish:
    case workloads::Activation::gelu:
      break;
  }
  return true;
}

int evaluations_per_result(const Op& op) {
  if (is_row_kernel(op.kernel)) return 0;
  int evaluations = static_cast<int>(needs_table(op.activation)) +
                    static_cast<int>(needs_table(op.activation2)) +
                    static_cast<int>(op.combine == Combine::divide);
  if (op.kernel == Kernel::lstm_state) evaluations += 3;   // forget, input and cell gate
  if (op.kernel == Kernel::lstm_output) evaluations += 5;  // these, the new state, and the output gate
  if (op.kernel == Kernel::gru_gates) evaluations += 2;    // reset and new gate; the update gate takes one
  return evaluations;
}

RowEvaluations row_evaluations(Kernel kernel) {
  if (kernel == Kernel::softmax) return {2, 1};              // exponentials; the sum's reciprocal
  if (kernel == Kernel::layer_norm) return {0, 1};           // the variance's inverse root
  if (kernel == Kernel::local_response_norm) return {1, 0};  // each sum to the power of -0.75
  return {};
}

}  // namespace apollo::program
