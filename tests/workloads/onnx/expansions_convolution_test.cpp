#include "import_errors.h"

namespace apollo::workloads::importer::convolutions {
namespace {

Network convolved(const std::vector<Dim>& dims, const Dims& weights, const Attributes& attributes = {}) {
  OneNode one(dims);
  return one.run("Conv", {one.model.weights(weights)}, attributes);
}

std::uint64_t count(const Network& network, LayerType type) {
  std::uint64_t result = 0;
  for (const Layer& layer : network.layers) result += layer.type == type;
  return result;
}

TEST(OnnxConvolutionOfThreeDimensions, MultipliesAsOftenAsItsWindowsHaveElements) {
  // Depths, rows and columns: kernel, stride, padding at both ends and dilation.
  struct Case {
    Dims kernel, strides, pads, dilations;
    std::int64_t groups;
  };
  const Dims size{7, 6, 8};
  for (const Case& c : {Case{{3, 3, 3}, {1, 1, 1}, {1, 1, 1}, {1, 1, 1}, 1},
                        Case{{3, 3, 2}, {2, 1, 2}, {0, 1, 0}, {1, 1, 1}, 1},
                        Case{{2, 3, 3}, {1, 1, 1}, {0, 0, 0}, {3, 1, 1}, 1},
                        Case{{3, 3, 3}, {1, 2, 1}, {1, 1, 0}, {1, 1, 1}, 2},
                        Case{{1, 3, 3}, {1, 1, 1}, {0, 1, 1}, {1, 1, 1}, 4},
                        Case{{3, 1, 1}, {2, 1, 1}, {1, 0, 0}, {1, 1, 1}, 2},
                        Case{{1, 1, 1}, {1, 1, 1}, {0, 0, 0}, {1, 1, 1}, 1}}) {
    constexpr std::int64_t kInputs = 4, kOutputs = 8;
    Dims pads = c.pads;
    pads.insert(pads.end(), c.pads.begin(), c.pads.end());
    std::int64_t outputs = kOutputs, terms = kInputs / c.groups;
    for (std::size_t i = 0; i < 3; ++i) {
      outputs *= (size[i] + 2 * c.pads[i] - (c.kernel[i] - 1) * c.dilations[i] - 1) / c.strides[i] + 1;
      terms *= c.kernel[i];
    }
    const Network network =
        convolved({1, kInputs, size[0], size[1], size[2]},
                  {kOutputs, kInputs / c.groups, c.kernel[0], c.kernel[1], c.kernel[2]},
                  {{"strides", c.strides}, {"pads", pads}, {"dilations", c.dilations}, {"group", c.groups}});
    EXPECT_EQ(network.macs(), static_cast<std::uint64_t>(outputs * terms));
    EXPECT_EQ(output_shape(network).elements(), outputs);
  }
}

TEST(OnnxConvolutionOfThreeDimensions, OfDepthOneIsOne) {
  const Network network = convolved({1, 4, 1, 8, 8}, {8, 4, 1, 3, 3});
  EXPECT_EQ(count(network, LayerType::convolution), 1U);
  EXPECT_EQ(network.parameters(), 8U * 4 * 9 + 8);
}

TEST(OnnxConvolutionOfThreeDimensions, AlongTheDepthIsOne) {
  const Network network = convolved({1, 4, 9, 8, 8}, {8, 4, 3, 1, 1});
  EXPECT_EQ(the(network, LayerType::convolution).kernel, (Pair{3, 1}));
}

TEST(OnnxConvolutionOfThreeDimensions, HasALayerForEachDepth) {
  const Network network = convolved({1, 4, 6, 8, 8}, {8, 4, 3, 3, 3});
  EXPECT_EQ(count(network, LayerType::convolution), 4U);  // 6 - 3 + 1
}

TEST(OnnxConvolutionOfThreeDimensions, OfOtherChannelsIsMalformed) {
  OneNode one({1, 4, 6, 8, 8});
  one.model.output(one.model.node("Conv", {one.x, one.model.weights({8, 3, 3, 3, 3})}));
  testing::expect_contains(import_error(one.model), "weights are for 3 channels in 1 groups; input has 4");
}

TEST(OnnxDilatedTransposedConvolution, IsAConvolution) {
  OneNode one({1, 4, 6, 8});
  const Network network =
      one.run("ConvTranspose", {one.model.weights({4, 3, 3, 2})},
              {{"dilations", Dims{2, 3}}, {"pads", Dims{1, 0, 0, 2}}, {"group", std::int64_t{2}}});
  const Layer layer = the(network, LayerType::convolution);
  EXPECT_EQ(layer.dilation, (Pair{2, 3}));
  EXPECT_EQ(layer.groups, 2);
  // (in - 1) + (kernel - 1) * dilation + 1 - pads
  EXPECT_EQ(output_shape(network), (Shape{5 + 4 + 1 - 1, 7 + 3 + 1 - 2, 6}));
}

}  // namespace
}  // namespace apollo::workloads::importer::convolutions
