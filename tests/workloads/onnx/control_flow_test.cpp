#include "workloads/onnx/control_flow.h"

#include "subgraph_builder.h"

namespace apollo::workloads::importer {
namespace {

// x -> Gemm -> If -> y, whose branches read what the Gemm makes: Relu, or Tanh and Sigmoid.
ModelBuilder model_with_if(const std::function<std::string(ModelBuilder&)>& condition) {
  ModelBuilder model;
  const std::string h = model.node("Gemm", {model.input("x", {1, 8}), model.weights({8, 4})});
  const std::string chosen = condition(model);
  model.output(model.node("If", {chosen}));
  ::onnx::NodeProto* node = model.graph().mutable_node(model.graph().node_size() - 1);
  part(add_subgraph(node, "then_branch", {}, {"t"}), "Relu", {h}, {"t"});
  ::onnx::GraphProto* other = add_subgraph(node, "else_branch", {}, {"t"});
  part(other, "Tanh", {h}, {"u"});
  part(other, "Sigmoid", {"u"}, {"t"});
  return model;
}

std::vector<Activation> activations(const Network& network) {
  std::vector<Activation> result;
  for (const Layer& layer : network.layers)
    if (layer.activation != Activation::none) result.push_back(layer.activation);
  return result;
}

TEST(OnnxIf, IsItsBranchWhereTheConditionIsKnown) {
  for (const bool value : {true, false}) {
    const Network network =
        imported(model_with_if([&](ModelBuilder& model) { return boolean(model, value); })).network;
    EXPECT_EQ(activations(network), value ? (std::vector<Activation>{Activation::relu})
                                          : (std::vector<Activation>{Activation::tanh, Activation::sigmoid}));
    EXPECT_EQ(network.macs(), std::uint64_t{8 * 4});
  }
}

TEST(OnnxIf, AConditionMayComeOfShapes) {
  const Network network = imported(model_with_if([](ModelBuilder& model) {
                            const std::string size = model.node("Size", {"x"});
                            return model.node("Equal", {size, count(model, 8)});
                          })).network;
  EXPECT_EQ(activations(network), std::vector<Activation>{Activation::relu});
}

TEST(OnnxIf, WhoseConditionIsNotKnownIsRefusedOrLeftOut) {
  const ModelBuilder model = model_with_if([](ModelBuilder& m) {
    return m.node("Cast", {m.input("flag", {1})}, {{"to", std::int64_t{9}}});
  });
  testing::expect_contains(
      import_error(model),
      "1 node is not supported: If with a condition that is known only when the model runs");
  ImportOptions options;
  options.skip_unsupported = true;
  const Network network = parse_onnx(model.bytes(), "model.onnx", options).network;
  EXPECT_EQ(network.macs(), std::uint64_t{8 * 4});  // what the branches read is computed all the same
}

TEST(OnnxIf, OfConstantsAndOfWhatItDoesNotMake) {
  ModelBuilder model;
  const std::string x = model.input("x", {1, 8});
  const auto outputs = model.nodes("If", {boolean(model, true)}, {}, 2);
  ::onnx::NodeProto* node = model.graph().mutable_node(0);
  for (const char* branch : {"then_branch", "else_branch"}) {
    ::onnx::GraphProto* graph = add_subgraph(node, branch, {}, {"i", "w"});
    part(graph, "Identity", {x}, {"i"});
    ::onnx::TensorProto* weights = graph->add_initializer();
    weights->set_name("w");
    weights->set_data_type(1);
    for (const std::int64_t dim : {8, 3}) weights->add_dims(dim);
    weights->set_raw_data(std::string(8 * 3 * sizeof(float), '\0'));
  }
  model.output(model.node("MatMul", {outputs[0], outputs[1]}));
  const Network network = imported(model).network;
  EXPECT_EQ(types(network), "fully_connected");
  EXPECT_EQ(network.macs(), std::uint64_t{8 * 3});
}

TEST(OnnxIf, WithoutABranchOrWithOneOfTooFewOutputs) {
  ModelBuilder model = model_with_if([](ModelBuilder& m) { return boolean(m, true); });
  ::onnx::NodeProto* node = model.graph().mutable_node(1);
  node->mutable_attribute(0)->mutable_g()->clear_output();
  testing::expect_contains(import_error(model), "then_branch has 0 inputs and 0 outputs");
  node->mutable_attribute()->DeleteSubrange(0, 1);
  testing::expect_contains(import_error(model), "has no then_branch");
}

TEST(OnnxIf, GraphsTooDeepInOneAnother) {
  for (const int depth : {10, 1000}) {
    ModelBuilder model;
    const std::string x = model.input("x", {1, 8}), flag = boolean(model, true);
    model.output(model.node("If", {flag}));
    ::onnx::NodeProto* node = model.graph().mutable_node(0);
    for (int i = 0; i < depth; ++i) {
      const std::string name = "t" + std::to_string(i);
      ::onnx::GraphProto* graph = add_subgraph(node, "then_branch", {}, {name});
      part(add_subgraph(node, "else_branch", {}, {name}), "Relu", {x}, {name});
      node = part(graph, i + 1 < depth ? "If" : "Sigmoid", {i + 1 < depth ? flag : x}, {name});
    }
    if (depth <= kDeepestGraphs) {
      EXPECT_EQ(types(parse_onnx(model.bytes(), "model.onnx").network), "activation");
    } else {
      testing::expect_contains(import_error(model), "at most 16 graphs inside one another");
    }
  }
}

}  // namespace
}  // namespace apollo::workloads::importer
