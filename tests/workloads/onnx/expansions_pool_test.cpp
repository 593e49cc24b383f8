#include <algorithm>

#include "import_errors.h"

namespace apollo::workloads::importer::pools {
namespace {

Network pooled(const std::string& type, const std::vector<Dim>& dims, const Attributes& attributes,
               int opset = 13) {
  OneNode one(dims, opset);
  return one.run(type, {}, attributes);
}

TEST(OnnxPoolOfThreeDimensions, IsOneOfPlanesAndOneOfDepths) {
  const Attributes attributes{
      {"kernel_shape", Dims{3, 2, 2}}, {"strides", Dims{2, 1, 2}}, {"pads", Dims{1, 0, 0, 1, 1, 0}}};
  for (const auto& [name, type] :
       {std::pair("MaxPool", LayerType::max_pool), std::pair("AveragePool", LayerType::average_pool)}) {
    const Network network = pooled(name, {1, 4, 8, 9, 10}, attributes);
    std::vector<Layer> pools;
    for (const Layer& layer : network.layers)
      if (layer.type == type) pools.push_back(layer);
    ASSERT_EQ(pools.size(), 2U);
    EXPECT_EQ(pools[0].kernel, (Pair{2, 2}));
    EXPECT_EQ(pools[0].padding, (Sides{0, 0, 1, 0}));
    EXPECT_EQ(pools[1].kernel[0] * pools[1].kernel[1], 3);
    // (8 + 2 - 3) / 2 + 1 depths of 9 + 1 - 2 + 1 rows and (10 - 2) / 2 + 1 columns.
    EXPECT_EQ(output_shape(network).elements(), 4 * 4 * 9 * 5);
  }
}

TEST(OnnxPoolOfThreeDimensions, OfDepthOne) {
  const Network network =
      pooled("MaxPool", {1, 4, 1, 8, 8}, {{"kernel_shape", Dims{1, 2, 2}}, {"strides", Dims{1, 2, 2}}});
  EXPECT_EQ(output_shape(network).elements(), 4 * 4 * 4);
}

TEST(OnnxPoolOfABatch, IsOneOfAsManyChannels) {
  for (const char* type : {"MaxPool", "AveragePool"}) {
    const Network network =
        pooled(type, {3, 4, 8, 8}, {{"kernel_shape", Dims{2, 2}}, {"strides", Dims{2, 2}}});
    EXPECT_EQ(network.layers.size(), 1U) << type;
    EXPECT_EQ(output_shape(network), (Shape{4, 4, 3 * 4})) << type;
  }
}

TEST(OnnxDilatedPool, CombinesTheElementsOfItsWindows) {
  const Network network =
      pooled("MaxPool", {1, 4, 9, 10},
             {{"kernel_shape", Dims{3, 2}}, {"dilations", Dims{2, 3}}, {"pads", Dims{1, 0, 1, 0}}});
  // Of 3 rows and of 2 columns: one comparison less than elements.
  const auto is = [](const Layer& layer) { return layer.type == LayerType::subtract; };
  EXPECT_EQ(std::count_if(network.layers.begin(), network.layers.end(), is), (3 - 1) + (2 - 1));
  EXPECT_EQ(output_shape(network), (Shape{9 + 2 - 4, 10 - 3, 4}));
}

TEST(OnnxGlobalPool, OfAnyDimensionsAndBatch) {
  for (const char* type : {"GlobalAveragePool", "GlobalMaxPool", "GlobalLpPool"}) {
    EXPECT_EQ(output_shape(pooled(type, {1, 4, 3, 5, 6}, {})).elements(), 4) << type;
    EXPECT_EQ(output_shape(pooled(type, {2, 4, 5, 6}, {})).elements(), 2 * 4) << type;
    EXPECT_EQ(output_shape(pooled(type, {1, 4, 5}, {})).elements(), 4) << type;
  }
}

TEST(OnnxLpPool, IsAnAverageOfPowers) {
  const Attributes window{{"kernel_shape", Dims{3, 3}}};
  EXPECT_EQ(types(pooled("LpPool", {1, 4, 8, 8}, window)), "multiply average_pool activation");
  Attributes absolute = window;
  absolute["p"] = std::int64_t{1};
  EXPECT_EQ(types(pooled("LpPool", {1, 4, 8, 8}, absolute)), "activation average_pool");
}

}  // namespace
}  // namespace apollo::workloads::importer::pools
