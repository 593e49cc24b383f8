#include "workloads/layer_kind.h"

#include <gtest/gtest.h>

#include <set>

#include "workloads/network.h"

namespace apollo::workloads {
namespace {

TEST(LayerKind, RowsAreInTheOrderOfTheirTypes) {
  for (std::size_t i = 0; i < std::size(kLayerKinds); ++i) {
    EXPECT_EQ(kLayerKinds[i].type, static_cast<LayerType>(i));
    EXPECT_EQ(&kind_of(static_cast<LayerType>(i)), &kLayerKinds[i]);
  }
}

TEST(LayerKind, NamesDiffer) {
  std::set<std::string> names;
  for (const LayerKind& kind : kLayerKinds) {
    EXPECT_TRUE(names.insert(kind.name).second) << kind.name;
    EXPECT_STREQ(to_string(kind.type), kind.name);
  }
}

TEST(LayerKind, TakesAndGivesAtLeastOneTensor) {
  for (const LayerKind& kind : kLayerKinds) {
    EXPECT_GE(kind.lowest_inputs, 1) << kind.name;
    EXPECT_GE(kind.highest_inputs, kind.lowest_inputs) << kind.name;
    EXPECT_GE(kind.highest_outputs, 1) << kind.name;
  }
}

TEST(LayerKind, OnlyCellsHaveAStateAndOnlyTheLstmGivesIt) {
  for (const LayerKind& kind : kLayerKinds) {
    const bool cell = kind.type == LayerType::lstm || kind.type == LayerType::gru;
    EXPECT_EQ(kind.has(has_cell_quantization), cell) << kind.name;
    EXPECT_EQ(kind.highest_outputs == 2, kind.type == LayerType::lstm) << kind.name;
  }
}

TEST(LayerKind, WhatHasOutputChannelsHasWeights) {
  for (const LayerKind& kind : kLayerKinds) {
    EXPECT_TRUE(!kind.has(has_channels) || kind.has(has_weight_scale)) << kind.name;
    EXPECT_TRUE(!kind.has(has_dilation) || kind.has(has_kernel)) << kind.name;
  }
}

TEST(Names, OfActivationsAndAxesAreInTheirOrder) {
  EXPECT_EQ(activation_names().size(), static_cast<std::size_t>(Activation::gelu) + 1);
  EXPECT_STREQ(to_string(Activation::none), "none");
  EXPECT_STREQ(to_string(Activation::hard_swish), "hard_swish");
  EXPECT_STREQ(to_string(Activation::gelu), "gelu");
  EXPECT_EQ(axis_names().size(), 3U);
  EXPECT_STREQ(to_string(Axis::height), "height");
  EXPECT_STREQ(to_string(Axis::channels), "channels");
}

}  // namespace
}  // namespace apollo::workloads
