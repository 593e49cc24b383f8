// What operators read of their nodes.
#include "node_checks.h"
#include "tests/files/error_of.h"

namespace apollo::workloads::importer {
namespace {

TEST(OnnxAttributes, AreThoseOfTheNodeOrTheFallback) {
  Attribute half;
  half.numbers = {0.5};
  const Node node = node_of("Conv", {},
                            {{"group", integers_attribute({4})},
                             {"pads", integers_attribute({1, 2})},
                             {"alpha", half},
                             {"mode", text_attribute("reflect")}});
  EXPECT_EQ(integer(node, "group", 1), 4);
  EXPECT_EQ(integer(node, "absent", 7), 7);
  EXPECT_EQ(integers(node, "pads"), (Dims{1, 2}));
  EXPECT_EQ(integers(node, "absent", {3, 3}), (Dims{3, 3}));
  EXPECT_EQ(number(node, "alpha", 1), 0.5);
  EXPECT_EQ(number(node, "absent", 0.01), 0.01);
  EXPECT_EQ(text(node, "mode", "constant"), "reflect");
  EXPECT_EQ(text(node, "absent", "constant"), "constant");
}

TEST(OnnxAttributes, OfAnotherTypeAreAsIfAbsent) {
  const Node node = node_of("Conv", {}, {{"a", text_attribute("1")}, {"b", integers_attribute({1})}});
  EXPECT_EQ(integer(node, "a", 5), 5);
  EXPECT_EQ(number(node, "a", 0.25), 0.25);
  EXPECT_EQ(text(node, "b", "none"), "none");
}

TEST(OnnxInputNames, OfAbsentInputsAreEmpty) {
  const Node node = node_of("Clip", {"x", "", "highest"});
  EXPECT_EQ(input(node, 0), "x");
  EXPECT_EQ(input(node, 1), "");
  EXPECT_EQ(input(node, 2), "highest");
  EXPECT_EQ(input(node, 3), "");
}

TEST(OnnxKnownIntegers, OfAConstant) {
  Graph graph = graph_of({});
  graph.define("axes", whole({2, -1}));
  EXPECT_EQ(known_integers(graph, node_of("Squeeze", {"x", "axes"}), 1), (Dims{2, -1}));
  EXPECT_EQ(known_integers(graph, node_of("Squeeze", {"x"}), 1), std::nullopt);
  EXPECT_EQ(known_integers(graph, node_of("Squeeze", {"x", ""}), 1), std::nullopt);
}

TEST(OnnxKnownIntegers, ReachBeyondEveryDimensionAtMost) {
  Graph graph = graph_of({});
  graph.define("ends", whole({9223372036854775807.0, -9223372036854775808.0}));
  const Dims ends = known_integers(graph, node_of("Slice", {"ends"}), 0).value();
  EXPECT_GT(ends[0], kMostElements);
  EXPECT_LT(ends[1], -kMostElements);
}

TEST(OnnxKnownIntegers, HaveToBeKnownWhenTheModelIsRead) {
  Graph graph = graph_of({{"x", {4}}});
  graph.define("many", weights_of({kMostValues + 1}));
  graph.define("none", weights_of({0}));
  EXPECT_EQ(unsupported_of([&] {
              known_integers(graph, node_of("Reshape", {"y", "x"}), 1);
            }),
            "input 1 computed when the model runs");
  EXPECT_EQ(unsupported_of([&] { known_integers(graph, node_of("Reshape", {"many"}), 0); }),
            "input 0 of more than " + std::to_string(kMostValues) + " values");
  EXPECT_EQ(known_integers(graph, node_of("Reshape", {"none"}), 0), Dims());
  testing::expect_contains(
      testing::error_of([&] { known_integers(graph, node_of("Reshape", {"nobody"}), 0); }),
      "\"nobody\" is used before any node makes it");
}

TEST(OnnxKnownIntegers, OfAnAttributeBeforeThoseOfAnInput) {
  Graph graph = graph_of({});
  graph.define("axes", whole({2}));
  EXPECT_EQ(integers_of(graph, node_of("Squeeze", {"x", "axes"}), "axes", 1), Dims{2});
  EXPECT_EQ(
      integers_of(graph, node_of("Squeeze", {"x", "axes"}, {{"axes", integers_attribute({1})}}), "axes", 1),
      Dims{1});
}

TEST(OnnxAxis, CountsFromEitherEnd) {
  Graph graph = graph_of({});
  const Node node = node_of("Softmax", {"x"});
  constexpr std::int64_t kRank = 3;
  for (std::int64_t axis = 0; axis < kRank; ++axis) {
    EXPECT_EQ(axis_of(graph, node, axis, kRank), static_cast<std::size_t>(axis));
    EXPECT_EQ(axis_of(graph, node, axis - kRank, kRank), static_cast<std::size_t>(axis));
  }
  for (const std::int64_t axis : {kRank, -kRank - 1}) {
    EXPECT_EQ(testing::error_of([&] { axis_of(graph, node, axis, kRank); }),
              "model.onnx: node node (Softmax): axis is " + std::to_string(axis) +
                  "; must be one of the 3 dimensions");
  }
}

}  // namespace
}  // namespace apollo::workloads::importer
