#include "workloads/random/layer.h"

#include <gtest/gtest.h>

#include <functional>
#include <map>
#include <set>
#include <utility>

#include "workloads/layer_kind.h"
#include "workloads/network_json.h"

namespace apollo::workloads::random {
namespace {

constexpr std::uint64_t kSeeds = 60;

// Calls visit(network) for some networks of the kind.
void for_seeds(const std::string& kind, const std::function<void(const Network&)>& visit) {
  for (std::uint64_t seed = 0; seed < kSeeds; ++seed) visit(layer(kind, seed));
}

std::set<LayerType> types_of(const std::string& kind) {
  std::set<LayerType> types;
  for_seeds(kind, [&](const Network& n) {
    for (const Layer& l : n.layers) types.insert(l.type);
  });
  return types;
}

class RandomLayer : public ::testing::TestWithParam<const char*> {};

TEST_P(RandomLayer, IsTheSameForASeedAndAnotherForAnother) {
  std::set<std::string> seen;
  for (std::uint64_t seed = 0; seed < kSeeds; ++seed) {
    Network network = layer(GetParam(), seed);
    EXPECT_EQ(to_json_text(layer(GetParam(), seed)), to_json_text(network));
    network.name = "";
    seen.insert(to_json_text(network));
  }
  EXPECT_GT(seen.size(), kSeeds / 2);
}

TEST_P(RandomLayer, IsNamedByKindAndSeed) {
  EXPECT_EQ(layer(GetParam(), 7).name, std::string(GetParam()) + "_7");
}

TEST_P(RandomLayer, ReadsBackFromItsFile) {
  for_seeds(GetParam(), [](const Network& n) {
    const std::string text = to_json_text(n);
    EXPECT_EQ(to_json_text(parse_network(text, "random.json")), text);
  });
}

INSTANTIATE_TEST_SUITE_P(Kinds, RandomLayer, ::testing::ValuesIn(kinds()),
                         [](const auto& info) { return std::string(info.param); });

TEST(RandomLayers, HaveEveryWidth) {
  std::set<int> of_weights;
  std::set<std::pair<int, int>> of_input_and_output;
  for_seeds("convolution", [&](const Network& n) {
    of_weights.insert(n.layers[0].weight_bits);
    of_input_and_output.emplace(n.tensors[n.layers[0].inputs[0]].quantization.bits,
                                n.tensors[n.layers[0].outputs[0]].quantization.bits);
  });
  EXPECT_EQ(of_weights, (std::set<int>{4, 8, 16}));
  EXPECT_EQ(of_input_and_output, (std::set<std::pair<int, int>>{{8, 8}, {8, 16}, {16, 8}, {16, 16}}));
}

TEST(RandomLayers, HaveEveryType) {
  std::set<LayerType> all;
  for (const char* kind : kinds()) all.merge(types_of(kind));
  for (const LayerKind& type : kLayerKinds) EXPECT_EQ(all.count(type.type), 1U) << type.name;
}

// What a kind of convolution is about occurs in some of them.
TEST(RandomConvolution, HasWhatItsKindSays) {
  const std::map<std::string, std::function<bool(const Network&)>> about = {
      {"depthwise",
       [](const Network& n) {
         return n.layers[0].groups > 1 && n.layers[0].groups == n.tensors[0].shape.channels;
       }},
      {"grouped",
       [](const Network& n) {
         return n.layers[0].groups > 1 && n.layers[0].groups < n.tensors[0].shape.channels;
       }},
      {"strided", [](const Network& n) { return n.layers[0].stride[0] > 1; }},
      {"dilated", [](const Network& n) { return n.layers[0].dilation[1] > 1; }},
      {"transposed", [](const Network& n) { return n.layers[0].type == LayerType::transposed_convolution; }},
      {"convolution", [](const Network& n) { return n.layers[0].kernel[0] > 1; }}};
  for (const auto& [kind, has] : about) {
    int found = 0;
    for_seeds(kind, [&, &matches = has](const Network& n) { found += matches(n); });
    EXPECT_GT(found, 0) << kind;
  }
  for_seeds("pointwise", [](const Network& n) { EXPECT_EQ(n.layers[0].kernel, (std::array<int, 2>{1, 1})); });
}

TEST(RandomRecurrentLayer, RunsBackwardsWhereReversed) {
  for (const char* kind : {"lstm", "gru"}) {
    for_seeds(kind, [](const Network& n) { EXPECT_FALSE(n.layers[0].reverse); });
    for_seeds(std::string("reversed_") + kind, [](const Network& n) { EXPECT_TRUE(n.layers[0].reverse); });
  }
}

TEST(RandomConcatenation, JoinsAlongTheAxisOfItsKind) {
  const std::map<std::string, Axis> axes = {{"concatenation", Axis::channels},
                                            {"concatenation_height", Axis::height},
                                            {"concatenation_width", Axis::width}};
  for (const auto& [kind, axis] : axes)
    for_seeds(kind, [expected = axis](const Network& n) {
      for (const Layer& l : n.layers)
        if (l.type == LayerType::concatenation) {
          EXPECT_EQ(l.axis, expected);
        }
    });
}

}  // namespace
}  // namespace apollo::workloads::random
