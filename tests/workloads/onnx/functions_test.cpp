#include "workloads/onnx/functions.h"

#include <google/protobuf/unknown_field_set.h>

#include "subgraph_builder.h"

namespace apollo::workloads::importer {
namespace {

::onnx::FunctionProto* add_function(ModelBuilder& model, const std::string& name,
                                    const std::vector<std::string>& inputs,
                                    const std::vector<std::string>& outputs) {
  ::onnx::FunctionProto* function = model.model().add_functions();
  function->set_name(name);
  function->set_domain("my.domain");
  for (const std::string& input : inputs) function->add_input(input);
  for (const std::string& output : outputs) function->add_output(output);
  auto* set = function->add_opset_import();
  set->set_domain("");
  set->set_version(13);
  return function;
}

// Of a function that multiplies by weights and bounds what comes of it.
::onnx::FunctionProto* add_dense(ModelBuilder& model) {
  ::onnx::FunctionProto* function = add_function(model, "Dense", {"x", "w"}, {"y"});
  part(function, "MatMul", {"x", "w"}, {"m"});
  part(function, "Relu", {"m"}, {"y"});
  return function;
}

// As a program that calls functions writes it: the importer's checks ask the ONNX checker, which does not
// know their operators.
Network network_of(const ModelBuilder& model) { return parse_onnx(model.bytes(), "model.onnx").network; }

TEST(OnnxFunctions, StandForTheirNodesWhereverTheyAreCalled) {
  ModelBuilder model;
  add_dense(model);
  const std::string a = model.node("my.domain.Dense", {model.input("x", {1, 8}), model.weights({8, 8})});
  model.output(model.node("my.domain.Dense", {a, model.weights({8, 4})}));
  const Network network = network_of(model);
  EXPECT_EQ(types(network), "fully_connected activation fully_connected activation");
  EXPECT_EQ(network.macs(), std::uint64_t{8 * 8 + 8 * 4});
}

TEST(OnnxFunctions, CallOthers) {
  ModelBuilder model;
  add_dense(model);
  ::onnx::FunctionProto* two = add_function(model, "Two", {"x", "v", "w"}, {"y"});
  part(two, "Dense", {"x", "v"}, {"m"})->set_domain("my.domain");
  part(two, "Dense", {"m", "w"}, {"y"})->set_domain("my.domain");
  model.output(
      model.node("my.domain.Two", {model.input("x", {1, 8}), model.weights({8, 8}), model.weights({8, 4})}));
  EXPECT_EQ(network_of(model).macs(), std::uint64_t{8 * 8 + 8 * 4});
}

TEST(OnnxFunctions, TakeAttributesFromTheirCallers) {
  for (const bool given : {true, false}) {
    ModelBuilder model;
    ::onnx::FunctionProto* function = add_function(model, "Turn", {"x"}, {"y"});
    ::onnx::AttributeProto* attribute = part(function, "Softmax", {"x"}, {"y"})->add_attribute();
    attribute->set_name("axis");
    attribute->set_ref_attr_name("along");
    attribute->set_type(::onnx::AttributeProto::INT);
    Attributes attributes;
    if (given) attributes["along"] = std::int64_t{1};
    model.output(
        model.node("my.domain.Turn", {model.node("Relu", {model.input("x", {1, 4, 6})})}, attributes));
    const Network network = network_of(model);
    // Along the last dimension, unless the caller says otherwise.
    EXPECT_EQ(the(network, LayerType::softmax).groups, 1);
    EXPECT_EQ(types(network), given ? "activation rearrange softmax" : "activation softmax");
  }
}

TEST(OnnxFunctions, AttributesMayHaveDefaults) {
  ModelBuilder model;
  ::onnx::FunctionProto* function = add_function(model, "Turn", {"x"}, {"y"});
  ::onnx::AttributeProto* attribute = part(function, "Softmax", {"x"}, {"y"})->add_attribute();
  attribute->set_name("axis");
  attribute->set_ref_attr_name("along");
  ::onnx::AttributeProto axis;
  axis.set_name("along");
  axis.set_type(::onnx::AttributeProto::INT);
  axis.set_i(1);
  // Field 11, attribute_proto, of which the protobuf classes do not know.
  function->mutable_unknown_fields()->AddLengthDelimited(11)->assign(axis.SerializeAsString());
  model.output(model.node("my.domain.Turn", {model.node("Relu", {model.input("x", {1, 4, 6})})}));
  EXPECT_EQ(types(network_of(model)), "activation rearrange softmax");
}

TEST(OnnxFunctions, NamesInsideDoNotMeetThoseOutside) {
  ModelBuilder model;
  ::onnx::FunctionProto* function = add_function(model, "Inner", {"y"}, {"x"});
  part(function, "Relu", {"y"}, {"h"});
  part(function, "Tanh", {"h"}, {"x"});
  const std::string h = model.node("Sigmoid", {model.input("x", {1, 8})});
  model.graph().mutable_node(0)->set_output(0, "h");
  model.output(model.node("Add", {model.node("my.domain.Inner", {"h"}), "h"}));
  EXPECT_EQ(types(network_of(model)), "activation activation activation add");
}

TEST(OnnxFunctions, InSubgraphsOfFunctionsToo) {
  ModelBuilder model;
  add_dense(model);
  ::onnx::FunctionProto* outer = add_function(model, "Outer", {"m", "w"}, {"y"});
  part(outer, "Size", {"m"}, {"flag"});
  ::onnx::NodeProto* choice = part(outer, "If", {"flag"}, {"y"});
  part(add_subgraph(choice, "then_branch", {}, {"h"}), "Dense", {"m", "w"}, {"h"})->set_domain("my.domain");
  part(add_subgraph(choice, "else_branch", {}, {"h"}), "Relu", {"m"}, {"h"});
  const std::string h = model.node("Relu", {model.input("x", {1, 8})});
  model.output(model.node("my.domain.Outer", {h, model.weights({8, 4})}));
  EXPECT_EQ(types(network_of(model)), "activation fully_connected activation");
}

TEST(OnnxFunctions, ThatPassTheirInputsOn) {
  ModelBuilder model;
  add_function(model, "Nothing", {"x"}, {"x"});
  model.output(model.node("my.domain.Nothing", {model.node("Relu", {model.input("x", {1, 8})})}));
  EXPECT_EQ(types(network_of(model)), "activation");
}

TEST(OnnxFunctions, ThatCallThemselvesAreRefused) {
  ModelBuilder model;
  part(add_function(model, "A", {"x"}, {"y"}), "B", {"x"}, {"y"})->set_domain("my.domain");
  part(add_function(model, "B", {"x"}, {"y"}), "A", {"x"}, {"y"})->set_domain("my.domain");
  model.output(model.node("my.domain.A", {model.input("x", {1, 8})}));
  testing::expect_contains(import_error(model), "function my.domain.A calls itself");
}

// Each calls the one before `times` times.
ModelBuilder chain(int length, int times) {
  ModelBuilder model;
  for (int i = 0; i < length; ++i) {
    ::onnx::FunctionProto* function = add_function(model, "F" + std::to_string(i), {"x"}, {"y"});
    for (int k = 0; k < times; ++k) {
      ::onnx::NodeProto* node = part(function, i == 0 ? "Relu" : "F" + std::to_string(i - 1), {"x"},
                                     {k == 0 ? "y" : "z" + std::to_string(k)});
      if (i > 0) node->set_domain("my.domain");
    }
  }
  model.output(model.node("my.domain.F" + std::to_string(length - 1), {model.input("x", {1, 8})}));
  return model;
}

TEST(OnnxFunctions, ChainsThatAreTooLongAndTreesThatAreTooLarge) {
  EXPECT_EQ(types(network_of(chain(30, 1))), "activation");
  testing::expect_contains(import_error(chain(3000, 1)), "a chain of more than 32 functions");
  testing::expect_contains(import_error(chain(30, 2)), "make more than 30000 nodes");
}

TEST(OnnxFunctions, OfTheSameNameOrOfTooFewInputs) {
  ModelBuilder model;
  add_dense(model);
  model.output(model.node("my.domain.Dense", {model.input("x", {1, 8}), "x", "x"}));
  testing::expect_contains(import_error(model), "more inputs or outputs than function my.domain.Dense");
  add_dense(model);
  testing::expect_contains(import_error(model), "two functions are named my.domain.Dense");
}

}  // namespace
}  // namespace apollo::workloads::importer
