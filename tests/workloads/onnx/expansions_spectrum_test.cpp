#include "import_errors.h"

namespace apollo::workloads::importer::spectrum {
namespace {

TEST(OnnxDft, IsAProductWithItsMatrix) {
  for (const auto& [one_sided, frequencies] : {std::pair(0, 16), std::pair(1, 16 / 2 + 1)}) {
    for (const std::int64_t axis : {1, 2}) {
      OneNode one({1, 16, 16, 1}, 17);
      const Network network =
          one.run("DFT", {}, {{"axis", axis}, {"onesided", static_cast<std::int64_t>(one_sided)}});
      EXPECT_EQ(network.macs(), 16U * 16 * static_cast<std::uint64_t>(frequencies) * 2);
      EXPECT_EQ(output_shape(network).elements(), 16 * frequencies * 2);
    }
  }
}

TEST(OnnxDft, AnInverseOfOneSideIsReal) {
  OneNode one({1, 9, 2}, 20);
  const Network network = one.run("DFT", {}, {{"inverse", std::int64_t{1}}, {"onesided", std::int64_t{1}}});
  EXPECT_EQ(output_shape(network).elements(), 16);
}

TEST(OnnxStft, IsAConvolutionOfFrames) {
  constexpr int kSamples = 128, kStep = 8, kLength = 16, kFrames = (kSamples - kLength) / kStep + 1;
  OneNode one({1, kSamples, 1}, 17);
  one.model.output(one.model.node(
      "STFT", {one.x, one.model.tensor({{}, {kStep}, {}}), "", one.model.tensor({{}, {kLength}, {}})}));
  // Not by imported(): the ONNX project's shape inference of set 17 takes an absent `onesided` for 0, its
  // specification for 1.
  const Network network = parse_onnx(one.model.bytes(), "model.onnx").network;
  EXPECT_EQ(network.macs(), static_cast<std::uint64_t>(kFrames * (kLength / 2 + 1) * 2 * kLength));
  EXPECT_EQ(output_shape(network).elements(), kFrames * (kLength / 2 + 1) * 2);
}

TEST(OnnxDeformConv, MovesItsWindowsAndMultipliesEachElementOnce) {
  ModelBuilder model(19);
  const std::string x = model.input("x", {1, 4, 6, 6}), weights = model.weights({8, 2, 3, 3}),
                    offsets = model.input("offsets", {1, 2 * 9, 4, 4});
  model.output(model.node("DeformConv", {x, weights, offsets}, {{"group", std::int64_t{2}}}));
  const Network network = imported(model).network;
  EXPECT_EQ(types(network), "resize convolution");
  EXPECT_EQ(network.macs(), 8U * 4 * 4 * 2 * 9);
  EXPECT_EQ(output_shape(network), (Shape{4, 4, 8}));
}

}  // namespace
}  // namespace apollo::workloads::importer::spectrum
