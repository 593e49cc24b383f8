#include <onnx/onnx_pb.h>

#include "import_errors.h"

namespace apollo::workloads::importer {
namespace {

TEST(OnnxImport, NoFile) {
  testing::expect_contains(testing::error_of([] { import_onnx("/nowhere/model.onnx"); }),
                           "/nowhere/model.onnx: is not a readable file");
  testing::expect_contains(testing::error_of([] { import_onnx("/"); }), "is not a readable file");
}

TEST(OnnxImport, UnknownNames) {
  ModelBuilder model = small_model();
  model.output(model.node("Relu", {"nobody"}));
  testing::expect_contains(import_error(model), "\"nobody\" is used before any node makes it");
  ModelBuilder output = small_model();
  output.output("nobody");
  testing::expect_contains(import_error(output), "output \"nobody\" is made by no node");
}

TEST(OnnxImport, AModelHasOutputsThatAreComputed) {
  ModelBuilder none = small_model();
  none.graph().clear_output();
  import_error(none);
  ModelBuilder nothing;
  nothing.input("x", {1, 8});
  nothing.output(nothing.node("Identity", {nothing.weights({1, 8})}));
  testing::expect_contains(import_error(nothing), "no output depends on an input");
}

TEST(OnnxImport, NodesOutOfOrderAndInACircle) {
  ModelBuilder unordered;
  const std::string x = unordered.input("x", {1, 8});
  const std::string last = unordered.node("Relu", {"first"});
  unordered.graph().add_node()->set_op_type("Relu");
  auto* node = unordered.graph().mutable_node(1);
  node->add_input(x);
  node->add_output("first");
  unordered.output(last);
  testing::expect_contains(import_error(unordered),
                           "\"first\" is used before any node makes it; nodes must be in order");
  ModelBuilder circle;
  const std::string y = circle.input("x", {1, 8});
  circle.output(circle.node("Add", {y, "Add0:0"}));
  testing::expect_contains(import_error(circle), "is used before any node makes it");
}

TEST(OnnxImport, EveryUnsupportedOperatorIsNamedAtOnce) {
  ModelBuilder model;
  const std::string x = model.input("x", {1, 8, 9, 10});
  const std::string a = model.node("NonZero", {x}), b = model.node("NonZero", {x}),
                    c = model.node("Det", {x});
  model.node("Det", {x});  // that no output needs
  model.output(model.node("Concat", {model.node("Relu", {a}), b, c}));
  const std::string message = import_error(model);
  testing::expect_contains(message,
                           "3 nodes are not supported: Det (Det2); NonZero with inputs computed when the "
                           "model runs (NonZero0, NonZero1)");
  testing::expect_contains(message, "--skip-unsupported");
}

TEST(OnnxImport, OfManyUnsupportedNodesEightAreNamed) {
  ModelBuilder model;
  std::string x = model.input("x", {1, 8});
  for (int i = 0; i < 20; ++i) model.output(model.node("my.domain.Odd", {x}));
  const std::string message = import_error(model);
  testing::expect_contains(message, "20 nodes are not supported: my.domain.Odd (Odd0, ");
  testing::expect_contains(message, ", and 12 more); --skip-unsupported");
}

TEST(OnnxImport, OperatorsOfOtherDomains) {
  ModelBuilder model;
  const std::string x = model.input("x", {1, 8});
  model.output(model.node("Relu", {x}));
  model.graph().mutable_node(0)->set_domain("com.microsoft");
  testing::expect_contains(import_error(model), "com.microsoft.Relu");
  model.graph().mutable_node(0)->set_domain("ai.onnx");
  EXPECT_EQ(types(parse_onnx(model.bytes(), "m").network), "activation");
}

// The file states the dimensions of a tensor.
void state_dims(ModelBuilder* model, const std::string& name, const Dims& dims) {
  auto* info = model->graph().add_value_info();
  info->set_name(name);
  auto* tensor = info->mutable_type()->mutable_tensor_type();
  tensor->set_elem_type(1);  // FLOAT
  for (const std::int64_t dim : dims) tensor->mutable_shape()->add_dim()->set_dim_value(dim);
}

TEST(OnnxSkipUnsupported, PassesTheFirstInputOnAndRemembersIt) {
  ModelBuilder model;
  const std::string x = model.input("x", {1, 8, 9, 10});
  const std::string y = model.node("Conv", {x, model.weights({4, 8, 1, 1})});
  const std::string shifted = model.node("my.domain.Shift", {y});
  model.output(model.node("Relu", {shifted}));
  state_dims(&model, shifted, {1, 4, 9, 10});
  import_error(model);
  ImportOptions options;
  options.skip_unsupported = true;
  const Network network = imported(model, options).network;  // written as JSON and read again, too
  EXPECT_EQ(types(network), "convolution activation");
  EXPECT_EQ(network.skipped, (std::vector<std::string>{"my.domain.Shift Shift2"}));
}

TEST(OnnxSkipUnsupported, WhatHasNoInputIsAnInputOfTheNetwork) {
  ModelBuilder model;
  const std::string x = model.input("x", {1, 8});
  const std::string source = model.node("my.domain.Source", {});
  model.output(model.node("Add", {x, source}));
  state_dims(&model, source, {1, 8});
  ImportOptions options;
  options.skip_unsupported = true;
  const Network network = imported(model, options).network;
  EXPECT_EQ(types(network), "add");
  EXPECT_EQ(network.inputs.size(), 2U);
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
  testing::expect_contains(import_error(model), "not supported");
  model.graph().mutable_node(0)->set_op_type("Relu");
  model.graph().mutable_node(0)->set_input(0, odd + "?");
  testing::expect_contains(import_error(model), "is used before");
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

TEST(OnnxImport, AFurtherOutputOfANodeIsLeftOutAndNoted) {
  ModelBuilder model;
  const auto outputs =
      model.nodes("LayerNormalization", {model.input("x", {1, 8, 8}), model.weights({8})}, {}, 2);
  model.output(outputs[0]);
  model.output(outputs[1]);
  const Imported result = parse_onnx(model.bytes(), "model.onnx");
  EXPECT_EQ(result.network.outputs.size(), 1U);
  ASSERT_EQ(result.notes.size(), 1U);
  testing::expect_contains(result.notes[0], "is left out: of LayerNormalization");
}

TEST(OnnxImport, AnInputThatIsPassedOnCostsNothing) {
  ModelBuilder model = small_model();
  const std::string state = model.input("state", {1, 8});
  model.output(state);
  model.output(model.node("Identity", {state}));
  const Network network = parse_onnx(model.bytes(), "model.onnx").network;
  EXPECT_EQ(network.outputs.size(), 1U);
  EXPECT_EQ(network.layers.size(), 1U);
}

TEST(OnnxImport, AFixedBatchNamesTheOptionThatMakesItOne) {
  ModelBuilder model;
  const std::string x = model.input("x", {2, 8, 9, 10}), y = model.input("y", {2, 8, 9, 10});
  model.output(model.node("Conv", {model.node("Add", {x, y}), model.weights({4, 8, 3, 3})}));
  testing::expect_contains(import_error(model),
                           "one inference is --input-shape x=1x8x9x10 --input-shape y=1x8x9x10");
  ImportOptions options;
  options.input_shapes = {{"x", {1, 8, 9, 10}}, {"y", {1, 8, 9, 10}}};
  EXPECT_EQ(parse_onnx(model.bytes(), "model.onnx", options).network.layers.size(), 2U);
}

TEST(OnnxImport, AnErrorSaysWhatWasTakenAsOne) {
  ModelBuilder model;
  const std::string x = model.input("x", {"rows", 16});
  const std::string image = model.node("Unsqueeze", {model.node("Transpose", {x}), model.integers({0})});
  model.output(model.node("Conv", {image, model.weights({4, 16, 3})}));
  testing::expect_contains(
      import_error(model),
      "rows, the first dimension of input x, is taken as 1 unless --input-shape x=SIZEx16");
}

}  // namespace
}  // namespace apollo::workloads::importer
