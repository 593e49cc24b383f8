// Operands of element-wise layers. That they name the right elements: import_values_test.cpp.
#include "workloads/onnx/operands.h"

#include "node_checks.h"
#include "tests/files/error_of.h"

namespace apollo::workloads::importer {
namespace {

class OnnxOperands : public ::testing::Test {
 protected:
  Operands of(const Dims& a, const Dims& b, bool swaps = true) {
    graph = graph_of({{"a", a}, {"b", b}});
    return matched(graph, node_of("Add", {"a", "b"}), graph.value("a"), graph.value("b"), swaps);
  }
  int tensor(const std::string& name) { return graph.value(name).tensor; }
  Shape shape(int index) { return graph.network().tensors[static_cast<std::size_t>(index)].shape; }
  std::vector<LayerType> layers() {
    std::vector<LayerType> types;
    for (const Layer& layer : graph.network().layers) types.push_back(layer.type);
    return types;
  }
  Graph graph = graph_of({});
};

TEST_F(OnnxOperands, OfEqualDimensionsAreTakenAsTheyAre) {
  const Operands operands = of({1, 8, 4, 5}, {1, 8, 4, 5});
  EXPECT_EQ(operands.first, tensor("a"));
  EXPECT_EQ(operands.second, tensor("b"));
  EXPECT_EQ(shape(operands.first), (Shape{4, 5, 8}));
  EXPECT_EQ(shape(operands.second), (Shape{4, 5, 8}));
  EXPECT_TRUE(layers().empty());
}

TEST_F(OnnxOperands, OneValuePerChannelIsLeftToTheLayer) {
  const Operands operands = of({1, 8, 4, 5}, {8, 1, 1});
  EXPECT_EQ(operands.second, tensor("b"));
  EXPECT_EQ(shape(operands.second), (Shape{1, 1, 8}));
  EXPECT_TRUE(layers().empty());
}

TEST_F(OnnxOperands, TheSmallerOneComesSecondWhereTheLayerSwaps) {
  const Operands swapped = of({8, 1, 1}, {1, 8, 4, 5});
  EXPECT_EQ(swapped.first, tensor("b"));
  EXPECT_EQ(swapped.second, tensor("a"));
  EXPECT_TRUE(layers().empty());
  const Operands ordered = of({8, 1, 1}, {1, 8, 4, 5}, false);
  EXPECT_EQ(ordered.second, tensor("b"));
  EXPECT_EQ(shape(ordered.first), (Shape{4, 5, 8}));  // repeated
  EXPECT_EQ(layers(), std::vector<LayerType>{LayerType::resize});
}

TEST_F(OnnxOperands, AnyOtherIsRepeatedToTheDimensionsOfTheResult) {
  for (const Dims& b : {Dims{1, 1, 4, 5}, Dims{1, 8, 1, 5}, Dims{1, 8, 4, 1}, Dims{1, 1, 1, 5}, Dims{4, 1}}) {
    const Operands operands = of({1, 8, 4, 5}, b);
    EXPECT_EQ(shape(operands.first), (Shape{4, 5, 8}));
    EXPECT_EQ(shape(operands.second), (Shape{4, 5, 8})) << ::testing::PrintToString(b);
  }
}

TEST_F(OnnxOperands, NeitherOfWhichHasAllDimensionsMakeThemTogether) {
  const Operands operands = of({3, 1}, {1, 4});
  Dims dims;
  for (const FactorList& list : operands.dims) dims.push_back(graph.factors().size(list));
  EXPECT_EQ(dims, (Dims{3, 4}));
  EXPECT_EQ(shape(operands.first), (Shape{1, 3, 4}));
  // One value for each channel stays with the layer.
  EXPECT_EQ(shape(operands.second), (Shape{1, 1, 4}));
}

TEST_F(OnnxOperands, TheResultLiesAsTheOneThatHasItsPlace) {
  graph = graph_of({{"a", {3, 5}}, {"b", {3, 5}}});
  const Value b = graph.value("b");
  const Storage turned{{}, b.dims[1], b.dims[0]};
  graph.stored_as(b, turned);
  const Operands operands = matched(graph, node_of("Add", {"a", "b"}), graph.value("a"), b, true);
  EXPECT_EQ(operands.storage, turned);
  EXPECT_EQ(shape(operands.first), (Shape{1, 5, 3}));
  EXPECT_TRUE(layers().empty());
}

TEST_F(OnnxOperands, HaveDimensionsThatMatch) {
  testing::expect_contains(testing::error_of([&] {
                             of({1, 8, 4, 5}, {3, 1, 1});
                           }),
                           "operands are 1x8x4x5 and 3x1x1");
}

TEST_F(OnnxOperands, ThatAreCutElsewhereAreUnsupported) {
  graph = graph_of({{"a", {2, 3}}, {"b", {3, 2}}});
  Value a = graph.value("a"), b = graph.value("b");
  a.dims = {joined(a.dims)};  // both reshaped to 6, of 2 x 3 and of 3 x 2
  b.dims = {joined(b.dims)};
  EXPECT_EQ(unsupported_of([&] {
              matched(graph, node_of("Add", {"a", "b"}), a, b, true);
            }),
            "operands that are split differently");
}

TEST_F(OnnxOperands, AValueIsRepeatedToLargerDimensions) {
  graph = graph_of({{"x", {1, 8, 1, 1}}});
  const Value wide = repeated(graph, node_of("Expand", {"x"}), graph.value("x"), {1, 8, 4, 5});
  EXPECT_EQ(graph.dims_of(wide), (Dims{1, 8, 4, 5}));
  EXPECT_EQ(shape(wide.tensor), (Shape{4, 5, 8}));
  EXPECT_EQ(layers(), std::vector<LayerType>{LayerType::resize});
}

}  // namespace
}  // namespace apollo::workloads::importer
