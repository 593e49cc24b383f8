#include "import_errors.h"
#include "twin.h"

namespace apollo::workloads::importer {
namespace {

TEST(OnnxGemm, OneVector) {
  OneNode one({1, 64});
  const std::string w = one.model.weights({64, 10}), b = one.model.weights({10});
  const Network network = one.run("Gemm", {w, b});
  EXPECT_EQ(types(network), "fully_connected");
  EXPECT_EQ(output_shape(network), (Shape{1, 1, 10}));
  EXPECT_EQ(network.macs(), 640U);
  EXPECT_EQ(network.parameters(), 650U);
}

TEST(OnnxGemm, TransposedWeights) {
  OneNode one({5, 64});
  const Network network = one.run("Gemm", {one.model.weights({10, 64})}, {{"transB", std::int64_t{1}}});
  EXPECT_EQ(types(network), "fully_connected");
  EXPECT_EQ(output_shape(network), (Shape{1, 5, 10}));
  EXPECT_EQ(network.macs(), 5U * 640);
  EXPECT_EQ(network.parameters(), 650U);
}

TEST(OnnxGemm, TransposedInput) {
  OneNode one({64, 5});
  const Network network = one.run("Gemm", {one.model.weights({64, 10})}, {{"transA", std::int64_t{1}}});
  EXPECT_EQ(types(network), "fully_connected");
  EXPECT_EQ(input_shape(network), (Shape{1, 5, 64}));  // stored as its reader wants it
  EXPECT_EQ(output_shape(network), (Shape{1, 5, 10}));
}

TEST(OnnxGemm, TwoActivations) {
  ModelBuilder model(13);
  const std::string a = model.input("a", {5, 8}), b = model.input("b", {6, 8});
  model.output(model.node("Gemm", {a, b}, {{"transB", std::int64_t{1}}}));
  const Network network = imported(model).network;
  EXPECT_EQ(types(network), "matmul");
  EXPECT_EQ(network.macs(), 5U * 6 * 8);
  EXPECT_EQ(network.parameters(), 0U);
}

TEST(OnnxGemm, ASummandComputedWhenTheModelRunsIsAdded) {
  ModelBuilder model(13);
  const std::string a = model.input("a", {5, 8}), c = model.input("c", {5, 6});
  model.output(model.node("Gemm", {a, model.weights({8, 6}), c}));
  EXPECT_EQ(types(imported(model).network), "fully_connected add");
}

TEST(OnnxMatMul, WeightsAtEveryPosition) {
  OneNode one({1, 7, 64});
  const Network network = one.run("MatMul", {one.model.weights({64, 10})});
  EXPECT_EQ(types(network), "fully_connected");
  EXPECT_EQ(input_shape(network), (Shape{1, 7, 64}));
  EXPECT_EQ(output_shape(network), (Shape{1, 7, 10}));
  EXPECT_EQ(network.macs(), 7U * 640);
}

TEST(OnnxMatMul, WeightsOnBothLeadingDimensions) {
  OneNode one({3, 7, 64});
  const Network network = one.run("MatMul", {one.model.weights({64, 10})});
  EXPECT_EQ(the(network, LayerType::fully_connected).macs, 3U * 7 * 640);
}

TEST(OnnxMatMul, AfterAConvolutionInNhwcItIsAConvolution) {
  ModelBuilder model;
  const std::string x = model.input("x", {1, 8, 6, 7});
  const std::string y = model.node("Conv", {x, model.weights({16, 8, 1, 1})});
  const std::string nhwc = model.node("Transpose", {y}, {{"perm", Dims{0, 2, 3, 1}}});
  model.output(model.node("MatMul", {nhwc, model.weights({16, 32})}));
  const Network network = imported(model).network;
  EXPECT_EQ(types(network), "convolution convolution");
  EXPECT_EQ(output_shape(network), (Shape{6, 7, 32}));
}

TEST(OnnxMatMul, ABiasAfterItIsFolded) {
  ModelBuilder model;
  const std::string x = model.input("x", {1, 7, 64});
  const std::string y = model.node("MatMul", {x, model.weights({64, 10})});
  model.output(model.node("Add", {model.weights({10}), y}));
  const Network network = imported(model).network;
  EXPECT_EQ(types(network), "fully_connected");
  EXPECT_EQ(network.parameters(), 650U);
}

TEST(OnnxMatMul, ABatchOfTwoActivations) {
  ModelBuilder model;
  const std::string a = model.input("a", {1, 3, 5, 8}), b = model.input("b", {1, 3, 8, 6});
  model.output(model.node("MatMul", {a, b}));
  const Network network = imported(model).network;
  const Layer layer = the(network, LayerType::matmul);
  EXPECT_EQ(types(network), "matmul");
  EXPECT_EQ(layer.groups, 3);
  EXPECT_EQ(layer.macs, 3U * 5 * 6 * 8);
  EXPECT_EQ(output_shape(network), (Shape{1, 5, 3 * 6}));
}

// Leading dimensions that one operand lacks: everything is computed once for each of them, from operands that
// are stored once.
TEST(OnnxMatMul, BroadcastIsNoCopy) {
  Twin twin;
  const auto a = twin.flat({2, 3, 1, 5, 8}), b = twin.flat({2, 1, 4, 8, 6});
  const Network network = twin.expect_equal(twin.matmul(a, b));
  const Layer layer = the(network, LayerType::matmul);
  EXPECT_EQ(layer.groups, 2);
  EXPECT_EQ(layer.macs, 2U * 3 * 4 * 5 * 6 * 8);
  for (const Layer& each : network.layers) EXPECT_NE(each.type, LayerType::resize);
}

TEST(OnnxMatMul, AMatrixForAllIndices) {
  ModelBuilder model;
  const std::string a = model.input("a", {1, 3, 5, 8}), b = model.input("b", {8, 6});
  model.output(model.node("MatMul", {a, b}));
  const Network network = imported(model).network;
  EXPECT_EQ(types(network), "matmul");
  EXPECT_EQ(output_shape(network), (Shape{1, 3 * 5, 6}));
  EXPECT_EQ(network.macs(), 3U * 5 * 6 * 8);
}

TEST(OnnxMatMul, LeadingDimensionsThatDifferAreRefused) {
  ModelBuilder model;
  const std::string a = model.input("a", {1, 3, 5, 8}), b = model.input("b", {1, 2, 8, 6});
  model.output(model.node("MatMul", {a, b}));
  testing::expect_contains(import_error(model),
                           "leading dimensions are 1x3 and 1x2; must be equal where neither is 1");
}

TEST(OnnxMatMul, Vectors) {
  const auto macs = [](const std::vector<Dim>& a, const std::vector<Dim>& b) {
    ModelBuilder model;
    const std::string left = model.input("a", a), right = model.input("b", b);
    model.output(model.node("MatMul", {left, right}));
    const Network network = imported(model).network;
    EXPECT_EQ(types(network), "matmul");
    return network.macs();
  };
  EXPECT_EQ(macs({8}, {8}), 8U);
  EXPECT_EQ(macs({8}, {8, 6}), 8U * 6);
  EXPECT_EQ(macs({5, 8}, {8}), 5U * 8);
}

TEST(OnnxMatMul, AVectorOfWeights) {
  OneNode one({5, 8});
  const Network network = one.run("MatMul", {one.model.weights({8})});
  EXPECT_EQ(types(network), "fully_connected");
  EXPECT_EQ(output_shape(network), (Shape{1, 5, 1}));
  OneNode vector({8});
  EXPECT_EQ(output_shape(vector.run("MatMul", {vector.model.weights({8, 6})})), (Shape{1, 1, 6}));
}

TEST(OnnxMatMul, WeightsOnTheLeft) {
  ModelBuilder model;
  const std::string x = model.input("x", {8, 6});
  model.output(model.node("MatMul", {model.weights({5, 8}), x}));
  const Network network = imported(model).network;
  EXPECT_EQ(network.macs(), 5U * 8 * 6);
  EXPECT_EQ(network.parameters(), 5U * 8);  // stored with the weights
  EXPECT_EQ(output_shape(network).elements(), 5 * 6);
}

TEST(OnnxGemm, AfterFlattenOfAnImageNothingMoves) {
  ModelBuilder model;
  const std::string x = model.input("x", {1, 3, 8, 8});
  const std::string y = model.node("Conv", {x, model.weights({4, 3, 3, 3})});
  const std::string flat = model.node("Flatten", {y});
  model.output(model.node("Gemm", {flat, model.weights({144, 10})}));
  const Network network = imported(model).network;
  EXPECT_EQ(types(network), "convolution fully_connected");
  EXPECT_EQ(network.layers[1].macs, 1440U);
}

TEST(OnnxGemm, AfterFlattenOfASequenceItSpansTheWidth) {
  ModelBuilder model;
  const std::string x = model.input("x", {1, 3, 8});
  const std::string y = model.node("Conv", {x, model.weights({4, 3, 3})});
  model.output(model.node("Gemm", {model.node("Flatten", {y}), model.weights({24, 10})}));
  const Network network = imported(model).network;
  EXPECT_EQ(types(network), "convolution convolution");
  EXPECT_EQ(network.layers[1].kernel, (Pair{1, 6}));
  EXPECT_EQ(network.layers[1].macs, 240U);
  EXPECT_EQ(output_shape(network), (Shape{1, 1, 10}));
}

}  // namespace
}  // namespace apollo::workloads::importer
