#include <onnx/onnx_pb.h>

#include "import_checks.h"

namespace apollo::workloads::importer {
namespace {

// A model whose tensors are quantized: scales and zero points are shared.
struct Quantized {
  Quantized() : scale(model.scalar(0.1F)), zero(bytes({})) {}
  // int8 zeros.
  std::string bytes(const Dims& dims) {
    const std::string name = model.tensor({dims, {}, {}});
    auto* tensor = model.graph().mutable_initializer(model.graph().initializer_size() - 1);
    std::int64_t size = 1;
    for (const std::int64_t dim : dims) size *= dim;
    tensor->set_data_type(::onnx::TensorProto::INT8);
    tensor->set_raw_data(std::string(static_cast<std::size_t>(size), '\0'));
    return name;
  }
  std::string quantize(const std::string& x) { return model.node("QuantizeLinear", {x, scale, zero}); }
  std::string dequantize(const std::string& x) { return model.node("DequantizeLinear", {x, scale, zero}); }
  std::string both(const std::string& x) { return dequantize(quantize(x)); }
  ModelBuilder model{13};
  std::string scale, zero;
};

TEST(OnnxQLinearConv, IsAConvolution) {
  Quantized q;
  const std::string x = q.quantize(q.model.input("x", {1, 8, 9, 10}));
  const std::string y = q.model.node(
      "QLinearConv", {x, q.scale, q.zero, q.bytes({16, 8, 3, 3}), q.scale, q.zero, q.scale, q.zero},
      {{"pads", Dims{1, 1, 1, 1}}});
  q.model.output(q.dequantize(y));
  const Network network = imported(q.model).network;
  EXPECT_EQ(types(network), "convolution");
  EXPECT_EQ(network.layers[0].padding, (Sides{1, 1, 1, 1}));
  EXPECT_EQ(network.macs(), 9U * 10 * 16 * 8 * 9);
}

TEST(OnnxQLinearMatMul, OfWeightsAndOfTwoActivations) {
  for (const bool weights : {true, false}) {
    Quantized q;
    const std::string a = q.quantize(q.model.input("a", {5, 8}));
    const std::string b = weights ? q.bytes({8, 6}) : q.quantize(q.model.input("b", {8, 6}));
    const std::string y =
        q.model.node("QLinearMatMul", {a, q.scale, q.zero, b, q.scale, q.zero, q.scale, q.zero});
    q.model.output(q.dequantize(y));
    const Network network = imported(q.model).network;
    EXPECT_EQ(types(network), weights ? "fully_connected" : "matmul");
    EXPECT_EQ(network.macs(), 5U * 8 * 6);
  }
}

TEST(OnnxQdq, AResidualBlockIsWhatItIsWithoutQuantization) {
  Quantized q;
  const std::string x = q.both(q.model.input("x", {1, 8, 9, 10}));
  const auto convolution = [&](const std::string& from) {
    return q.model.node("Conv", {from, q.dequantize(q.bytes({8, 8, 3, 3})), q.dequantize(q.bytes({8}))},
                        {{"pads", Dims{1, 1, 1, 1}}});
  };
  const std::string y = q.both(q.model.node("Relu", {convolution(x)}));
  const std::string z = q.both(convolution(y));
  q.model.output(q.both(q.model.node("Relu", {q.model.node("Add", {z, x})})));
  const Network network = imported(q.model).network;
  EXPECT_EQ(types(network), "convolution activation convolution add activation");
  EXPECT_EQ(network.parameters(), 2U * (8 * 8 * 9 + 8));
  EXPECT_EQ(network.macs(), 2U * 9 * 10 * 8 * 8 * 9);
}

}  // namespace
}  // namespace apollo::workloads::importer
