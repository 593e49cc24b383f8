#include "workloads/onnx/skipping.h"

#include <onnx/onnx_pb.h>

#include "import_errors.h"

namespace apollo::workloads::importer {
namespace {

ImportOptions skipping() {
  ImportOptions options;
  options.skip_unsupported = true;
  return options;
}

Imported skipped(const ModelBuilder& model) { return parse_onnx(model.bytes(), "model.onnx", skipping()); }

void state(ModelBuilder& model, const std::string& name, const std::vector<Dim>& dims) {
  model.input(name, dims);
  *model.graph().add_value_info() = model.graph().input(model.graph().input_size() - 1);
  model.graph().mutable_input()->RemoveLast();
}

constexpr std::int64_t kSize = 32, kChannels = 8, kClasses = 10;
constexpr std::uint64_t kConvolution = 3 * 3 * 3 * kChannels * kSize * kSize, kDense = kChannels * kClasses;

// A convolution, an operator that nobody knows, and a fully connected layer.
ModelBuilder pooled(const std::string& type = "my.domain.Pool") {
  ModelBuilder model;
  const std::string x = model.input("x", {1, 3, kSize + 2, kSize + 2});
  const std::string r = model.node(type, {model.node("Conv", {x, model.weights({kChannels, 3, 3, 3})})});
  model.output(model.node("Gemm", {r, model.weights({kChannels, kClasses})}));
  return model;
}

TEST(OnnxSkipping, TheFileStatesTheShape) {
  ModelBuilder model = pooled();
  state(model, "Pool2:0", {1, kChannels});
  const Imported result = skipped(model);
  const Network& network = result.network;
  EXPECT_EQ(network.macs(), kConvolution + kDense);
  EXPECT_EQ(network.skipped, std::vector<std::string>{"my.domain.Pool Pool2"});
  // The host makes an input of the network of what is an output of it.
  ASSERT_EQ(network.inputs.size(), 2U);
  EXPECT_EQ(input_shape(network, 1), (Shape{1, 1, kChannels}));
  ASSERT_EQ(network.outputs.size(), 2U);
  EXPECT_EQ(output_shape(network, 1), (Shape{kSize, kSize, kChannels}));
  ASSERT_EQ(result.notes.size(), 1U);
  testing::expect_contains(result.notes[0], "Pool2: left out, as if the host computed it");
}

TEST(OnnxSkipping, TheShareIsThatOfTheElementsThatNodesMake) {
  ModelBuilder model = pooled();
  state(model, "Pool2:0", {1, kChannels});
  const double all = kChannels * kSize * kSize + kChannels + kClasses;
  EXPECT_NEAR(skipped(model).network.skipped_share, kChannels / all, 1e-6);
}

TEST(OnnxSkipping, OfAShapeThatNobodyKnowsIsRefusedWhereItIsRead) {
  testing::expect_contains(
      testing::error_of([] { skipped(pooled()); }),
      "1 node is not supported: my.domain.Pool, whose output shape is not known (Pool2)");
}

TEST(OnnxSkipping, AtTheEndOfAModelNoShapeIsNeeded) {
  ModelBuilder model;
  const std::string y = model.node("Conv", {model.input("x", {1, 3, 8, 8}), model.weights({4, 3, 1, 1})});
  model.output(model.node("my.domain.After", {model.node("NonZero", {y})}));
  const Imported result = skipped(model);
  EXPECT_EQ(types(result.network), "convolution");
  EXPECT_EQ(result.network.skipped.size(), 2U);
  EXPECT_EQ(output_shape(result.network), (Shape{8, 8, 4}));
}

TEST(OnnxSkipping, NamesOfDynamicDimensionsAreThoseOfInputs) {
  ModelBuilder model;
  const std::string x = model.input("x", {1, "time", 6});
  model.output(model.node("MatMul", {model.node("my.domain.Half", {x}), model.weights({3, 4})}));
  state(model, "Half0:0", {1, "time", 3});
  ImportOptions options = skipping();
  options.input_shapes["x"] = {1, 7, 6};
  EXPECT_EQ(parse_onnx(model.bytes(), "m", options).network.macs(), std::uint64_t{7 * 3 * 4});
}

TEST(OnnxSkipping, WhatTheFileStatesOfOtherInputsIsNotTrue) {
  ModelBuilder model = pooled();
  state(model, "Pool2:0", {1, kChannels});
  ImportOptions options = skipping();
  options.input_shapes["x"] = {1, 3, 16, 16};
  testing::expect_contains(testing::error_of([&] { parse_onnx(model.bytes(), "m", options); }),
                           "whose output shape is not known");
}

TEST(OnnxSkipping, ARuleIsBelievedBeforeTheFile) {
  ModelBuilder model;
  const std::string x = model.input("x", {1, 6, 8, 8});
  model.output(model.node("Relu", {model.node("Det", {x})}));
  state(model, "Det0:0", {5, 5});
  EXPECT_EQ(output_shape(skipped(model).network), (Shape{1, 1, 6}));
}

TEST(OnnxSkipping, AnOutputOfTheSameShapeAsAnInputIsThatInput) {
  ModelBuilder model;
  const std::string y = model.node("Conv", {model.input("x", {1, 3, 8, 8}), model.weights({4, 3, 1, 1})});
  model.output(model.node("Relu", {model.node("my.domain.Shift", {y})}));
  state(model, "Shift2:0", {1, 4, 8, 8});
  const Network network = skipped(model).network;
  EXPECT_EQ(types(network), "convolution activation");
  EXPECT_EQ(network.inputs.size(), 1U);
  EXPECT_EQ(network.outputs.size(), 1U);
}

}  // namespace
}  // namespace apollo::workloads::importer
