#include "workloads/onnx/expansions.h"

#include "files/join.h"
#include "workloads/onnx/rows_by_type.h"
#include "workloads/onnx/shape_rules.h"

namespace apollo::workloads::importer {

namespace {

constexpr Expansion kExpansions[] = {
    {"Attention", attention},
    {"CastLike", cast_like},
    {"DynamicQuantizeLinear", dynamic_quantization},
    {"RMSNormalization", rms_normalization},
    {"AffineGrid", affine_grid},
    {"ArgMax", place_of_largest},
    {"ArgMin", place_of_largest},
    {"AveragePool", composed_pool},
    {"CenterCropPad", center_crop_pad},
    {"Col2Im", image_of_columns},
    {"Compress", chosen},
    {"Pad", cropping_pad},
    {"Conv", composed_convolution},
    {"ConvTranspose", flipped_convolution},
    {"DFT", fourier_transform},
    {"DeformConv", deformed_convolution},
    {"Einsum", einsum},
    {"STFT", short_fourier_transform},
    {"GRU", recurrent_batch},
    {"Gather", evenly_spaced},
    {"GlobalAveragePool", global_pool},
    {"GlobalLpPool", global_lp_pool},
    {"GlobalMaxPool", global_pool},
    {"GridSample", grid_sample},
    {"GroupNormalization", group_normalization},
    {"Hardmax", hardmax},
    {"InstanceNormalization", instance_normalization},
    {"LSTM", recurrent_batch},
    {"LpNormalization", lp_normalization},
    {"LpPool", lp_pool},
    {"MaxPool", composed_pool},
    {"MaxRoiPool", regions},
    {"MaxUnpool", max_unpool},
    {"MeanVarianceNormalization", mean_variance_normalization},
    {"NegativeLogLikelihoodLoss", negative_log_likelihood},
    {"NonMaxSuppression", non_maximum_suppression},
    {"OneHot", one_hot},
    {"RNN", plain_recurrent},
    {"ReduceL1", reduce_l1},
    {"ReduceL2", reduce_l2},
    {"ReduceLogSum", reduce_log_sum},
    {"ReduceLogSumExp", reduce_log_sum_exp},
    {"ReduceSumSquare", reduce_sum_square},
    {"ReverseSequence", reverse_sequence},
    {"RoiAlign", regions},
    {"Scatter", scatter_elements},
    {"ScatterElements", scatter_elements},
    {"ScatterND", scatter_parts},
    {"SoftmaxCrossEntropyLoss", softmax_cross_entropy},
    {"TensorScatter", scatter_along},
    {"Tile", tiles},
    {"TopK", largest_elements},
    {"Trilu", masked_triangle},
    {"Unique", chosen},
    {"RotaryEmbedding", rotary_embedding},
    {"SimplifiedLayerNormalization", rms_normalization},
    {"Swish", quick_gelu},

    {"com.microsoft.Attention", projected_attention},
    {"com.microsoft.BiasGelu", bias_gelu},
    {"com.microsoft.DequantizeLinear", standard_twin},
    {"com.microsoft.DynamicQuantizeMatMul", product_of_floats},
    {"com.microsoft.EmbedLayerNormalization", embedding_normalization},
    {"com.microsoft.FastGelu", bias_gelu},
    {"com.microsoft.FusedConv", fused_convolution},
    {"com.microsoft.FusedGemm", fused_gemm},
    {"com.microsoft.FusedMatMul", fused_product},
    {"com.microsoft.FusedMatMulActivation", fused_product},
    {"com.microsoft.Gelu", standard_twin},
    {"com.microsoft.GemmFastGelu", gemm_gelu},
    {"com.microsoft.GroupQueryAttention", group_query_attention},
    {"com.microsoft.MatMulInteger16", integer_product},
    {"com.microsoft.MatMulIntegerToFloat", product_to_floats},
    {"com.microsoft.MatMulNBits", product_of_few_bits},
    {"com.microsoft.MulInteger", integer_multiplication},
    {"com.microsoft.MultiHeadAttention", multi_head_attention},
    {"com.microsoft.NhwcConv", convolution_channels_last},
    {"com.microsoft.NhwcFusedConv", convolution_channels_last},
    {"com.microsoft.QAttention", quantized_attention},
    {"com.microsoft.QGemm", quantized_gemm},
    {"com.microsoft.QLinearAdd", quantized_pair},
    {"com.microsoft.QLinearAveragePool", quantized_pool},
    {"com.microsoft.QLinearConcat", quantized_concatenation},
    {"com.microsoft.QLinearConv", convolution_channels_last},
    {"com.microsoft.QLinearGlobalAveragePool", quantized_pool},
    {"com.microsoft.QLinearLeakyRelu", quantized_function},
    {"com.microsoft.QLinearMul", quantized_pair},
    {"com.microsoft.QLinearReduceMean", quantized_function},
    {"com.microsoft.QLinearSigmoid", quantized_function},
    {"com.microsoft.QLinearSoftmax", quantized_softmax},
    {"com.microsoft.QLinearWhere", quantized_choice},
    {"com.microsoft.QuantizeLinear", standard_twin},
    {"com.microsoft.QuickGelu", quick_gelu},
    {"com.microsoft.RotaryEmbedding", runtime_rotary_embedding},
    {"com.microsoft.SimplifiedLayerNormalization", rms_normalization},
    {"com.microsoft.SkipLayerNormalization", skip_layer_normalization},
    {"com.microsoft.SkipSimplifiedLayerNormalization", skip_rms_normalization},
    {"com.microsoft.TransposeMatMul", fused_product},

    // QONNX, and Brevitas, which writes it: https://github.com/fastmachinelearning/qonnx
    {"qonnx.custom_op.general.BipolarQuant", bipolar},
    {"qonnx.custom_op.general.IntQuant", quantized_and_back},
    {"qonnx.custom_op.general.Quant", quantized_and_back},
    {"qonnx.custom_op.general.Trunc", quantized_and_back},
    {"onnx.brevitas.BipolarQuant", bipolar},
    {"onnx.brevitas.IntQuant", quantized_and_back},
    {"onnx.brevitas.Quant", quantized_and_back},
    {"onnx.brevitas.Trunc", quantized_and_back},

    // quantlib and Deeploy, which writes them without a domain: https://github.com/pulp-platform/Deeploy
    {"ITAMax", integer_twin},
    {"iGELU", integer_twin},
    {"iHardswish", integer_twin},
    {"iLayerNorm", integer_twin},
    {"iRMSNorm", integer_twin},
    {"iSoftmax", integer_twin},
    {"IntegerMean", integer_mean},
    {"RequantShift", shifted_requantization},
    {"PACTOps.ITAMax", integer_twin},
    {"PACTOps.iGELU", integer_twin},
    {"PACTOps.iHardswish", integer_twin},
    {"PACTOps.iLayerNorm", integer_twin},
    {"PACTOps.iRMSNorm", integer_twin},
    {"PACTOps.iSoftmax", integer_twin},
    {"PACTOps.IntegerMean", integer_mean},
    {"PACTOps.RequantShift", shifted_requantization},
};

}  // namespace

const Expansion* find_expansion(const std::string& type) {
  static const RowsByType<Expansion> rows(kExpansions);
  return rows.find(type);
}

bool is_known(const std::string& type) { return find_operator(type) || find_expansion(type) || folds(type); }

Attribute attribute_of(Dims values) {
  Attribute attribute;
  attribute.integers = std::move(values);
  return attribute;
}

Attribute attribute_of(std::string value) {
  Attribute attribute;
  attribute.text = std::move(value);
  return attribute;
}

std::string Body::add(const std::string& type, std::vector<std::string> inputs, NodeAttributes attributes) {
  return add(type, std::move(inputs), std::move(attributes), 1).front();
}

std::vector<std::string> Body::add(const std::string& type, std::vector<std::string> inputs,
                                   NodeAttributes attributes, std::size_t outputs) {
  Node part{type, node_.name + "." + type, std::move(inputs), {}, std::move(attributes)};
  for (std::size_t i = 0; i < outputs; ++i) part.outputs.push_back(graph_.new_name());
  nodes_.push_back(std::move(part));
  return nodes_.back().outputs;
}

std::string Body::shared(const std::string& type, const std::vector<std::string>& inputs) {
  std::string& name = graph_.shared[type + "\n" + files::join(inputs, "\n")];
  if (!graph_.knows(name)) name = add(type, inputs);
  return name;
}

std::string Body::given(const std::string& name, const Dims& dims) {
  std::string& known = graph_.shared[name + "\n" + shown(dims)];
  if (graph_.knows(known)) return known;
  Value value{-1, {}};
  for (const std::int64_t dim : dims) value.dims.push_back(graph_.factors().make(graph_.extent(node_, dim)));
  value.tensor = graph_.new_input(name, graph_.usual_storage(value));
  graph_.notes.push_back(node_.name + ": " + name + " are an input");
  known = graph_.new_name();
  graph_.define(known, value);
  return known;
}

std::string Body::transposed(const std::string& x, Dims order) {
  return add("Transpose", {x}, {{"perm", attribute_of(std::move(order))}});
}

std::vector<std::string> Body::parts(const std::string& x, std::int64_t axis, const Dims& sizes) {
  return add("Split", {x, integers(sizes)}, {{"axis", attribute_of(axis)}}, sizes.size());
}

std::string Body::integers(const Dims& values) {
  const std::string name = graph_.new_name();
  graph_.define(name, Constant{{static_cast<std::int64_t>(values.size())},
                               std::vector<double>(values.begin(), values.end()),
                               true});
  return name;
}

std::string Body::number(double value) {
  const std::string name = graph_.new_name();
  graph_.define(name, Constant{{}, std::vector<double>{value}, false});
  return name;
}

std::string Body::weights(Dims dims, int bits) {
  const std::string name = graph_.new_name();
  graph_.define(name, Constant{std::move(dims), std::nullopt, false, 0, std::nullopt, bits});
  return name;
}

void Body::give(std::size_t output, const std::string& name) {
  if (output >= node_.outputs.size() || node_.outputs[output].empty()) return;
  nodes_.push_back({"Identity", node_.name, {name}, {node_.outputs[output]}, {}});
}

}  // namespace apollo::workloads::importer
