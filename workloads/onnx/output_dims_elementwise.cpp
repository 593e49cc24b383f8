#include "workloads/onnx/output_dims.h"
#include "workloads/onnx/shape_rules.h"

namespace apollo::workloads::importer {
namespace {

// Every output as the first input.
std::vector<Dims> same(Graph& graph, const Node& node) {
  return std::vector<Dims>(node.outputs.size(), input_dims(graph, node, 0));
}

std::vector<Dims> first_same(Graph& graph, const Node& node) { return {input_dims(graph, node, 0)}; }

std::vector<Dims> of_all(Graph& graph, const Node& node) {
  Dims dims = input_dims(graph, node, 0);
  for (std::size_t i = 1; i < node.inputs.size(); ++i)
    dims = broadcast(graph, node, dims, input_dims(graph, node, i));
  return {dims};
}

// Of QLinearAdd and QLinearMul: a, its scale, its zero point, b, ...
std::vector<Dims> of_two_quantized(Graph& graph, const Node& node) {
  return {broadcast(graph, node, input_dims(graph, node, 0), input_dims(graph, node, 3))};
}

// Mean and inverse deviation: the dimensions from an axis on are 1.
std::vector<Dims> layer_normalized(Graph& graph, const Node& node) {
  const Dims dims = input_dims(graph, node, 0, 1);
  Dims moments = dims;
  for (std::size_t i = axis_in(integer(node, "axis", -1), dims.size()); i < dims.size(); ++i) moments[i] = 1;
  return {dims, moments, moments};
}

// The norm, two moments, the sum that is normalised.
std::vector<Dims> skip_normalized(Graph& graph, const Node& node) {
  std::vector<Dims> dims = layer_normalized(graph, node);
  dims.push_back(dims[0]);
  return dims;
}

std::vector<Dims> batch_normalized(Graph& graph, const Node& node) {
  const Dims dims = input_dims(graph, node, 0, 1), channels{dims.size() > 1 ? dims[1] : 1};
  return {dims, channels, channels, channels, channels};
}

std::vector<Dims> dynamically_quantized(Graph& graph, const Node& node) {
  return {input_dims(graph, node, 0), {}, {}};
}

std::optional<Dims> axes_of(Graph& graph, const Node& node) { return integers_of(graph, node, "axes", 1); }

std::vector<Dims> reduced(Graph& graph, const Node& node) {
  const Dims dims = input_dims(graph, node, 0);
  Dims axes = axes_of(graph, node).value_or(Dims());
  if (axes.empty() && integer(node, "noop_with_empty_axes", 0) != 0) return {dims};
  if (axes.empty()) axes = every_axis(dims.size());
  std::vector<bool> gone(dims.size(), false);
  for (const std::int64_t axis : axes) gone[axis_in(axis, dims.size())] = true;
  Dims result;
  for (std::size_t i = 0; i < dims.size(); ++i) {
    if (!gone[i]) result.push_back(dims[i]);
    if (gone[i] && integer(node, "keepdims", 1) != 0) result.push_back(1);
  }
  return {result};
}

std::vector<Dims> place_of_highest(Graph& graph, const Node& node) {
  Dims dims = input_dims(graph, node, 0, 1);
  const auto axis = static_cast<std::ptrdiff_t>(axis_in(integer(node, "axis", 0), dims.size()));
  dims[static_cast<std::size_t>(axis)] = 1;
  if (integer(node, "keepdims", 1) == 0) dims.erase(dims.begin() + axis);
  return {dims};
}

// By what is done with the losses: those of all labels, or one number; the log of the probabilities.
std::vector<Dims> losses(Graph& graph, const Node& node) {
  const bool each = text(node, "reduction", "mean") == "none";
  return {each ? input_dims(graph, node, 1) : Dims(), input_dims(graph, node, 0)};
}

}  // namespace

const DimsRule kElementWiseDims[] = {
    {"Abs", same},
    {"Acos", same},
    {"Acosh", same},
    {"Asin", same},
    {"Asinh", same},
    {"Atan", same},
    {"Atanh", same},
    {"Bernoulli", same},
    {"BitCast", same},
    {"BitwiseNot", same},
    {"Cast", same},
    {"CastLike", same},
    {"Ceil", same},
    {"Celu", same},
    {"Clip", same},
    {"Cos", same},
    {"Cosh", same},
    {"CumProd", same},
    {"CumSum", same},
    {"DequantizeLinear", same},
    {"Dropout", same},
    {"Elu", same},
    {"Erf", same},
    {"Exp", same},
    {"EyeLike", same},
    {"Floor", same},
    {"Gelu", same},
    {"GroupNormalization", same},
    {"HardSigmoid", same},
    {"HardSwish", same},
    {"Hardmax", same},
    {"Identity", same},
    {"InstanceNormalization", same},
    {"IsInf", same},
    {"IsNaN", same},
    {"LRN", same},
    {"LeakyRelu", same},
    {"Log", same},
    {"LogSoftmax", same},
    {"LpNormalization", same},
    {"MeanVarianceNormalization", same},
    {"Mish", same},
    {"Neg", same},
    {"Not", same},
    {"QuantizeLinear", same},
    {"RandomNormalLike", same},
    {"RandomUniformLike", same},
    {"Reciprocal", same},
    {"Relu", same},
    {"ReverseSequence", same},
    {"RotaryEmbedding", same},
    {"Round", same},
    {"Scatter", same},
    {"ScatterElements", same},
    {"ScatterND", same},
    {"Selu", same},
    {"Shrink", same},
    {"Sigmoid", same},
    {"Sign", same},
    {"Sin", same},
    {"Sinh", same},
    {"Softmax", same},
    {"Softplus", same},
    {"Softsign", same},
    {"Sqrt", same},
    {"Swish", same},
    {"Tan", same},
    {"Tanh", same},
    {"TensorScatter", same},
    {"ThresholdedRelu", same},
    {"Trilu", same},
    {"PRelu", first_same},
    {"RMSNormalization", first_same},
    {"com.microsoft.BiasGelu", same},
    {"com.microsoft.FastGelu", same},
    {"com.microsoft.Gelu", same},
    {"com.microsoft.QLinearLeakyRelu", same},
    {"com.microsoft.QLinearSigmoid", same},
    {"com.microsoft.QLinearSoftmax", same},
    {"com.microsoft.QuickGelu", same},
    {"com.microsoft.RotaryEmbedding", same},
    {"BatchNormalization", batch_normalized},
    {"DynamicQuantizeLinear", dynamically_quantized},
    {"LayerNormalization", layer_normalized},
    {"SimplifiedLayerNormalization", layer_normalized},
    {"com.microsoft.SimplifiedLayerNormalization", layer_normalized},
    {"com.microsoft.SkipLayerNormalization", skip_normalized},
    {"com.microsoft.SkipSimplifiedLayerNormalization", skip_normalized},
    {"Add", of_all},
    {"And", of_all},
    {"BitShift", of_all},
    {"BitwiseAnd", of_all},
    {"BitwiseOr", of_all},
    {"BitwiseXor", of_all},
    {"Div", of_all},
    {"Equal", of_all},
    {"Greater", of_all},
    {"GreaterOrEqual", of_all},
    {"Less", of_all},
    {"LessOrEqual", of_all},
    {"Max", of_all},
    {"Mean", of_all},
    {"Min", of_all},
    {"Mod", of_all},
    {"Mul", of_all},
    {"Or", of_all},
    {"Pow", of_all},
    {"Sub", of_all},
    {"Sum", of_all},
    {"Where", of_all},
    {"Xor", of_all},
    {"com.microsoft.QLinearAdd", of_two_quantized},
    {"com.microsoft.QLinearMul", of_two_quantized},
    {"ReduceL1", reduced},
    {"ReduceL2", reduced},
    {"ReduceLogSum", reduced},
    {"ReduceLogSumExp", reduced},
    {"ReduceMax", reduced},
    {"ReduceMean", reduced},
    {"ReduceMin", reduced},
    {"ReduceProd", reduced},
    {"ReduceSum", reduced},
    {"ReduceSumSquare", reduced},
    {"ArgMax", place_of_highest},
    {"ArgMin", place_of_highest},
    {"NegativeLogLikelihoodLoss", losses},
    {"SoftmaxCrossEntropyLoss", losses},
    {nullptr, nullptr},
};

}  // namespace apollo::workloads::importer
