#include "flat_values.h"

namespace apollo::workloads::importer::quantized_test {
namespace {

// A model of one operator of quantized operands and one of the float operator.
struct Twins {
  ModelBuilder quantized{13}, plain{13};
  // x with its scale and zero point; the zero point may be left out.
  std::vector<std::string> operand(const std::string& name, const Dims& dims) {
    return {flat_input(&quantized, name, dims), quantized.scalar(0.5F), ""};
  }
  std::string plain_operand(const std::string& name, const Dims& dims) {
    return flat_input(&plain, name, dims);
  }
  void expect(const std::string& quantized_output, const std::string& plain_output) {
    flat_output(&quantized, quantized_output);
    flat_output(&plain, plain_output);
    expect_twins(quantized, plain);
  }
};

std::vector<std::string> joined_inputs(std::vector<std::vector<std::string>> lists) {
  std::vector<std::string> all;
  for (const auto& list : lists) all.insert(all.end(), list.begin(), list.end());
  return all;
}

const Dims kFeatures = {1, 8, 4, 6};  // N, C, H, W

TEST(OnnxQLinear, PairsOfOperands) {
  for (const std::string type : {"Add", "Mul"})
    for (const Dims& other : {kFeatures, Dims{1, 8, 1, 1}}) {
      Twins t;
      const auto a = t.operand("a", kFeatures), b = t.operand("b", other);
      const std::string scale = t.quantized.scalar(0.25F);
      t.expect(t.quantized.node("com.microsoft.QLinear" + type, joined_inputs({a, b, {scale}})),
               t.plain.node(type, {t.plain_operand("a", kFeatures), t.plain_operand("b", other)}));
    }
}

TEST(OnnxQLinear, Functions) {
  const std::map<std::string, Attributes> cases = {{"Sigmoid", {}},
                                                   {"LeakyRelu", {{"alpha", 0.1F}}},
                                                   {"ReduceMean", {{"axes", Dims{2, 3}}}},
                                                   {"GlobalAveragePool", {}},
                                                   {"AveragePool", {{"kernel_shape", Dims{2, 2}}}}};
  for (const auto& [type, attributes] : cases) {
    Twins t;
    t.expect(
        t.quantized.node("com.microsoft.QLinear" + type,
                         joined_inputs({t.operand("x", kFeatures), {t.quantized.scalar(1)}}), attributes),
        t.plain.node(type, {t.plain_operand("x", kFeatures)}, attributes));
  }
}

TEST(OnnxQLinear, PoolsOfChannelsLast) {
  const Dims last = {1, 4, 6, 8};
  for (const std::string type : {"AveragePool", "GlobalAveragePool"}) {
    Twins t;
    Attributes attributes;
    if (type == "AveragePool") attributes = {{"kernel_shape", Dims{2, 3}}, {"strides", Dims{2, 3}}};
    const std::string x =
        t.plain.node("Transpose", {t.plain_operand("x", last)}, {{"perm", Dims{0, 3, 1, 2}}});
    const std::string y =
        t.plain.node("Transpose", {t.plain.node(type, {x}, attributes)}, {{"perm", Dims{0, 2, 3, 1}}});
    attributes["channels_last"] = std::int64_t{1};
    t.expect(t.quantized.node("com.microsoft.QLinear" + type,
                              joined_inputs({t.operand("x", last), {t.quantized.scalar(1)}}), attributes),
             y);
  }
}

TEST(OnnxQLinear, PartsOfAConcatenation) {
  Twins t;
  const auto a = t.operand("a", {1, 3, 4}), b = t.operand("b", {1, 2, 4});
  const std::string scale = t.quantized.scalar(1);
  t.expect(t.quantized.node("com.microsoft.QLinearConcat", joined_inputs({{scale, ""}, a, b}),
                            {{"axis", std::int64_t{1}}}),
           t.plain.node("Concat", {t.plain_operand("a", {1, 3, 4}), t.plain_operand("b", {1, 2, 4})},
                        {{"axis", std::int64_t{1}}}));
}

// Before opset 13 the dimensions from the axis on are one.
TEST(OnnxQLinear, ASoftmaxSaysWhichOpsetItIsOf) {
  const Dims dims = {2, 3, 4};
  for (const std::int64_t opset : {12, 13}) {
    Twins t;
    const std::string x = t.plain_operand("x", dims);
    const std::int64_t rows = opset < 13 ? 12 : 4;
    const std::string flat = t.plain.node("Reshape", {x, t.plain.integers({24 / rows, rows})});
    const std::string y = t.plain.node("Softmax", {flat}, {{"axis", std::int64_t{1}}});
    t.expect(t.quantized.node("com.microsoft.QLinearSoftmax",
                              joined_inputs({t.operand("x", dims), {t.quantized.scalar(1)}}),
                              {{"opset", opset}, {"axis", opset < 13 ? std::int64_t{1} : std::int64_t{2}}}),
             t.plain.node("Reshape", {y, t.plain.integers(dims)}));
  }
}

TEST(OnnxQLinear, AChoice) {
  Twins t;
  const auto a = t.operand("a", {1, 3, 4}), b = t.operand("b", {1, 3, 4});
  const std::string where = flat_input(&t.quantized, "c", {1, 3, 4});
  const std::string plain_where = t.plain_operand("c", {1, 3, 4});
  t.expect(
      t.quantized.node("com.microsoft.QLinearWhere", joined_inputs({{where}, a, b, {t.quantized.scalar(1)}})),
      t.plain.node("Where", {plain_where, t.plain_operand("a", {1, 3, 4}), t.plain_operand("b", {1, 3, 4})}));
}

Network convolution(const std::string& type, bool quantized, const std::vector<Dim>& x,
                    const Attributes& attributes) {
  ModelBuilder model;
  const std::string image = model.input("x", x), w = model.weights({16, 8, 3, 3});
  const std::string scale = model.scalar(1), zero = model.scalar(0);
  model.output(model.node(type,
                          quantized
                              ? std::vector<std::string>{image, scale, zero, w, scale, zero, scale, zero}
                              : std::vector<std::string>{image, w},
                          attributes));
  return imported(model).network;
}

TEST(OnnxQLinear, ConvolutionsOfChannelsLast) {
  const std::vector<Dim> first = {1, 8, 9, 10}, last = {1, 9, 10, 8};
  const Attributes marked{{"channels_last", std::int64_t{1}}};
  const Network networks[] = {convolution("com.microsoft.QLinearConv", true, first, {}),
                              convolution("com.microsoft.QLinearConv", true, last, marked),
                              convolution("com.microsoft.NhwcConv", false, last, {}),
                              convolution("com.microsoft.NhwcFusedConv", false, last, {})};
  for (const Network& network : networks) {
    EXPECT_EQ(types(network), "convolution");  // an input is stored as its first reader wants it
    EXPECT_EQ(input_shape(network), (Shape{9, 10, 8}));
    EXPECT_EQ(network.macs(), 7U * 8 * 16 * 8 * 3 * 3);
    EXPECT_EQ(output_shape(network), (Shape{7, 8, 16}));
  }
}

TEST(OnnxQLinear, Gemm) {
  ModelBuilder model;
  const std::string x = model.input("x", {5, 64}), scale = model.scalar(1), zero = model.scalar(0);
  model.output(
      model.node("com.microsoft.QGemm",
                 {x, scale, zero, model.weights({10, 64}), scale, zero, model.weights({10}), scale, zero},
                 {{"transB", std::int64_t{1}}}));
  const Network network = imported(model).network;
  EXPECT_EQ(types(network), "fully_connected");
  EXPECT_EQ(network.macs(), 5U * 64 * 10);
  EXPECT_EQ(network.parameters(), 64U * 10 + 10);
}

}  // namespace
}  // namespace apollo::workloads::importer::quantized_test
