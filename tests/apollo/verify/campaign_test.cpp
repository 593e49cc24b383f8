#include "apollo/verify/campaign.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <set>

#include "apollo/study/space_json.h"
#include "simulator/cost/area.h"
#include "tests/files/error_of.h"
#include "tests/workloads/small_network.h"
#include "workloads/network_json.h"
#include "workloads/random/layer.h"

namespace apollo::verify {
namespace {

using workloads::Network;

constexpr int kSamples = 100;

std::string text_of(const Design& design) {
  return to_json_text(design.network) + to_json_text(design.accelerator);
}

Campaign of_small_network() {
  Campaign campaign;
  campaign.networks = {workloads::small_network()};
  return campaign;
}

TEST(Campaign, DrawsTheSameForASeedAndAnIndex) {
  Campaign campaign, other_seed;
  other_seed.seed = campaign.seed + 1;
  for (int i = 0; i < kSamples; ++i) {
    EXPECT_EQ(text_of(draw(campaign, i)), text_of(draw(campaign, i)));
    EXPECT_NE(text_of(draw(campaign, i)), text_of(draw(other_seed, i)));
  }
}

TEST(Campaign, WithoutNetworksGoesThroughTheKindsOfRandomLayers) {
  const auto& kinds = workloads::random::kinds();
  for (std::size_t i = 0; i < 2 * kinds.size(); ++i) {
    const Design design = draw(Campaign(), static_cast<std::int64_t>(i));
    const std::string kind = kinds[i % kinds.size()];
    EXPECT_EQ(design.network.name.substr(0, kind.size() + 1), kind + "_");
    EXPECT_FALSE(design.whole_network);
  }
}

TEST(Campaign, DrawsLayersOfItsNetworksAndEvery25thTimeAWholeOne) {
  const Campaign campaign = of_small_network();
  std::set<std::string> names;
  for (int i = 0; i < 8 * kSamples; ++i) {
    const Design design = draw(campaign, i);
    EXPECT_EQ(design.whole_network, i % 25 == 0) << i;
    EXPECT_EQ(design.network.layers.size(), design.whole_network ? campaign.networks[0].layers.size() : 1U);
    names.insert(design.network.name);
  }
  EXPECT_EQ(names.size(), campaign.networks[0].layers.size() + 1) << "each layer, and the network";
}

TEST(Campaign, OfWholeNetworksDrawsNothingElse) {
  Campaign campaign = of_small_network();
  campaign.whole_networks = true;
  for (int i = 0; i < kSamples; ++i) {
    EXPECT_TRUE(draw(campaign, i).whole_network);
    EXPECT_EQ(draw(campaign, i).network.name, "small");
  }
}

TEST(Campaign, TakesAcceleratorsFromItsSpaceWithinTheAreaLimit) {
  Campaign campaign;
  campaign.space = study::read_space("apollo");
  campaign.base.accelerator.constants.clock_mhz = 500;  // what the space leaves out
  const auto largest = [&] {
    double largest = 0;
    for (int i = 0; i < kSamples; ++i)
      largest = std::max(largest, area(draw(campaign, i).accelerator, cost::technology("7nm")).total());
    return largest;
  };
  const double without_limit = largest();
  campaign.area_limit_mm2 = without_limit / 2;
  EXPECT_LE(largest(), without_limit / 2);
  EXPECT_EQ(draw(campaign, 0).accelerator.constants.clock_mhz, 500);
}

TEST(Campaign, WithoutAPointInTheAreaLimitIsAnError) {
  Campaign campaign;
  campaign.space = optimizers::SearchSpace({{"pes_x", optimizers::Parameter::Kind::ordinal, {1, 2}, {}}});
  campaign.area_limit_mm2 = 1e-3;
  testing::expect_contains(testing::error_of([&] { draw(campaign, 0); }), "area limit; must be larger");
}

// The residual addition: its operands become the inputs, its sum the output.
TEST(SingleLayer, HasItsInputsAsTheNetworksInputs) {
  const Network whole = workloads::small_network();
  int index = 0;
  while (whole.layers[index].name != "residual") ++index;
  const Network single = single_layer(whole, index);
  EXPECT_EQ(single.name, "small/residual");
  ASSERT_EQ(single.layers.size(), 1U);
  ASSERT_EQ(single.inputs.size(), 2U);
  ASSERT_EQ(single.outputs.size(), 1U);
  const auto same = [&](int tensor, int of_whole) {
    EXPECT_EQ(single.tensors[tensor].name, whole.tensors[of_whole].name);
    EXPECT_EQ(single.tensors[tensor].shape, whole.tensors[of_whole].shape);
    EXPECT_EQ(single.tensors[tensor].quantization, whole.tensors[of_whole].quantization);
  };
  for (int i = 0; i < 2; ++i) same(single.inputs[i], whole.layers[index].inputs[i]);
  same(single.outputs[0], whole.layers[index].outputs[0]);
  EXPECT_EQ(single.macs(), whole.layers[index].macs);
}

TEST(SingleLayer, TakesATensorThatItReadsTwiceOnce) {
  workloads::NetworkBuilder b("twice");
  const int x = b.input("x", {2, 2, 4});
  const Network whole = b.finish({b.add(workloads::layer_of(workloads::LayerType::add, {x, x}))});
  EXPECT_EQ(single_layer(whole, 0).inputs.size(), 1U);
  EXPECT_EQ(single_layer(whole, 0).layers[0].inputs, (std::vector<int>{0, 0}));
}

}  // namespace
}  // namespace apollo::verify
