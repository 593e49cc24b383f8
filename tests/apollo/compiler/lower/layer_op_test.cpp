#include "apollo/compiler/lower/layer_op.h"

#include <gtest/gtest.h>

#include "apollo/compiler/lower/views.h"
#include "workloads/network_builder.h"

namespace apollo::compiler::lower {
namespace {

using program::Kernel;
using program::Op;
using workloads::Layer;
using workloads::layer_of;
using workloads::LayerType;
using workloads::NetworkBuilder;
using workloads::Shape;

constexpr Shape kImage{9, 7, 12};

// The op of one layer on an image.
Op op_of(
    LayerType type, void (*set)(Layer*) = [](Layer*) {}, Shape input = kImage) {
  NetworkBuilder b("n");
  Layer layer = layer_of(type, {b.input("x", input)});
  set(&layer);
  const auto network = b.finish({b.add(layer)});
  std::vector<LoweredBuffer> buffers;
  const auto views = assign_views(network, &buffers);
  return layer_op({network, views, 0});
}

TEST(LayerOp, AGroupedConvolutionSplitsItsChannels) {
  const Op op = op_of(LayerType::convolution, [](Layer* l) {
    l->channels = 20;
    l->groups = 4;
    l->kernel = {3, 5};
    l->stride = {2, 1};
    l->padding = {1, 2, 1, 2};
  });
  EXPECT_EQ(op.kernel, Kernel::mac);
  EXPECT_EQ(op.G, 4);
  EXPECT_EQ(op.C, kImage.channels / 4);
  EXPECT_EQ(op.K, 20 / 4);
  EXPECT_EQ(op.R(), 3);
  EXPECT_EQ(op.S(), 5);
  EXPECT_EQ(op.rows.stride, 2);
  EXPECT_EQ(op.columns.pad, 2);
  EXPECT_EQ(op.Y, (kImage.height + 2 - 3) / 2 + 1);
  EXPECT_EQ(op.X, kImage.width + 4 - 5 + 1);
  EXPECT_TRUE(op.has_bias);
}

TEST(LayerOp, ATransposedConvolutionHasTransposedAxes) {
  const Op op = op_of(LayerType::transposed_convolution, [](Layer* l) {
    l->channels = 4;
    l->kernel = {2, 2};
    l->stride = {2, 2};
  });
  EXPECT_TRUE(op.rows.transposed && op.columns.transposed);
  EXPECT_EQ(op.Y, 2 * kImage.height);
}

TEST(LayerOp, AFullyConnectedLayerIsAWindowOverItsWholeInput) {
  const Op op = op_of(LayerType::fully_connected, [](Layer* l) { l->channels = 10; });
  EXPECT_EQ(op.R(), kImage.height);
  EXPECT_EQ(op.S(), kImage.width);
  EXPECT_EQ(op.C, kImage.channels);
  EXPECT_EQ(op.K, 10);
  EXPECT_EQ(op.Y * op.X, 1);
}

TEST(LayerOp, PoolsWorkOnEachChannel) {
  const auto two = [](Layer* l) { l->kernel = l->stride = {2, 2}; };
  const Op max = op_of(LayerType::max_pool, two), average = op_of(LayerType::average_pool, two);
  EXPECT_EQ(max.kernel, Kernel::max);
  EXPECT_EQ(average.kernel, Kernel::sum);
  EXPECT_TRUE(average.average);
  for (const Op& op : {max, average}) {
    EXPECT_EQ(op.G, kImage.channels);
    EXPECT_EQ(op.C * op.K, 1);
  }
  const Op global = op_of(LayerType::global_average_pool);
  EXPECT_EQ(global.R() * global.S(), kImage.height * kImage.width);
  EXPECT_TRUE(global.average);
}

TEST(LayerOp, AResizeReadsTheNearestPositionBelow) {
  const int height = 15, width = 14;
  const Op op = op_of(LayerType::resize, [](Layer* l) { l->shape = {15, 14, 1}; });
  for (int y = 0; y < height; ++y)
    EXPECT_EQ(op.rows.input_range({y, y + 1}, kImage.height).begin, y * kImage.height / height);
  for (int x = 0; x < width; ++x)
    EXPECT_EQ(op.columns.input_range({x, x + 1}, kImage.width).begin, x * kImage.width / width);
}

TEST(LayerOp, PaddingReadsNothingOutsideTheInput) {
  const Op op = op_of(LayerType::pad, [](Layer* l) { l->padding = {2, 1, 0, 3}; });
  EXPECT_EQ(op.Y, kImage.height + 2);
  EXPECT_EQ(op.rows.input_range({0, 2}, kImage.height).size(), 0) << "the two rows above";
  EXPECT_EQ(op.rows.input_range({2, 3}, kImage.height).begin, 0);
}

TEST(LayerOp, NormsTakeWholeRows) {
  const Op norm = op_of(LayerType::layer_norm),
           local = op_of(LayerType::local_response_norm, [](Layer*l) { l->window = 5; });
  EXPECT_TRUE(program::is_row_kernel(norm.kernel) && program::is_row_kernel(local.kernel));
  EXPECT_EQ(norm.C, kImage.channels);
  EXPECT_EQ(norm.parameter_layer, 0) << "gamma and beta";
  EXPECT_EQ(local.parameter_layer, -1);
  EXPECT_EQ(local.row_window, 5);
}

TEST(LayerOp, ARearrangementReadsEachElementOnce) {
  const Op op = op_of(LayerType::rearrange, [](Layer* l) {
    l->split = {9, 7, 12};
    l->order = {1, 0, 2};
    l->shape = {7, 9, 12};
  });
  ASSERT_TRUE(op.rearrangement);
  EXPECT_EQ(op.rearrangement->input_of({3, 5, 2}), (std::array<int, 3>{5, 3, 2}))
      << "height and width change";
}

TEST(LayerOp, AMatmulTakesItsWeightsFromAnActivation) {
  NetworkBuilder b("n");
  const int heads = 2, depth = 8;
  Layer l =
      layer_of(LayerType::matmul, {b.input("a", {1, 5, heads * depth}), b.input("b", {1, 6, heads * depth})});
  l.groups = heads;
  l.transpose_b = true;
  const auto network = b.finish({b.add(l)});
  std::vector<LoweredBuffer> buffers;
  const auto views = assign_views(network, &buffers);
  const Op op = layer_op({network, views, 0});
  EXPECT_EQ(op.weight_view, views[1]);
  EXPECT_EQ(op.parameter_layer, -1);
  EXPECT_EQ(op.G, heads);
  EXPECT_EQ(op.C, depth);
  EXPECT_EQ(op.K, 6) << "a score for each position of b";
}

TEST(LayerOp, StoredWeightsHaveAMultiplierForEachOutputChannel) {
  constexpr workloads::Quantization kIn{0.5F, 1}, kOut{0.25F, 2};
  NetworkBuilder b("n");
  Layer l = layer_of(LayerType::fully_connected, {b.input("x", {1, 1, 1}, kIn)});
  l.name = "dense";
  l.channels = 2;
  auto network = b.finish({b.add(l, kOut)});
  std::vector<LoweredBuffer> buffers;
  const auto views = assign_views(network, &buffers);
  EXPECT_FALSE(layer_op({network, views, 0}).by_channel);
  workloads::StoredValues values;
  values.parameters["dense"] = {{1, 1}, {0, 0}, {3, 4}, {5, 6}};
  network.stored = std::make_shared<workloads::StoredValues>(values);
  const Op op = layer_op({network, views, 0});
  ASSERT_TRUE(op.by_channel);
  EXPECT_EQ(op.by_channel->multipliers, (std::vector<float>{0.5F * 3 / 0.25F, 0.5F * 4 / 0.25F}));
  EXPECT_EQ(op.by_channel->weight_zero_points, (std::vector<int>{5, 6}));
}

}  // namespace
}  // namespace apollo::compiler::lower
