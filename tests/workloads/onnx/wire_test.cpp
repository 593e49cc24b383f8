// What is left of a model file before it is parsed.
#include "workloads/onnx/wire.h"

#include <gtest/gtest.h>
#include <onnx/onnx_pb.h>

namespace apollo::workloads::importer {
namespace {

constexpr std::size_t kLimit = 1 << 20;
constexpr std::size_t kSmall = 4096, kLarge = 4097;  // bytes of a tensor that are kept, and that are not

// A model with documentation, shapes of intermediate values, a node and tensors of some bytes.
::onnx::ModelProto model(std::size_t bytes) {
  ::onnx::ModelProto proto;
  proto.set_doc_string("of the model");
  proto.set_producer_name("exporter");
  proto.add_opset_import()->set_version(13);
  auto* graph = proto.mutable_graph();
  graph->set_name("graph");
  graph->set_doc_string("of the graph");
  auto* between = graph->add_value_info();
  between->set_name("between");
  between->set_doc_string("of the tensor");
  graph->add_input()->set_name("x");
  graph->add_output()->set_name("y");
  auto* node = graph->add_node();
  node->set_op_type("Conv");
  node->set_name("conv");
  node->set_doc_string("of the node");
  node->add_input("x");
  auto* attribute = node->add_attribute();
  attribute->set_name("value");
  attribute->mutable_t()->set_raw_data(std::string(bytes, 'a'));
  auto* tensor = graph->add_initializer();
  tensor->set_name("weights");
  tensor->add_dims(static_cast<std::int64_t>(bytes));
  tensor->set_raw_data(std::string(bytes, 'w'));
  auto* sparse = graph->add_sparse_initializer();
  sparse->add_dims(7);
  sparse->mutable_values()->set_name("sparse");
  sparse->mutable_values()->set_raw_data(std::string(bytes, 's'));
  return proto;
}

std::optional<std::string> slim(const std::string& bytes, std::size_t limit = kLimit) {
  return without_data(bytes.data(), bytes.size(), limit);
}

::onnx::ModelProto parsed(const std::optional<std::string>& bytes) {
  ::onnx::ModelProto proto;
  EXPECT_TRUE(bytes && proto.ParseFromString(*bytes));
  return proto;
}

TEST(OnnxWire, KeepsTheGraphAndItsSmallTensors) {
  const ::onnx::ModelProto proto = parsed(slim(model(kSmall).SerializeAsString()));
  EXPECT_EQ(proto.opset_import(0).version(), 13);
  const ::onnx::GraphProto& graph = proto.graph();
  EXPECT_EQ(graph.name(), "graph");
  EXPECT_EQ(graph.input(0).name(), "x");
  EXPECT_EQ(graph.output(0).name(), "y");
  EXPECT_EQ(graph.node(0).op_type(), "Conv");
  EXPECT_EQ(graph.node(0).attribute(0).t().raw_data().size(), kSmall);
  EXPECT_EQ(graph.initializer(0).raw_data(), std::string(kSmall, 'w'));
  EXPECT_EQ(graph.sparse_initializer(0).values().raw_data(), std::string(kSmall, 's'));
}

TEST(OnnxWire, LeavesOutTheDataOfLargeTensorsButNotTheirDimensions) {
  const std::optional<std::string> bytes = slim(model(kLarge).SerializeAsString());
  const ::onnx::GraphProto graph = parsed(bytes).graph();
  EXPECT_LT(bytes->size(), kLarge);
  EXPECT_EQ(graph.initializer(0).name(), "weights");
  EXPECT_EQ(graph.initializer(0).dims(0), static_cast<std::int64_t>(kLarge));
  EXPECT_TRUE(graph.initializer(0).raw_data().empty());
  EXPECT_TRUE(graph.node(0).attribute(0).t().raw_data().empty());
  EXPECT_EQ(graph.sparse_initializer(0).dims(0), 7);
  EXPECT_TRUE(graph.sparse_initializer(0).values().raw_data().empty());
}

TEST(OnnxWire, LeavesOutWhatIsPackedOrNotAlike) {
  ::onnx::ModelProto proto = model(0);
  auto* tensor = proto.mutable_graph()->add_initializer();
  tensor->set_name("numbers");
  for (int i = 0; i < 100000; ++i) tensor->add_int64_data(i);  // packed
  const auto bytes = slim(proto.SerializeAsString());
  EXPECT_LT(bytes->size(), kSmall);
  EXPECT_EQ(parsed(bytes).graph().initializer(1).name(), "numbers");
}

TEST(OnnxWire, LeavesOutDocumentation) {
  const ::onnx::ModelProto proto = parsed(slim(model(1).SerializeAsString()));
  EXPECT_FALSE(proto.has_doc_string());
  EXPECT_FALSE(proto.has_producer_name());
  EXPECT_FALSE(proto.graph().has_doc_string());
  EXPECT_FALSE(proto.graph().value_info(0).has_doc_string());
  EXPECT_FALSE(proto.graph().node(0).has_doc_string());
}

TEST(OnnxWire, KeepsShapesBetweenBesidesTheLimitUpTo2MiB) {
  ::onnx::ModelProto proto = model(1);
  for (int i = 0; i < 3; ++i) proto.mutable_graph()->add_value_info()->set_name(std::string(900'000, 'n'));
  const auto bytes = slim(proto.SerializeAsString(), kLimit);
  EXPECT_EQ(parsed(bytes).graph().value_info_size(), 1 + 2);
}

TEST(OnnxWire, KeepsFunctionsAndSubgraphsButNotTheirData) {
  ::onnx::ModelProto proto = model(1);
  auto* node = proto.mutable_graph()->add_node();
  node->add_attribute()->mutable_g()->add_initializer()->set_raw_data(std::string(kLarge, 'w'));
  auto* function = proto.add_functions();
  function->set_name("function");
  function->set_doc_string("of the function");
  function->add_node()->add_attribute()->mutable_t()->set_raw_data(std::string(kLarge, 'w'));
  const ::onnx::ModelProto kept = parsed(slim(proto.SerializeAsString()));
  EXPECT_EQ(kept.graph().node(1).attribute(0).g().initializer_size(), 1);
  EXPECT_TRUE(kept.graph().node(1).attribute(0).g().initializer(0).raw_data().empty());
  EXPECT_EQ(kept.functions(0).name(), "function");
  EXPECT_FALSE(kept.functions(0).has_doc_string());
  EXPECT_TRUE(kept.functions(0).node(0).attribute(0).t().raw_data().empty());
}

TEST(OnnxWire, RefusesMoreThanTheLimit) {
  ::onnx::ModelProto proto = model(1);
  proto.mutable_graph()->clear_value_info();
  const std::string bytes = proto.SerializeAsString();
  const std::size_t size = slim(bytes)->size();
  EXPECT_TRUE(slim(bytes, size));
  EXPECT_FALSE(slim(bytes, size - 1));
}

TEST(OnnxWire, RefusesWhatIsNoProtocolBuffer) {
  EXPECT_FALSE(slim(std::string(100, '\xff')));        // a number without an end
  EXPECT_FALSE(slim(std::string("\x3a\x7f\x01", 3)));  // a graph that is longer than the file
  EXPECT_FALSE(slim(std::string("\x0b\x00", 2)));      // a group
  EXPECT_FALSE(slim(std::string("\x02\x00", 2)));      // field 0
  EXPECT_FALSE(slim(std::string("\x09\x01\x02", 3)));  // a fixed number that is cut off
  EXPECT_EQ(slim(""), "");
}

TEST(OnnxWire, RefusesEveryCutThroughAField) {
  const std::string bytes = model(10).SerializeAsString();
  int whole = 0;
  for (std::size_t size = 0; size < bytes.size(); ++size) whole += slim(bytes.substr(0, size)) ? 1 : 0;
  EXPECT_LE(whole,
            5);  // between the fields of the model: its documentation, producer, graph and operator set
}

}  // namespace
}  // namespace apollo::workloads::importer
