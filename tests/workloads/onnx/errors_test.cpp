#include <onnx/onnx_pb.h>

#include "tests/files/error_of.h"
#include "import_checks.h"

namespace apollo::workloads::importer {
namespace {

std::string error(const ModelBuilder& model, const ImportOptions& options = {}) {
  return testing::error_of([&] { parse_onnx(model.bytes(), "model.onnx", options); });
}

// Of one node on an image x.
std::string node_error(const std::string& type, const std::vector<Dims>& weights,
                       const Attributes& attributes = {}, std::vector<Dim> dims = {1, 8, 9, 10}) {
  ModelBuilder model;
  std::vector<std::string> inputs{model.input("x", dims)};
  for (const Dims& of : weights) inputs.push_back(model.weights(of));
  model.output(model.node(type, inputs, attributes));
  const std::string message = error(model);
  testing::expect_contains(message, "model.onnx");
  testing::expect_contains(message, type);
  return message;
}

// x -> Relu, well-formed.
ModelBuilder small(const std::vector<Dim>& dims = {1, 8, 9, 10}) {
  ModelBuilder model;
  model.output(model.node("Relu", {model.input("x", dims)}));
  return model;
}

TEST(OnnxErrors, NoOnnxModel) {
  for (const std::string& bytes : {std::string("hello, world\n"), std::string(1000, '\xff'),
                                   std::string("\0\0\0", 3), std::string("{\"name\": 1}")}) {
    testing::expect_contains(testing::error_of([&] { parse_onnx(bytes, "model.onnx"); }), "model.onnx");
  }
  testing::expect_contains(testing::error_of([] { parse_onnx("", "model.onnx"); }), "no graph");
}

TEST(OnnxErrors, NoFile) {
  testing::expect_contains(testing::error_of([] { import_onnx("/nowhere/model.onnx"); }),
                  "/nowhere/model.onnx: is not a readable file");
  testing::expect_contains(testing::error_of([] { import_onnx("/"); }), "is not a readable file");
}

TEST(OnnxErrors, NoGraph) {
  ModelBuilder model;
  model.model().clear_graph();
  testing::expect_contains(error(model), "has no graph");
}

TEST(OnnxErrors, OldOperatorSets) {
  ModelBuilder model = small();
  model.model().mutable_opset_import(0)->set_version(6);
  testing::expect_contains(error(model), "operator set is 6; must be at least 7");
  model.model().clear_opset_import();
  testing::expect_contains(error(model), "operator set is 0");
}

TEST(OnnxErrors, TensorsThatAreTooLarge) {
  testing::expect_contains(error(small({1, 8, 1 << 21, 10})), "1 to 1048576");
  testing::expect_contains(error(small({1, 1 << 20, 1 << 20, 1 << 20})), "too large");
  testing::expect_contains(error(small({1, 1 << 20, 1 << 12})), "too large");
  testing::expect_contains(error(small({1, std::int64_t{1} << 62, 4})), "must be from 0 to");
  // Of weights: the sizes alone.
  for (const Dims& dims :
       {Dims{std::int64_t{1} << 62, 8, 3, 3}, Dims{-4, 8, 3, 3}, Dims{1 << 20, 1 << 20, 3, 3}, Dims(17, 1)}) {
    ModelBuilder model = small();
    auto* tensor = model.graph().add_initializer();
    tensor->set_name("w");
    tensor->set_data_type(1);
    for (const std::int64_t dim : dims) tensor->add_dims(dim);
    testing::expect_contains(error(model), "initializer w");
  }
}

TEST(OnnxErrors, WeightsWithoutElements) {
  node_error("Conv", {{0, 8, 3, 3}});
  node_error("Conv", {{4, 8, 0, 3}});
  node_error("Gemm", {{8, 0}}, {}, {5, 8});
}

TEST(OnnxErrors, UnknownNames) {
  ModelBuilder model = small();
  model.output(model.node("Relu", {"nobody"}));
  testing::expect_contains(error(model), "\"nobody\" is used before any node makes it");
  ModelBuilder output = small();
  output.output("nobody");
  testing::expect_contains(error(output), "output \"nobody\" is made by no node");
}

TEST(OnnxErrors, NodesOutOfOrderAndInACircle) {
  ModelBuilder unordered;
  const std::string x = unordered.input("x", {1, 8});
  const std::string last = unordered.node("Relu", {"first"});
  unordered.graph().add_node()->set_op_type("Relu");
  auto* node = unordered.graph().mutable_node(1);
  node->add_input(x);
  node->add_output("first");
  unordered.output(last);
  testing::expect_contains(error(unordered), "\"first\" is used before any node makes it; nodes must be in order");
  ModelBuilder circle;
  const std::string y = circle.input("x", {1, 8});
  circle.output(circle.node("Add", {y, "Add0:0"}));
  testing::expect_contains(error(circle), "is used before any node makes it");
}

TEST(OnnxErrors, TwoNodesMakeOneTensor) {
  ModelBuilder model;
  const std::string x = model.input("x", {1, 8});
  const std::string y = model.node("Relu", {x});
  model.node("Sigmoid", {x});
  model.graph().mutable_node(1)->set_output(0, y);
  model.output(y);
  testing::expect_contains(error(model), "made twice");
}

TEST(OnnxErrors, NoInputsOrOutputs) {
  for (const char* type : {"Relu", "Conv", "Concat", "Add", "Gemm", "LSTM", "Reshape", "Softmax", "Resize"}) {
    ModelBuilder model;
    model.input("x", {1, 8, 9, 10});
    model.output(model.node(type, {}));
    testing::expect_contains(error(model), type);
    ModelBuilder empty;
    empty.input("x", {1, 8, 9, 10});
    empty.output(empty.node(type, {""}));
    error(empty);
  }
  for (const char* type : {"Conv", "Add", "Gemm", "LSTM", "Reshape", "Gather", "Slice", "MatMul", "Unsqueeze",
                           "Resize", "Pad", "Upsample"}) {
    ModelBuilder model;
    model.output(model.node(type, {model.input("x", {1, 8, 9, 10})}));
    error(model);
  }
  ModelBuilder none = small();
  none.graph().clear_output();
  error(none);
  ModelBuilder nothing;
  nothing.output(nothing.input("x", {1, 8}));
  testing::expect_contains(error(nothing), "no layers");
}

TEST(OnnxErrors, WeightsThatDoNotFit) {
  node_error("Conv", {{4, 7, 3, 3}});
  node_error("Conv", {{4, 8}});
  node_error("Conv", {{4, 8, 3}});
  node_error("Conv", {{4, 8, 20, 3}});
  node_error("Conv", {{4, 3, 3, 3}}, {{"group", std::int64_t{3}}});
  node_error("Conv", {{4, 8, 3, 3}}, {{"group", std::int64_t{0}}});
  node_error("Conv", {{5, 4, 3, 3}}, {{"group", std::int64_t{2}}});
  node_error("Conv", {{4, 8, 3, 3}}, {{"pads", Dims{1, 1}}});
  node_error("Conv", {{4, 8, 3, 3}}, {{"pads", Dims{-1, 0, 0, 0}}});
  node_error("Conv", {{4, 8, 3, 3}}, {{"strides", Dims{0, 1}}});
  node_error("Conv", {{4, 8, 3, 3}}, {{"dilations", Dims{std::int64_t{1} << 40, 1}}});
  node_error("ConvTranspose", {{7, 4, 2, 2}});
  node_error("ConvTranspose", {{8, 4, 2, 2}}, {{"group", std::int64_t{3}}});
  node_error("Gemm", {{7, 10}}, {}, {5, 8});
  node_error("Gemm", {{8, 10, 1}}, {}, {5, 8});
  node_error("MatMul", {{7, 10}}, {}, {5, 8});
  node_error("LSTM", {{1, 16, 5}, {1, 16, 4}}, {}, {9, 1, 6});
  node_error("GRU", {{1, 16, 6}, {1, 16, 4}}, {}, {9, 1, 6});
  node_error("LSTM", {{1, 16, 6}, {1, 16, 4}}, {{"direction", std::string("bidirectional")}}, {9, 1, 6});
  node_error("LSTM", {{1, 16, 6}, {16, 4}}, {}, {9, 1, 6});
  node_error("Add", {{1, 3, 1, 1}});
}

TEST(OnnxErrors, UnsupportedVariants) {
  const auto unsupported = [](const std::string& type, const std::vector<Dims>& weights,
                              const Attributes& attributes, const std::vector<Dim>& dims,
                              const std::string& what) {
    const std::string message = node_error(type, weights, attributes, dims);
    testing::expect_contains(message, "1 node is not supported: " + type + " with " + what);
  };
  unsupported("Conv", {{4, 8, 3, 3}}, {}, {2, 8, 9, 10}, "a batch of 2");
  unsupported("Conv", {{4, 8, 3, 3, 3}}, {}, {1, 8, 9, 10, 11}, "3 spatial dimensions");
  unsupported("MaxPool", {}, {{"kernel_shape", Dims{2, 2}}}, {2, 8, 9, 10}, "a batch of 2");
  unsupported("MaxPool", {}, {{"kernel_shape", Dims{2, 2}}, {"dilations", Dims{2, 2}}}, {1, 8, 9, 10},
              "dilation");
  unsupported("ConvTranspose", {{8, 4, 2, 2}}, {{"dilations", Dims{2, 2}}}, {1, 8, 9, 10}, "dilation");
  unsupported("LSTM", {{1, 16, 6}, {1, 16, 4}}, {}, {9, 2, 6}, "a batch of 2");
  unsupported("GlobalAveragePool", {}, {}, {1, 8, 9, 10, 11}, "5 dimensions");
  unsupported("Pow", {{}}, {}, {1, 8}, "a power other than");
}

TEST(OnnxErrors, AReshapeThatCutsAcrossDimensions) {
  ModelBuilder model;
  const std::string x = model.node("Relu", {model.input("x", {6, 4})});
  model.output(model.node("Reshape", {x, model.integers({8, 3})}));
  testing::expect_contains(error(model), "cuts across dimensions (Reshape");
}

TEST(OnnxErrors, ReshapesThatDoNotFit) {
  for (const Dims& shape : {Dims{5, 5}, Dims{-1, -1}, Dims{-2, 12}, Dims{7, -1}, Dims{0, 0, 0},
                            Dims{std::int64_t{1} << 40, -1}, Dims{1 << 30, 1 << 30, 1 << 30, 0}}) {
    ModelBuilder model;
    const std::string x = model.input("x", {6, 4});
    model.output(model.node("Reshape", {x, model.integers(shape)}));
    testing::expect_contains(error(model), "Reshape");
  }
}

TEST(OnnxErrors, AxesOutOfRange) {
  for (const std::int64_t axis :
       {std::int64_t{4}, std::int64_t{-5}, std::int64_t{1} << 62, -(std::int64_t{1} << 62)}) {
    for (const char* type : {"Softmax", "Flatten", "Concat", "Split", "LayerNormalization"}) {
      if (type == std::string("Flatten") && axis == 4) continue;  // the end is one
      node_error(type, {}, {{"axis", axis}});
    }
    node_error("Transpose", {}, {{"perm", Dims{0, 1, 2, axis}}});
    node_error("ReduceMean", {}, {{"axes", Dims{axis}}});
  }
  node_error("Transpose", {}, {{"perm", Dims{0, 1, 2}}});
  node_error("Transpose", {}, {{"perm", Dims{0, 1, 2, 2}}});
  node_error("Squeeze", {}, {{"axes", Dims{1}}});
  node_error("Unsqueeze", {}, {{"axes", Dims{1, 1}}});
}

TEST(OnnxErrors, PartsThatDoNotFit) {
  node_error("Split", {}, {{"axis", std::int64_t{1}}, {"split", Dims{3, 4}}});
  node_error("Split", {}, {{"axis", std::int64_t{1}}, {"split", Dims{-1}}});
  node_error("Slice", {}, {{"starts", Dims{5}}, {"ends", Dims{3}}, {"axes", Dims{1}}});
  node_error("Slice", {}, {{"starts", Dims{1, 2}}, {"ends", Dims{3}}});
  node_error("Slice", {}, {{"starts", Dims{1}}, {"ends", Dims{3}}, {"steps", Dims{0}}});
  node_error("Pad", {}, {{"pads", Dims{1, 1}}});
  node_error("Pad", {}, {{"pads", Dims{0, 0, 1, 1, 0, 0, 1, std::int64_t{1} << 40}}});
  node_error("Upsample", {}, {{"scales", std::vector<float>{1, 1, 1e30F, 2}}});
  node_error("Upsample", {}, {{"scales", std::vector<float>{1, 1, 0, 2}}});
  node_error("DepthToSpace", {}, {{"blocksize", std::int64_t{3}}});
  node_error("SpaceToDepth", {}, {{"blocksize", std::int64_t{0}}});
  node_error("DepthToSpace", {}, {{"blocksize", std::int64_t{1} << 40}});
  node_error("LRN", {}, {{"size", std::int64_t{0}}});
}

TEST(OnnxErrors, EveryUnsupportedOperatorIsNamedAtOnce) {
  ModelBuilder model;
  const std::string x = model.input("x", {1, 8, 9, 10});
  const std::string a = model.node("NonZero", {x}), b = model.node("NonZero", {x}),
                    c = model.node("Einsum", {x});
  model.node("Einsum", {x});  // that no output needs
  model.output(model.node("Concat", {model.node("Relu", {a}), b, c}));
  const std::string message = error(model);
  testing::expect_contains(message, "3 nodes are not supported: Einsum (Einsum2); NonZero (NonZero0, NonZero1)");
  testing::expect_contains(message, "--skip-unsupported");
}

TEST(OnnxErrors, OperatorsOfOtherDomains) {
  ModelBuilder model;
  const std::string x = model.input("x", {1, 8});
  model.output(model.node("Relu", {x}));
  model.graph().mutable_node(0)->set_domain("com.microsoft");
  testing::expect_contains(error(model), "com.microsoft.Relu");
  model.graph().mutable_node(0)->set_domain("ai.onnx");
  EXPECT_EQ(types(parse_onnx(model.bytes(), "m").network), "activation");
}

TEST(OnnxSkipUnsupported, PassesTheFirstInputOnAndRemembersIt) {
  ModelBuilder model;
  const std::string x = model.input("x", {1, 8, 9, 10});
  const std::string y = model.node("Conv", {x, model.weights({4, 8, 1, 1})});
  model.output(
      model.node("Relu", {model.node("InstanceNormalization", {y, model.weights({4}), model.weights({4})})}));
  error(model);
  ImportOptions options;
  options.skip_unsupported = true;
  const Network network = imported(model, options).network;  // written as JSON and read again, too
  EXPECT_EQ(types(network), "convolution activation");
  EXPECT_EQ(network.skipped, (std::vector<std::string>{"InstanceNormalization InstanceNormalization4"}));
}

TEST(OnnxSkipUnsupported, CannotReplaceWhatHasNoInput) {
  ModelBuilder model;
  const std::string x = model.input("x", {1, 8});
  model.output(model.node("Add", {x, model.node("RandomNormal", {}, {{"shape", Dims{1, 8}}})}));
  ImportOptions options;
  options.skip_unsupported = true;
  testing::expect_contains(error(model, options), "RandomNormal");
}

TEST(OnnxInputShapes, TheFirstDynamicDimensionIsTheBatch) {
  EXPECT_EQ(input_shape(imported(small({"N", 8, 9, 10})).network), (Shape{9, 10, 8}));
}

TEST(OnnxInputShapes, OtherDynamicDimensionsMustBeGiven) {
  const ModelBuilder model = small({"N", 8, "height", "width"});
  const std::string message = error(model);
  testing::expect_contains(message, "input \"x\" is 1x8xheightxwidth");
  testing::expect_contains(message, "--input-shape x=");
  ImportOptions options;
  options.input_shapes["x"] = {1, 8, 9, 10};
  EXPECT_EQ(input_shape(parse_onnx(model.bytes(), "m", options).network), (Shape{9, 10, 8}));
}

TEST(OnnxInputShapes, MayChangeFixedDimensions) {
  ImportOptions options;
  options.input_shapes["x"] = {1, 8, 20, 30};
  EXPECT_EQ(input_shape(parse_onnx(small().bytes(), "m", options).network), (Shape{20, 30, 8}));
}

TEST(OnnxInputShapes, MustNameAnInputAndHaveItsRank) {
  ImportOptions unknown, rank, zero;
  unknown.input_shapes["y"] = {1, 8, 9, 10};
  testing::expect_contains(error(small(), unknown), "names \"y\"");
  testing::expect_contains(error(small(), unknown), "must be an input of model.onnx: x");
  rank.input_shapes["x"] = {1, 8, 9};
  testing::expect_contains(error(small(), rank), "3 dimensions");
  zero.input_shapes["x"] = {1, 8, 0, 10};
  testing::expect_contains(error(small(), zero), "a dimension of 0; must be from 1 to");
}

TEST(OnnxNames, OfTwoNodesMayBeTheSame) {
  ModelBuilder model;
  const std::string x = model.input("x", {1, 8});
  model.output(model.node("Sigmoid", {model.node("Relu", {x})}));
  for (int i = 0; i < 2; ++i) model.graph().mutable_node(i)->set_name("same");
  EXPECT_EQ(types(imported(model).network), "activation activation");
}

TEST(OnnxNames, OfAnyBytesArePrintable) {
  const std::string odd("a\n\x01\xff\xc3\x28\"\\\x7f", 9);
  ModelBuilder model;
  const std::string x = model.input(odd, {1, 8});
  model.output(model.node("Relu", {x}));
  model.graph().mutable_node(0)->set_name(odd);
  model.graph().mutable_node(0)->set_output(0, odd + "!");
  model.graph().mutable_output(0)->set_name(odd + "!");
  const Network network = imported(model).network;
  EXPECT_EQ(network.layers[0].name.find('\n'), std::string::npos);
  model.graph().mutable_node(0)->set_op_type(odd);
  testing::expect_contains(error(model), "not supported");
  model.graph().mutable_node(0)->set_op_type("Relu");
  model.graph().mutable_node(0)->set_input(0, odd + "?");
  testing::expect_contains(error(model), "is used before");
  testing::error_of([&] { parse_onnx(model.bytes(), odd); });
}

TEST(OnnxNames, MayBeEmptyOrLong) {
  ModelBuilder model;
  const std::string x = model.input("x", {1, 8});
  model.output(model.node("Relu", {model.node("Relu", {x})}));
  model.graph().mutable_node(0)->clear_name();
  model.graph().mutable_node(1)->set_name(std::string(100000, 'n'));
  EXPECT_EQ(types(imported(model).network), "activation activation");
}

}  // namespace
}  // namespace apollo::workloads::importer
