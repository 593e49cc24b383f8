#include "workloads/onnx/expansions.h"

#include "import_errors.h"
#include "node_checks.h"

namespace apollo::workloads::importer {
namespace {

TEST(OnnxBody, NamesAreNewAndOutputsTheNodes) {
  const Node node = node_of("Sub", {"expanded.0", "x"}, {}, {"y", "", "z"});
  Graph graph = graph_of({{"x", {4}}, {"expanded.0", {4}}}, {node});
  Body body(graph, node);
  const std::string sum = body.add("Add", {"x", "expanded.0"});
  EXPECT_NE(sum, "expanded.0");
  body.give(0, sum);
  body.give(1, sum);  // an absent output
  body.give(3, sum);  // likewise
  const std::vector<Node> nodes = body.nodes();
  ASSERT_EQ(nodes.size(), 2U);
  EXPECT_EQ(nodes[0].name, "node.Add");
  EXPECT_EQ(nodes[0].outputs, std::vector<std::string>{sum});
  EXPECT_EQ(nodes[1].type, "Identity");
  EXPECT_EQ(nodes[1].inputs, std::vector<std::string>{sum});
  EXPECT_EQ(nodes[1].outputs, std::vector<std::string>{"y"});
}

TEST(OnnxBody, ConstantsAreKnown) {
  const Node node = node_of("Sub", {"x"});
  Graph graph = graph_of({{"x", {4}}}, {node});
  Body body(graph, node);
  const Constant* axes = graph.constant(body.integers({2, -1}));
  ASSERT_TRUE(axes);
  EXPECT_TRUE(axes->integral);
  EXPECT_EQ(axes->dims, Dims{2});
  EXPECT_EQ(axes->values, (std::vector<double>{2, -1}));
  const Constant* half = graph.constant(body.number(0.5));
  ASSERT_TRUE(half);
  EXPECT_EQ(half->dims, Dims());
  EXPECT_EQ(half->values, std::vector<double>{0.5});
}

TEST(OnnxExpansion, AnInputThatIsAbsentIsTold) {
  for (const std::string type : {"MatMul", "com.microsoft.QLinearAdd"}) {
    ModelBuilder model;
    model.output(model.node(type, {model.input("x", {1, 4, 8}), ""}));
    testing::expect_contains(import_error(model), "(" + type + "): lacks an input that it must have");
  }
}

TEST(OnnxExpansion, UsesAreThoseOfItsNodes) {
  // x is used once by the node, and twice by what stands for it: nobody may take it over.
  const Node node = node_of("com.microsoft.QuickGelu", {"x"});
  Graph graph = graph_of({{"x", {4}}}, {node});
  EXPECT_TRUE(graph.used_once(graph.value("x")));
  const std::vector<Node> parts = find_expansion(node.type)->expand(graph, node);
  graph.substitute(node, parts);
  EXPECT_FALSE(graph.used_once(graph.value("x")));
}

}  // namespace
}  // namespace apollo::workloads::importer
