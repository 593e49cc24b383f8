#include <onnx/onnx_pb.h>

#include "import_checks.h"
#include "workloads/onnx/model.h"

namespace apollo::workloads::importer::integer_test {
namespace {

constexpr std::int64_t kRows = 7, kTerms = 64, kColumns = 10;

// A fully connected layer at each of seven positions, and nothing else.
void expect_product(const ModelBuilder& model) {
  const Network network = imported(model).network;
  EXPECT_EQ(types(network), "fully_connected");
  EXPECT_EQ(network.macs(), static_cast<std::uint64_t>(kRows * kTerms * kColumns));
  EXPECT_EQ(network.parameters(), static_cast<std::uint64_t>(kTerms * kColumns + kColumns));
}

// As quantizers of runtimes write a linear layer: scale and zero point follow from the data.
TEST(OnnxDynamicQuantization, CostsNothingAroundAProduct) {
  ModelBuilder model;
  const auto x = model.nodes("DynamicQuantizeLinear", {model.input("x", {1, kRows, kTerms})}, {}, 3);
  const std::string sum = model.node("MatMulInteger", {x[0], model.weights({kTerms, kColumns}), x[2]});
  const std::string scale = model.node("Mul", {x[1], model.scalar(0.5F)});
  const std::string y = model.node("Mul", {model.node("Cast", {sum}, {{"to", std::int64_t{1}}}), scale});
  model.output(model.node("Add", {y, model.weights({kColumns})}));
  expect_product(model);
}

TEST(OnnxDynamicQuantization, IsNoted) {
  OneNode one({1, 3, 8});
  one.model.output(one.model.node("Relu", {one.model.nodes("DynamicQuantizeLinear", {one.x}, {}, 3)[0]}));
  const Imported result = imported(one.model);
  ASSERT_EQ(result.notes.size(), 1U);
  EXPECT_EQ(result.notes[0], "DynamicQuantizeLinear0: its scale is taken as fixed");
}

TEST(OnnxInteger, ProductsOfFloatsByIntegers) {
  for (const bool to_float : {false, true}) {
    ModelBuilder model;
    const std::string x = model.input("x", {1, kRows, kTerms}), w = model.weights({kTerms, kColumns}),
                      scale = model.scalar(0.5F), bias = model.weights({kColumns});
    model.output(to_float
                     ? model.node("com.microsoft.MatMulIntegerToFloat", {x, w, scale, scale, "", "", bias})
                     : model.node("com.microsoft.DynamicQuantizeMatMul", {x, w, scale, "", bias}));
    expect_product(model);
  }
}

TEST(OnnxInteger, WeightsInBlocksOfFourBits) {
  ModelBuilder model;
  const std::string x = model.input("x", {1, kRows, kTerms});
  model.output(model.node(
      "com.microsoft.MatMulNBits", {x, model.weights({kColumns, 2, 16}), model.weights({kColumns, 2})},
      {{"K", kTerms}, {"N", kColumns}, {"bits", std::int64_t{4}}, {"block_size", std::int64_t{32}}}));
  expect_product(model);
}

// Of a product whose weights a runtime, ONNX's own quantizers or QONNX store in so many bits.
Network network_of_weights(const std::string& how, std::int64_t bits) {
  ModelBuilder model(21);
  const std::string x = model.input("x", {1, kRows, kTerms}), scale = model.scalar(0.5F);
  std::string w = model.weights({kTerms, kColumns});
  auto& stored = *model.graph().mutable_initializer(model.graph().initializer_size() - 1);
  if (how == "runtime") {
    model.output(
        model.node("com.microsoft.MatMulNBits", {x, w, scale},
                   {{"K", kTerms}, {"N", kColumns}, {"bits", bits}, {"block_size", std::int64_t{32}}}));
    return imported(model).network;
  }
  if (how == "onnx") {
    stored.set_data_type(bits == 4 ? kInt4 : bits == 16 ? kInt16 : kInt8);
    stored.set_raw_data(std::string(static_cast<std::size_t>(kTerms * kColumns * bits / 8), '\0'));
    w = model.node("DequantizeLinear", {w, scale});
  } else {
    w = model.node("qonnx.custom_op.general.Quant",
                   {w, scale, model.scalar(0), model.scalar(static_cast<float>(bits))});
  }
  model.output(model.node("MatMul", {x, w}));
  return imported(model).network;
}

TEST(OnnxInteger, WeightsTakeAsManyBitsAsInTheFile) {
  for (const std::string how : {"runtime", "onnx", "qonnx"})
    for (const int bits : {4, 8, 16})
      EXPECT_EQ(the(network_of_weights(how, bits), LayerType::fully_connected).weight_bits, bits) << how;
}

TEST(OnnxInteger, Convolution) {
  OneNode one({1, 8, 9, 10});
  const Network network = one.run("ConvInteger", {one.model.weights({16, 8, 3, 3}), one.model.scalar(3)},
                                  {{"strides", Dims{2, 2}}});
  EXPECT_EQ(types(network), "convolution");
  EXPECT_EQ(network.macs(), 4U * 4 * 16 * 8 * 3 * 3);
}

// A convolution and its transpose, by numbers of QONNX's quantizer and by signs, which take what 4 bits do.
TEST(OnnxInteger, WeightsOfConvolutions) {
  for (const std::string type : {"Conv", "ConvTranspose"})
    for (const std::string quantizer : {"Quant", "BipolarQuant"}) {
      ModelBuilder model;
      std::vector<std::string> inputs{model.weights({8, 8, 3, 3}), model.scalar(0.5F)};
      if (quantizer == "Quant") inputs.insert(inputs.end(), {model.scalar(0), model.scalar(3)});
      const std::string w = model.node("qonnx.custom_op.general." + quantizer, inputs);
      model.output(model.node(type, {model.input("x", {1, 8, 9, 10}), w}));
      const Network network = imported(model).network;
      ASSERT_EQ(network.layers.size(), 1U);
      EXPECT_EQ(network.layers[0].weight_bits, 4) << type << " of " << quantizer;
    }
}

TEST(OnnxInteger, MultiplicationsOfElements) {
  ModelBuilder model;
  const std::string a = model.input("a", {1, 3, 8}), b = model.input("b", {1, 3, 8});
  model.output(model.node("com.microsoft.MulInteger", {a, "", b}));
  EXPECT_EQ(types(imported(model).network), "multiply");
}

// Of activations and of weights, in both names that exporters give the domain.
TEST(OnnxQonnx, QuantizersCostNothing) {
  for (const std::string domain : {"qonnx.custom_op.general", "onnx.brevitas"})
    for (const std::string type : {"Quant", "IntQuant", "Trunc", "BipolarQuant"}) {
      ModelBuilder model;
      const auto quantized = [&](const std::string& x) {
        std::vector<std::string> inputs{x, model.scalar(0.5F)};
        if (type != "BipolarQuant") inputs.insert(inputs.end(), {model.scalar(0), model.scalar(4)});
        return model.node(domain + "." + type, inputs);
      };
      const std::string x = quantized(model.input("x", {1, 8, 9, 10}));
      model.output(quantized(model.node("Conv", {x, quantized(model.weights({16, 8, 3, 3}))})));
      EXPECT_EQ(types(imported(model).network), "convolution") << domain << "." << type;
    }
}

TEST(OnnxQuantlib, ARequantizationGoesIntoTheWeightsBeforeIt) {
  for (const std::string type : {"RequantShift", "PACTOps.RequantShift"}) {
    ModelBuilder model;
    const std::string y = model.node("Conv", {model.input("x", {1, 8, 9, 10}), model.weights({16, 8, 3, 3})});
    model.output(
        model.node(type, {y, model.weights({1, 16, 1, 1}), model.weights({1, 16, 1, 1})},
                   {{"div", TensorValue{{1}, {}, {65536}}}, {"n_levels", TensorValue{{1}, {}, {256}}}}));
    // The checker knows no operator of the empty domain that is not the standard's.
    EXPECT_EQ(types(parse_onnx(model.bytes(), "model.onnx").network), "convolution") << type;
  }
}

TEST(OnnxQuantlib, FunctionsOfIntegers) {
  const std::map<std::string, std::pair<std::string, std::size_t>> cases = {
      {"iSoftmax", {"softmax", 0}},      {"ITAMax", {"softmax", 0}},      {"iGELU", {"activation", 0}},
      {"iLayerNorm", {"layer_norm", 2}}, {"iRMSNorm", {"layer_norm", 1}}, {"iHardswish", {"activation", 0}}};
  for (const auto& [type, expected] : cases) {
    ModelBuilder model;
    std::vector<std::string> inputs{model.input("x", {1, 7, 8})};
    for (std::size_t i = 0; i < expected.second; ++i) inputs.push_back(model.weights({8}));
    model.output(model.node("PACTOps." + type, inputs));
    EXPECT_EQ(types(imported(model).network), expected.first) << type;
  }
}

}  // namespace
}  // namespace apollo::workloads::importer::integer_test
