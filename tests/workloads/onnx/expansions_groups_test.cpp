#include "import_errors.h"

namespace apollo::workloads::importer::normalizations {
namespace {

constexpr int kChannels = 12, kGroups = 4, kPositions = 5 * 6;
const std::vector<Dim> kNormalized{1, kChannels, 5, 6};

// An image that a layer makes, normalized with a factor and a summand for each channel.
Network normalized(const std::string& type, const Attributes& attributes) {
  ModelBuilder model(21);
  const std::string x = model.node("Relu", {model.input("x", kNormalized)});
  model.output(model.node(type, {x, model.weights({kChannels}), model.weights({kChannels})}, attributes));
  return imported(model).network;
}

TEST(OnnxInstanceNormalization, NeedsNoOtherLayout) {
  const Network network = normalized("InstanceNormalization", {});
  EXPECT_EQ(
      types(network),
      "activation global_average_pool subtract multiply global_average_pool activation divide convolution");
  EXPECT_EQ(output_shape(network), (Shape{5, 6, kChannels}));
  // A factor and a summand for each channel; a product for each element.
  EXPECT_EQ(network.parameters(), 2U * kChannels);
  EXPECT_EQ(network.macs(), static_cast<std::uint64_t>(kPositions * kChannels));
}

TEST(OnnxInstanceNormalization, OfABatchAndOfOneDimension) {
  for (const std::vector<Dim>& dims : {std::vector<Dim>{2, 4, 5, 6}, std::vector<Dim>{1, 4, 9}}) {
    OneNode one(dims);
    const std::string scale = one.model.weights({4}), bias = one.model.weights({4});
    EXPECT_EQ(the(one.run("InstanceNormalization", {scale, bias}), LayerType::divide).type,
              LayerType::divide);
  }
}

TEST(OnnxGroupNormalization, MeansOfPositionsComeBeforeThoseOfChannels) {
  const Network network = normalized("GroupNormalization", {{"num_groups", std::int64_t{kGroups}}});
  EXPECT_EQ(output_shape(network), (Shape{5, 6, kChannels}));
  EXPECT_EQ(network.parameters(), 2U * kChannels);
  for (const Layer& layer : network.layers) {
    if (layer.type != LayerType::rearrange) continue;
    const Tensor& moved = network.tensors[static_cast<std::size_t>(layer.outputs[0])];
    EXPECT_LE(moved.shape.elements(), kChannels) << layer.name;  // means alone
  }
}

TEST(OnnxGroupNormalization, OfGroupsThatDoNotDivideTheChannelsIsMalformed) {
  OneNode one(kNormalized, 21);
  const std::string scale = one.model.weights({kChannels}), bias = one.model.weights({kChannels});
  one.model.output(
      one.model.node("GroupNormalization", {one.x, scale, bias}, {{"num_groups", std::int64_t{5}}}));
  testing::expect_contains(import_error(one.model), "cannot make 5 groups of 1x12x5x6");
}

TEST(OnnxMeanVarianceNormalization, HasNoParameters) {
  OneNode one(kNormalized);
  const Network network = one.run("MeanVarianceNormalization");
  EXPECT_EQ(types(network), "global_average_pool subtract multiply global_average_pool activation divide");
  EXPECT_EQ(network.parameters(), 0U);
}

}  // namespace
}  // namespace apollo::workloads::importer::normalizations
