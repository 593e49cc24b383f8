#include <gtest/gtest.h>

#include <vector>

#include "workloads/zoo/builtin.h"

// The attention networks of today against sums over their published sizes, and their parameters against the
// published ones to the unit (docs/workloads.md has the sources).
namespace apollo::zoo {
namespace {

// Weights of a linear layer, which are also its MACs for one token.
constexpr std::uint64_t linear(std::uint64_t inputs, std::uint64_t outputs) { return inputs * outputs; }

// Products of every pair of a query and a key, and of its weight and a value, over all heads.
constexpr std::uint64_t attention(std::uint64_t queries, std::uint64_t keys, std::uint64_t width) {
  return 2 * queries * keys * width;
}

namespace llama {
constexpr std::uint64_t kLayers = 16, kWidth = 2048, kKeys = 8 * 64, kHidden = 8192, kWords = 128256;
constexpr std::uint64_t kLayer =
    2 * linear(kWidth, kWidth) + 2 * linear(kWidth, kKeys) + 3 * linear(kWidth, kHidden);
// Of queries and projection, keys and values, gate and up, down.
constexpr std::uint64_t kBiases = 2 * kWidth + 2 * kKeys + 2 * kHidden + kWidth;
}  // namespace llama

TEST(TransformerTotals, LlamasParametersAreThePublishedOnesWithoutBiasesAndBetas) {
  using namespace llama;
  const std::uint64_t gammas = (2 * kLayers + 1) * kWidth, betas = gammas;
  const std::uint64_t model = kLayers * kLayer + linear(kWidth, kWords) + gammas;
  EXPECT_EQ(model, 1235814400U);
  for (const char* name : {"llama_1b_prefill", "llama_1b_decode"}) {
    EXPECT_EQ(builtin_network(name).parameters(), model + kLayers * kBiases + kWords + betas) << name;
  }
}

TEST(TransformerTotals, LlamaHasTheMacsOfItsSizes) {
  using namespace llama;
  const std::uint64_t tokens = 512, cached = 2048;
  EXPECT_EQ(builtin_network("llama_1b_prefill").macs(),
            kLayers * (tokens * kLayer + attention(tokens, tokens, kWidth)) + linear(kWidth, kWords));
  EXPECT_EQ(builtin_network("llama_1b_decode").macs(),
            kLayers * (kLayer + attention(1, cached + 1, kWidth)) + linear(kWidth, kWords));
}

TEST(TransformerTotals, LlamasCacheIsInputsAndItsNewRowsAreOutputs) {
  const workloads::Network network = builtin_network("llama_1b_decode");
  std::int64_t cache = 0, rows = 0;
  for (const int input : network.inputs) {
    const workloads::Tensor& t = network.tensors[static_cast<std::size_t>(input)];
    if (t.name.find("_cache") != std::string::npos) cache += t.shape.elements();
  }
  for (const int output : network.outputs)
    rows += network.tensors[static_cast<std::size_t>(output)].shape.elements();
  EXPECT_EQ(cache, static_cast<std::int64_t>(2 * llama::kLayers * 2048 * llama::kKeys));
  EXPECT_EQ(rows, static_cast<std::int64_t>(2 * llama::kLayers * llama::kKeys + llama::kWords));
}

namespace whisper {
constexpr std::uint64_t kLayers = 4, kWidth = 384, kMels = 80, kFrames = 3000, kAudio = 1500, kText = 448,
                        kWords = 51865;
constexpr std::uint64_t kSquare = linear(kWidth, kWidth), kFeedForward = 2 * linear(kWidth, 4 * kWidth);
constexpr std::uint64_t kStem1 = linear(3 * kMels, kWidth), kStem2 = linear(3 * kWidth, kWidth);
}  // namespace whisper

TEST(TransformerTotals, WhisperHasTheMacsOfItsSizes) {
  using namespace whisper;
  EXPECT_EQ(builtin_network("whisper_tiny_encoder").macs(),
            kFrames * kStem1 + kAudio * kStem2 +
                kLayers * (kAudio * (4 * kSquare + kFeedForward) + attention(kAudio, kAudio, kWidth)) +
                kLayers * kAudio * 2 * kSquare);  // the decoder's keys and values
  EXPECT_EQ(
      builtin_network("whisper_tiny_decoder").macs(),
      kLayers * (6 * kSquare + kFeedForward + attention(1, kText + kAudio, kWidth)) + linear(kWidth, kWords));
}

TEST(TransformerTotals, WhispersHalvesHaveThePublishedParameters) {
  using namespace whisper;
  // Keys have no bias there, the sinusoids are not trained; the last layer has none, and it is the table.
  const std::uint64_t key_biases = 3 * kLayers * kWidth, sinusoids = kAudio * kWidth, word_biases = kWords;
  const std::uint64_t positions = kText * kWidth;  // an input here
  EXPECT_EQ(builtin_network("whisper_tiny_encoder").parameters() - sinusoids +
                builtin_network("whisper_tiny_decoder").parameters() - word_biases + positions - key_biases,
            37184640U);
}

namespace diffusion {
constexpr std::uint64_t kPositions = 64 * 64, kWidth = 320, kTime = 1280, kWords = 77, kPrompt = 768;

constexpr std::uint64_t biased(std::uint64_t inputs, std::uint64_t outputs) {
  return linear(inputs, outputs) + outputs;
}

// Parameters of a residual block: two norms, two convolutions, the time step; a projection if widths differ.
constexpr std::uint64_t residual_block(std::uint64_t in, std::uint64_t out) {
  return 2 * in + biased(9 * in, out) + biased(kTime, out) + 2 * out + biased(9 * out, out) +
         (in == out ? 0 : biased(in, out));
}

// Of a transformer: four norms, projections in and out, self-attention, cross-attention, GEGLU.
constexpr std::uint64_t transformer(std::uint64_t width) {
  const std::uint64_t square = linear(width, width), projection = biased(width, width);
  return 4 * 2 * width + 2 * projection + (3 * square + projection) +
         (square + 2 * linear(kPrompt, width) + projection) + biased(width, 8 * width) +
         biased(4 * width, width);
}

// Of the whole UNet: each level down has two pairs, up three, whose inputs are joined with those of the way
// down.
std::uint64_t unet() {
  const std::vector<std::uint64_t> levels = {kWidth, 2 * kWidth, 4 * kWidth, 4 * kWidth};
  const auto convolution = [](std::uint64_t in, std::uint64_t out) { return biased(9 * in, out); };
  std::uint64_t total = convolution(4, kWidth) + biased(kWidth, kTime) + biased(kTime, kTime);
  std::uint64_t width = kWidth;
  std::vector<std::uint64_t> joined = {width};
  for (std::size_t level = 0; level < levels.size(); ++level) {
    const bool last = level + 1 == levels.size();
    for (int pair = 0; pair < 2; ++pair) {
      total += residual_block(width, levels[level]) + (last ? 0 : transformer(levels[level]));
      joined.push_back(width = levels[level]);
    }
    if (last) break;
    total += convolution(width, width);
    joined.push_back(width);
  }
  total += 2 * residual_block(width, width) + transformer(width);
  for (std::size_t level = levels.size(); level-- > 0;) {
    for (int pair = 0; pair < 3; ++pair) {
      total += residual_block(width + joined.back(), levels[level]);
      total += level + 1 == levels.size() ? 0 : transformer(levels[level]);
      joined.pop_back();
      width = levels[level];
    }
    if (level > 0) total += convolution(width, width);
  }
  return total + 2 * width + convolution(width, 4);
}
}  // namespace diffusion

TEST(TransformerTotals, StableDiffusionsBlockHasTheParametersOfThePublishedUnets) {
  using namespace diffusion;
  EXPECT_EQ(unet(), 859520964U);
  const std::uint64_t biases = 2 * 3 * kWidth;  // of queries, keys and values, which the model has not
  EXPECT_EQ(builtin_network("stable_diffusion_block").parameters(),
            residual_block(kWidth, kWidth) + transformer(kWidth) + biases);
}

TEST(TransformerTotals, StableDiffusionsBlockHasTheMacsOfItsSizes) {
  using namespace diffusion;
  const std::uint64_t square = linear(kWidth, kWidth);
  // Two convolutions, in and out, four of self-attention, two of cross-attention, GEGLU.
  const std::uint64_t at_each_position =
      2 * 9 * square + (2 + 4 + 2) * square + linear(kWidth, 8 * kWidth) + linear(4 * kWidth, kWidth);
  EXPECT_EQ(builtin_network("stable_diffusion_block").macs(),
            kPositions * at_each_position + linear(kTime, kWidth) + kWords * 2 * linear(kPrompt, kWidth) +
                attention(kPositions, kPositions, kWidth) + attention(kPositions, kWords, kWidth));
}

}  // namespace
}  // namespace apollo::zoo
