#include "workloads/onnx/graph.h"

#include <algorithm>

#include "node_checks.h"
#include "tests/files/error_of.h"
#include "workloads/layer_kind.h"

namespace apollo::workloads::importer {
namespace {

Shape shape_of(Graph& graph, int tensor) {
  return graph.network().tensors[static_cast<std::size_t>(tensor)].shape;
}

Layer relu() {
  Layer layer;
  layer.type = LayerType::activation;
  layer.activation = Activation::relu;
  return layer;
}

// relu(x), stored as x is, under another name.
void add_relu(Graph& graph, const std::string& from, const std::string& to) {
  const Value x = graph.value(from);
  const Storage storage = graph.storage(x);
  graph.define(to, graph.stored(graph.add(node_of("Relu", {from}), relu(), {x.tensor}), storage, x.dims));
}

TEST(OnnxGraph, KnowsInputsAndWhatIsDefined) {
  Graph graph = graph_of({{"x", {1, 8, 4, 6}}});
  EXPECT_TRUE(graph.knows("x"));
  EXPECT_FALSE(graph.knows("y"));
  EXPECT_FALSE(graph.constant("x"));
  EXPECT_EQ(graph.dims_of("x"), (Dims{1, 8, 4, 6}));
  graph.define("c", whole({1, 2}));
  ASSERT_TRUE(graph.constant("c"));
  EXPECT_EQ(graph.dims_of("c"), Dims{2});
  EXPECT_EQ(testing::error_of([&] { graph.value("y"); }),
            "model.onnx: tensor \"y\" is used before any node makes it; nodes must be in order");
}

TEST(OnnxGraph, AConstantThatIsAskedForAsAValueIsStoredOnce) {
  Graph graph = graph_of({});
  graph.define("c", weights_of({3, 4}));
  const Value first = graph.value("c"), second = graph.value("c");
  EXPECT_EQ(first.tensor, second.tensor);
  EXPECT_EQ(graph.network().constants, std::vector<int>{first.tensor});
  graph.define("none", weights_of({3, 0}));
  testing::expect_contains(testing::error_of([&] { graph.value("none"); }),
                           "has a dimension of 0; must be at least 1");
}

TEST(OnnxGraph, RefusesTensorsOfTooManyDimensions) {
  Graph graph = graph_of({});
  graph.define("most", weights_of(Dims(kMostDims, 1)));
  testing::expect_contains(
      testing::error_of([&] { graph.define("more", weights_of(Dims(kMostDims + 1, 1))); }),
      "tensor \"more\" has 17 dimensions; must have at most 16");
}

TEST(OnnxGraph, CountsTheUsesOfATensorUnderAllItsNames) {
  Graph graph = graph_of({{"x", {4}}, {"z", {4}}},
                         {node_of("Identity", {"x"}), node_of("Relu", {"y"}), node_of("Add", {"z", "z"})});
  EXPECT_TRUE(graph.used_once(graph.value("x")));
  EXPECT_FALSE(graph.used_once(graph.value("z")));
  graph.alias("x", "y", graph.value("x").dims);  // the identity stands in for its only user
  EXPECT_TRUE(graph.used_once(graph.value("y")));
  EXPECT_EQ(graph.value("y").tensor, graph.value("x").tensor);
}

TEST(OnnxGraph, ImagesLieWithTheirChannelsInnermost) {
  Graph graph = graph_of({{"x", {1, 8, 4, 6}}, {"line", {1, 8, 6}}, {"batch", {2, 8, 4, 6}}});
  const Value x = graph.value("x"), line = graph.value("line");
  EXPECT_EQ(Graph::image_storage(x), (Storage{x.dims[2], x.dims[3], x.dims[1]}));
  EXPECT_EQ(Graph::image_storage(line), (Storage{{}, line.dims[2], line.dims[1]}));
  EXPECT_EQ(unsupported_of([&] { Graph::image_storage(graph.value("batch")); }), "a batch");
}

TEST(OnnxGraph, SequencesLieWithTheirLastDimensionAlongTheChannels) {
  Graph graph = graph_of({{"x", {2, 3, 5}}, {"vector", {7}}});
  const Value x = graph.value("x"), vector = graph.value("vector");
  EXPECT_EQ(graph.usual_storage(x), (Storage{{}, joined({x.dims[0], x.dims[1]}), x.dims[2]}));
  EXPECT_EQ(graph.usual_storage(vector), (Storage{{}, {}, vector.dims[0]}));
}

TEST(OnnxGraph, AnInputTakesTheFirstStorageThatIsAskedOfIt) {
  Graph graph = graph_of({{"x", {3, 5}}});
  const Value x = graph.value("x");
  const Storage turned{{}, x.dims[1], x.dims[0]};
  EXPECT_FALSE(graph.placed(x));
  EXPECT_TRUE(graph.lies(x, turned));  // or may
  EXPECT_EQ(graph.stored_as(x, turned), x.tensor);
  EXPECT_TRUE(graph.placed(x));
  EXPECT_EQ(graph.storage(x), turned);
  EXPECT_EQ(shape_of(graph, x.tensor), (Shape{1, 5, 3}));
  EXPECT_FALSE(graph.lies(x, graph.usual_storage(x)));
  EXPECT_TRUE(graph.network().layers.empty());
}

TEST(OnnxGraph, AnotherStorageIsOneRearrangementForAllItsReaders) {
  Graph graph = graph_of({{"x", {1, 8, 4, 6}}});
  const Value x = graph.value("x");
  graph.stored_as(x, Graph::image_storage(x));  // 4 x 6 x 8
  const Storage turned{x.dims[3], x.dims[2], x.dims[1]};
  const int tensor = graph.stored_as(x, turned);
  EXPECT_NE(tensor, x.tensor);
  EXPECT_EQ(graph.stored_as(x, turned), tensor);
  EXPECT_FALSE(graph.used_once({tensor, x.dims}));  // whoever asks next
  ASSERT_EQ(graph.network().layers.size(), 1U);
  const Layer& layer = graph.network().layers[0];
  EXPECT_EQ(layer.type, LayerType::rearrange);
  EXPECT_EQ(layer.split, (std::vector<int>{4, 6, 8}));
  EXPECT_EQ(layer.order, (std::vector<int>{1, 0, 2}));
  EXPECT_EQ(shape_of(graph, tensor), (Shape{6, 4, 8}));
}

TEST(OnnxGraph, ARearrangementHasAMostOfAxes) {
  Graph graph = graph_of({{"x", Dims(kMostDims, 2)}});
  Value x = graph.value("x");
  // 17 factors: one of the 16 dimensions is split.
  x.dims[0] = graph.factors().make(6);
  graph.stored_as(x, graph.usual_storage(x));
  ASSERT_TRUE(graph.factors().group(x.dims[0], {2, 3}));
  Storage turned = graph.storage(x);
  std::reverse(turned.width.begin(), turned.width.end());
  EXPECT_EQ(unsupported_of([&] { graph.stored_as(x, turned); }),
            "a transpose of more than " + std::to_string(kMostFactors) + " axes");
}

TEST(OnnxGraph, ATensorHasSizesOfTheNetwork) {
  Graph graph = graph_of({{"x", {kLargestDimension, 2}}});
  const Value x = graph.value("x");
  testing::expect_contains(testing::error_of([&] {
                             graph.stored_as(x, {{}, {}, joined(x.dims)});
                           }),
                           "a tensor is 1 x 1 x 2097152; each size must be from 1 to 1048576");
  const Node node = node_of("Conv", {"x"});
  EXPECT_EQ(graph.extent(node, kLargestDimension), kLargestDimension);
  for (const std::int64_t size : {std::int64_t{0}, std::int64_t{kLargestDimension} + 1}) {
    EXPECT_EQ(
        testing::error_of([&] { graph.extent(node, size); }),
        "model.onnx: node node (Conv): a size is " + std::to_string(size) + "; must be from 1 to 1048576");
  }
}

TEST(OnnxGraph, LayersAndTensorsHaveNamesOfTheirOwn) {
  Graph graph = graph_of({{"node", {1, 8}}});
  add_relu(graph, "node", "y");
  add_relu(graph, "y", "z");
  const Network& network = graph.network();
  EXPECT_EQ(network.layers[0].name, "node");
  EXPECT_EQ(network.layers[1].name, "node#2");
  for (std::size_t i = 0; i < network.tensors.size(); ++i)
    for (std::size_t j = 0; j < i; ++j) EXPECT_NE(network.tensors[i].name, network.tensors[j].name);
}

TEST(OnnxGraph, KnowsTheLayerThatMakesATensor) {
  Graph graph = graph_of({{"x", {1, 8}}});
  add_relu(graph, "x", "y");
  EXPECT_FALSE(graph.producer(graph.value("x").tensor));
  ASSERT_TRUE(graph.producer(graph.value("y").tensor));
  EXPECT_EQ(graph.producer(graph.value("y").tensor)->activation, Activation::relu);
}

TEST(OnnxGraph, AnImageHasTheDimensionsOfItsTensor) {
  Graph graph = graph_of({});
  const Storage storage{graph.factors().make(4), graph.factors().make(6), graph.factors().make(8)};
  const int tensor = graph.new_input("x", storage);
  EXPECT_EQ(graph.network().inputs, std::vector<int>{tensor});
  EXPECT_EQ(graph.dims_of(graph.image(tensor, 4)), (Dims{1, 8, 4, 6}));
  const int line = graph.new_input("line", {{}, graph.factors().make(6), graph.factors().make(8)});
  EXPECT_EQ(graph.dims_of(graph.image(line, 3)), (Dims{1, 8, 6}));
}

TEST(OnnxGraph, FinishesWithoutWhatNoOutputNeeds) {
  Graph graph = graph_of({{"x", {1, 8}}, {"unused", {1, 8}}});
  graph.network().name = "n";
  add_relu(graph, "x", "y");
  add_relu(graph, "x", "dead");
  graph.define("same", whole({1}));  // an output that is the same for every input
  const Network network = graph.finish({"y", "same", "y"});
  EXPECT_EQ(network.layers.size(), 1U);
  EXPECT_EQ(network.tensors.size(), 2U);
  ASSERT_EQ(network.inputs.size(), 1U);
  EXPECT_EQ(network.tensors[static_cast<std::size_t>(network.inputs[0])].name, "x");
  EXPECT_EQ(network.outputs, network.layers[0].outputs);
}

}  // namespace
}  // namespace apollo::workloads::importer
