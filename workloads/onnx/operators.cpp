#include "workloads/onnx/operators.h"

namespace apollo::workloads::importer {

const Operator* find_operator(const std::string& type) {
  static const std::vector<Operator> operators = {
      {"Conv", add_convolution},
      {"ConvTranspose", add_transposed_convolution},
      {"QLinearConv", add_quantized_convolution},
      {"Gemm", add_gemm},
      {"MatMul", add_matmul},
      {"QLinearMatMul", add_quantized_matmul},
      {"LSTM", add_recurrent},
      {"GRU", add_recurrent},
      {"MaxPool", add_pool},
      {"AveragePool", add_pool},
      {"GlobalAveragePool", add_global_pool},
      {"GlobalMaxPool", add_global_pool},
      {"ReduceMean", add_mean},
      {"Add", add_element_wise},
      {"Sub", add_element_wise},
      {"Mul", add_element_wise},
      {"Div", add_element_wise},
      {"Sum", add_sum},
      {"Pow", add_power},
      {"Relu", add_activation},
      {"Clip", add_activation},
      {"Sigmoid", add_activation},
      {"HardSigmoid", add_activation},
      {"HardSwish", add_activation},
      {"LeakyRelu", add_activation},
      {"PRelu", add_activation},
      {"Tanh", add_activation},
      {"Gelu", add_activation},
      {"Erf", add_activation},
      {"Softmax", add_softmax},
      {"LogSoftmax", add_softmax},
      {"BatchNormalization", add_batch_normalization},
      {"LayerNormalization", add_layer_normalization},
      {"LRN", add_local_response_normalization},
      {"Identity", add_identity},
      {"Dropout", add_identity},
      {"Cast", add_identity},
      {"QuantizeLinear", add_identity},
      {"DequantizeLinear", add_identity},
      {"Reshape", add_reshape},
      {"Flatten", add_flatten},
      {"Squeeze", add_squeeze},
      {"Unsqueeze", add_unsqueeze},
      {"Transpose", add_transpose},
      {"DepthToSpace", add_depth_to_space},
      {"SpaceToDepth", add_space_to_depth},
      {"Concat", add_concatenation},
      {"Split", add_split},
      {"Slice", add_slice},
      {"Gather", add_gather},
      {"Pad", add_pad},
      {"Resize", add_resize},
      {"Upsample", add_resize},
  };
  for (const Operator& row : operators)
    if (row.type == type) return &row;
  return nullptr;
}

}  // namespace apollo::workloads::importer
