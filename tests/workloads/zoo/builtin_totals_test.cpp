#include <gtest/gtest.h>

#include <map>
#include <optional>

#include "workloads/zoo/builtin.h"

// The built-in networks against totals that others have published (docs/workloads.md has the sources), and
// where there are none, or they count differently, against sums over the published sizes.
namespace apollo::zoo {
namespace {

double share(std::uint64_t ours, double published) { return static_cast<double>(ours) / published; }

struct Published {
  const char* network;
  std::optional<double> macs, parameters;
};

const Published kPublished[] = {
    {"convnext_tiny", 4457472768.0, 28589128.0},
    {"crnn", std::nullopt, 8.3e6},
    {"deeplabv3_mobilenet_v2", 2.75e9, 2.11e6},
    {"efficientnet_lite0", std::nullopt, 4.652008e6},  // MACs: below
    {"llama_1b_decode", std::nullopt, 1.23e9},         // MACs: transformer_totals_test.cpp
    {"llama_1b_prefill", std::nullopt, 1.23e9},
    {"mobilenet_edgetpu", 990e6, 4.09e6},
    {"mobilenet_v1", 569e6, 4.24e6},
    {"mobilenet_v2", 300e6, 3.50e6},
    {"mobilenet_v3_large", 219e6, 5.4e6},
    {"resnet50", 4.09e9, 25.6e6},
    {"ssd_mobilenet_v2_300", 3.775e9 / 2, 16.818e6},
    {"unet", 13.7e9 / 2, 3.69e6},
    {"rnnt_encoder", std::nullopt, 21.6e6},  // MACs: below
    {"vit_tiny", 1.26e9, 5.72e6},
    {"yolov8n", 8.7e9 / 2, 3.2e6},
};

TEST(NetworkTotals, AreWithinTwoPercentOfThePublishedOnes) {
  for (const auto& [name, macs, parameters] : kPublished) {
    const workloads::Network network = builtin_network(name);
    if (macs) {
      EXPECT_NEAR(share(network.macs(), *macs), 1, 0.02) << name;
    }
    if (parameters) {
      EXPECT_NEAR(share(network.parameters(), *parameters), 1, 0.02) << name;
    }
  }
}

// Libraries count gamma and beta of each batch norm; folded, beta is the convolution's bias, and gamma is
// gone.
TEST(NetworkTotals, WithTheGammasParametersAreThoseOfLibraries) {
  const std::map<std::string, std::uint64_t> libraries = {{"efficientnet_lite0", 4652008},  // keras-hub
                                                          {"mobilenet_v1", 4231976},  // Keras, trainable
                                                          {"mobilenet_v2", 3504872},  // torchvision
                                                          {"mobilenet_v3_large", 5483032},
                                                          {"resnet50", 25557032},
                                                          // ultralytics, less the 16 of decoding; the last
                                                          // layers of the three grids have no batch norm
                                                          {"yolov8n", 3157200 - 16 + 3 * (4 * 16 + 80)}};
  for (const auto& [name, expected] : libraries) {
    const workloads::Network network = builtin_network(name);
    std::uint64_t gammas = 0;
    for (const workloads::Layer& layer : network.layers) {
      if (layer.type == workloads::LayerType::convolution)
        gammas += static_cast<std::uint64_t>(layer.channels);
    }
    EXPECT_EQ(network.parameters() + gammas, expected) << name;
  }
}

// One inverted residual of `channels` to `out` on size x size, without a squeeze.
std::uint64_t inverted_residual(int size, int stride, int kernel, int channels, int expansion, int out) {
  const std::uint64_t inner = static_cast<std::uint64_t>(channels) * expansion;
  const std::uint64_t before = size * size, after = before / (stride * stride);
  return (expansion > 1 ? before * channels * inner : 0) + after * inner * (kernel * kernel + out);
}

// The published 407 M are 5.7 % more than the multiply-accumulates of the published layers.
TEST(NetworkTotals, EfficientNetLite0HasTheMacsOfItsTable) {
  struct Row {
    int repeats, kernel, stride, expansion, out;
  };
  std::uint64_t macs = 112 * 112 * 27 * 32;
  int size = 112, channels = 32;
  for (const Row& r : {Row{1, 3, 1, 1, 16}, Row{2, 3, 2, 6, 24}, Row{2, 5, 2, 6, 40}, Row{3, 3, 2, 6, 80},
                       Row{3, 5, 1, 6, 112}, Row{4, 5, 2, 6, 192}, Row{1, 3, 1, 6, 320}}) {
    for (int i = 0; i < r.repeats; ++i) {
      const int stride = i == 0 ? r.stride : 1;
      macs += inverted_residual(size, stride, r.kernel, channels, r.expansion, r.out);
      size /= stride;
      channels = r.out;
    }
  }
  macs += 7 * 7 * 320 * 1280 + 1280 * 1000;
  EXPECT_EQ(builtin_network("efficientnet_lite0").macs(), macs);
  EXPECT_NEAR(share(macs, 407e6), 1 / 1.057, 0.001);
}

std::uint64_t lstm_macs(std::uint64_t inputs, std::uint64_t units) { return 4 * units * (inputs + units); }

// Every weight is used once in a step, so the published 21.6 M parameters allow 43.2 M operations, and not
// the published 45.6 M.
TEST(NetworkTotals, RnntEncoderHasTheMacsOfItsParameters) {
  const workloads::Network network = builtin_network("rnnt_encoder");
  EXPECT_EQ(network.macs(), lstm_macs(128, 640) + 6 * lstm_macs(640, 640));
  EXPECT_NEAR(share(2 * network.macs(), 45.6e6), 1, 0.052);
}

TEST(NetworkTotals, RnntDecoderHasThoseOfItsSizes) {
  const workloads::Network network = builtin_network("rnnt_decoder");
  const std::uint64_t macs = 2 * lstm_macs(320, 320) + (1024 + 320) * 512 + 512 * 29;
  EXPECT_EQ(network.macs(), macs);
  EXPECT_EQ(network.parameters(), macs + 2 * 4 * 320 + 512 + 29);  // one bias for each gate
}

// The published width of the sequence: 26 steps of 512 features.
TEST(NetworkTotals, CrnnHasTheMacsOfItsSizes) {
  const std::uint64_t convolutions = 32 * 100 * 9 * 64 + 16 * 50 * 9 * 64 * 128 + 8 * 25 * 9 * 128 * 256 +
                                     8 * 25 * 9 * 256 * 256 + 4 * 26 * 9 * 256 * 512 +
                                     4 * 26 * 9 * 512 * 512 + 1 * 26 * 4 * 512 * 512;
  const std::uint64_t step = 2 * lstm_macs(512, 256) + 512 * 256 + 2 * lstm_macs(256, 256) + 512 * 37;
  EXPECT_EQ(builtin_network("crnn").macs(), convolutions + 26 * step);
}

TEST(NetworkTotals, ConvNextHasThePublishedParametersWithTheScalesOfItsBlocks) {
  const std::uint64_t scales = 3 * 96 + 3 * 192 + 9 * 384 + 3 * 768;
  EXPECT_EQ(builtin_network("convnext_tiny").parameters() + scales, 28589128U);  // torchvision
}

// Keras counts gamma, beta, mean and variance of each batch norm.
TEST(NetworkTotals, MlperfTinysNetworksHaveTheParametersOfKerasAndTheMacsOfTheirSizes) {
  const workloads::Network keywords = builtin_network("ds_cnn");
  const std::uint64_t positions = 25 * 5, channels = 64, classes = 12;
  EXPECT_EQ(keywords.parameters() + (1 + 2 * 4) * 4 * channels, 24908U);
  EXPECT_EQ(keywords.macs(), positions * channels * (10 * 4 + 4 * (3 * 3 + channels)) + channels * classes);
  const workloads::Network anomalies = builtin_network("anomaly_autoencoder");
  const std::uint64_t weights = 2 * (640 * 128 + 3 * 128 * 128 + 128 * 8);
  const std::uint64_t biases = 8 * 128 + 8 + 640, norms = 4 * (8 * 128 + 8);
  EXPECT_EQ(anomalies.macs(), weights);
  EXPECT_EQ(anomalies.parameters(), weights + biases);
  EXPECT_EQ(anomalies.parameters() + norms, 269992U);
}

std::uint64_t encoder_parameters(
    std::uint64_t width) {  // four matrices, two of the fourfold width, two norms
  return 4 * (width * width + width) + (width * 4 * width + 4 * width) + (4 * width * width + width) +
         4 * width;
}

// With weights for every token, and scores and context of every pair of tokens.
std::uint64_t encoder_macs(std::uint64_t tokens, std::uint64_t width) {
  return tokens * 12 * width * width + 2 * tokens * tokens * width;
}

TEST(NetworkTotals, VitTinyHasThoseOfItsSizes) {
  const workloads::Network network = builtin_network("vit_tiny");
  EXPECT_EQ(network.macs(), 196 * 768 * 192 + 12 * encoder_macs(197, 192) + 192 * 1000);
  EXPECT_EQ(network.parameters(),
            768 * 192 + 192 + 192 + 197 * 192 + 12 * encoder_parameters(192) + 2 * 192 + 192 * 1000 + 1000);
  EXPECT_EQ(network.parameters(), 5717416U);  // timm's vit_tiny_patch16_224
}

TEST(NetworkTotals, BertTinyHasThePublishedParametersWithoutTheTables) {
  const workloads::Network network = builtin_network("bert_tiny");
  const std::uint64_t words = 30522 * 128, segments = 2 * 128, unused_positions = (512 - 128) * 128;
  EXPECT_EQ(network.parameters() + words + segments + unused_positions, 4385920U);
  EXPECT_EQ(network.macs(), 2 * encoder_macs(128, 128) + 128 * 128);
}

// The published 25.3 M parameters and 5.7 G operations are 2.9 % and 5.5 % more than those of the published
// layers.
TEST(NetworkTotals, MobileBertHasTheParametersOfTheModelWithoutTheTables) {
  const workloads::Network network = builtin_network("mobilebert");
  const std::uint64_t tables = 30522 * 128 + 2 * 512, unused_positions = (512 - 128) * 512;
  // Gain and offset that go into the linear layer before them: two bottlenecks in each layer, and the
  // embeddings.
  const std::uint64_t folded = 24 * 2 * 2 * 128 + 2 * 512;
  const std::uint64_t model = network.parameters() + tables + unused_positions + folded;
  EXPECT_EQ(model, 24581888U);
  EXPECT_NEAR(share(model, 25.3e6), 0.971, 0.001);
  // Each layer: three bottlenecks and the value between 512 and 128, query, key and projection, four
  // feed-forward networks, attention.
  const std::uint64_t layer = 128 * (4 * 512 * 128 + 3 * 128 * 128 + 4 * 2 * 512 * 128) + 2 * 128 * 128 * 128;
  EXPECT_EQ(network.macs(), 24 * layer + 128 * 3 * 128 * 512);
  EXPECT_NEAR(share(2 * network.macs(), 5.7e9), 0.945, 0.001);
}

}  // namespace
}  // namespace apollo::zoo
