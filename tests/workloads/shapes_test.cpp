#include <gtest/gtest.h>

#include "one_layer.h"
#include "workloads/network.h"

// Output shapes, macs and parameters of each layer type at hand-derived examples.
namespace apollo::workloads {
namespace {

struct Inferred {
  Shape output;
  std::uint64_t macs, parameters;
};

Inferred infer(const Layer& layer, const std::vector<Tensor>& inputs) {
  Network network = one_layer(layer, inputs);
  validate(network, "test");
  return {network.tensors.back().shape, network.macs(), network.parameters()};
}

void expect(const Inferred& actual, Shape output, std::uint64_t macs, std::uint64_t parameters) {
  EXPECT_EQ(actual.output.height, output.height);
  EXPECT_EQ(actual.output.width, output.width);
  EXPECT_EQ(actual.output.channels, output.channels);
  EXPECT_EQ(actual.macs, macs);
  EXPECT_EQ(actual.parameters, parameters);
}

TEST(Shapes, Convolution) {
  Layer layer = layer_of(LayerType::convolution);
  layer.channels = 8;
  layer.kernel = {3, 5};
  layer.stride = {2, 1};
  layer.padding = {1, 2, 0, 1};
  // Rows: (10 + 1 + 0 - 3) / 2 + 1 = 5; columns: (7 + 2 + 1 - 5) / 1 + 1 = 6.
  expect(infer(layer, {input_of({10, 7, 4})}), {5, 6, 8}, 5 * 6 * 8 * 15 * 4, 8 * 15 * 4 + 8);
}

TEST(Shapes, DilatedConvolution) {
  Layer layer = layer_of(LayerType::convolution);
  layer.channels = 2;
  layer.kernel = {3, 3};
  layer.dilation = {2, 3};  // covers 5 x 7
  expect(infer(layer, {input_of({9, 9, 1})}), {5, 3, 2}, 5 * 3 * 2 * 9, 2 * 9 + 2);
}

TEST(Shapes, DepthwiseConvolution) {
  Layer layer = layer_of(LayerType::convolution);
  layer.channels = 6;
  layer.groups = 6;
  layer.kernel = {3, 3};
  layer.padding = {1, 1, 1, 1};
  expect(infer(layer, {input_of({4, 4, 6})}), {4, 4, 6}, 4 * 4 * 6 * 9, 6 * 9 + 6);
}

TEST(Shapes, TransposedConvolution) {
  Layer layer = layer_of(LayerType::transposed_convolution);
  layer.channels = 4;
  layer.groups = 2;
  layer.kernel = {3, 2};
  layer.stride = {2, 2};
  layer.padding = {1, 0, 1, 1};
  // Rows: (5 - 1) * 2 + 3 - 2 = 9; columns: (6 - 1) * 2 + 2 - 1 = 11.
  // Of the 5 * 3 (row, tap) pairs, the first row's first tap and the last row's last one are cropped; of the
  // 6 * 2 in a row, the last column's last tap.
  expect(infer(layer, {input_of({5, 6, 8})}), {9, 11, 4}, 13 * 11 * 8 * 4 / 2, 4 * 6 * 8 / 2 + 4);
}

TEST(Shapes, FullyConnectedOnEachToken) {
  Layer layer = layer_of(LayerType::fully_connected);
  layer.channels = 10;
  expect(infer(layer, {input_of({1, 7, 3})}), {1, 7, 10}, 7 * 3 * 10, 3 * 10 + 10);
}

TEST(Shapes, FullyConnectedFlattensAnImage) {
  Layer layer = layer_of(LayerType::fully_connected);
  layer.channels = 10;
  expect(infer(layer, {input_of({2, 7, 3})}), {1, 1, 10}, 42 * 10, 42 * 10 + 10);
}

TEST(Shapes, Matmul) {
  Layer layer = layer_of(LayerType::matmul);
  layer.groups = 2;
  layer.transpose_b = true;  // M = 5, D = 3, N = 7
  expect(infer(layer, {input_of({1, 5, 6}), input_of({1, 7, 6})}), {1, 5, 14}, 2 * 5 * 7 * 3, 0);
  layer.transpose_b = false;  // M = 5, N = 7, D = 3
  expect(infer(layer, {input_of({1, 5, 14}), input_of({1, 7, 6})}), {1, 5, 6}, 2 * 5 * 7 * 3, 0);
}

TEST(Shapes, Lstm) {
  Layer layer = layer_of(LayerType::lstm);
  layer.channels = 5;
  layer.state_quantization = {1, 0};
  expect(infer(layer, {input_of({1, 6, 3}), input_of({1, 1, 5}), input_of({1, 1, 5})}), {1, 6, 5},
         6 * 4 * 5 * (3 + 5), 4 * 5 * (3 + 5) + 4 * 5);
}

TEST(Shapes, Gru) {
  Layer layer = layer_of(LayerType::gru);
  layer.channels = 5;
  expect(infer(layer, {input_of({1, 6, 3}), input_of({1, 1, 5})}), {1, 6, 5}, 6 * 3 * 5 * (3 + 5),
         3 * 5 * (3 + 5) + 3 * 5);
}

TEST(Shapes, Pools) {
  for (const LayerType type : {LayerType::max_pool, LayerType::average_pool}) {
    Layer layer = layer_of(type);
    layer.kernel = {3, 2};
    layer.stride = {2, 2};
    layer.padding = {1, 0, 1, 0};
    expect(infer(layer, {input_of({112, 7, 4})}), {56, 3, 4}, 0, 0);
  }
  expect(infer(layer_of(LayerType::global_average_pool), {input_of({7, 5, 4})}), {1, 1, 4}, 0, 0);
}

TEST(Shapes, ElementWiseWithAndWithoutBroadcast) {
  for (const LayerType type : {LayerType::add, LayerType::multiply}) {
    expect(infer(layer_of(type), {input_of({3, 4, 5}), input_of({3, 4, 5})}), {3, 4, 5}, 0, 0);
    expect(infer(layer_of(type), {input_of({3, 4, 5}), input_of({1, 1, 5})}), {3, 4, 5}, 0, 0);
  }
}

TEST(Shapes, Concatenation) {
  const Layer layer = layer_of(LayerType::concatenation);
  expect(infer(layer, {input_of({3, 4, 5}), input_of({3, 4, 1}), input_of({3, 4, 2})}), {3, 4, 8}, 0, 0);
}

TEST(Shapes, Resize) {
  Layer layer = layer_of(LayerType::resize);
  layer.shape = {6, 13, 1};
  expect(infer(layer, {input_of({3, 4, 5})}), {6, 13, 5}, 0, 0);
}

TEST(Shapes, VectorOperations) {
  Layer activation = layer_of(LayerType::activation);
  activation.activation = Activation::gelu;
  expect(infer(activation, {input_of({3, 4, 5})}), {3, 4, 5}, 0, 0);
  expect(infer(layer_of(LayerType::softmax), {input_of({3, 4, 5})}), {3, 4, 5}, 0, 0);
  expect(infer(layer_of(LayerType::layer_norm), {input_of({3, 4, 5})}), {3, 4, 5}, 0, 10);
}

TEST(Shapes, ConcatenationAlongEachAxis) {
  Layer layer = layer_of(LayerType::concatenation);
  layer.axis = Axis::height;
  expect(infer(layer, {input_of({3, 4, 5}), input_of({2, 4, 5})}), {5, 4, 5}, 0, 0);
  layer.axis = Axis::width;
  expect(infer(layer, {input_of({3, 4, 5}), input_of({3, 1, 5})}), {3, 5, 5}, 0, 0);
}

TEST(Shapes, LayersThatMoveData) {
  Layer slice = layer_of(LayerType::slice);
  slice.begin = {1, 0, 4};
  slice.shape = {2, 4, 1};
  expect(infer(slice, {input_of({3, 4, 5})}), {2, 4, 1}, 0, 0);
  Layer pad = layer_of(LayerType::pad);
  pad.padding = {1, 2, 3, 4};
  expect(infer(pad, {input_of({3, 4, 5})}), {7, 10, 5}, 0, 0);
  Layer rearrange = layer_of(LayerType::rearrange);
  rearrange.split = {3, 4, 5};
  rearrange.order = {2, 0, 1};
  rearrange.shape = {5, 12, 1};
  expect(infer(rearrange, {input_of({3, 4, 5})}), {5, 12, 1}, 0, 0);
}

TEST(Shapes, LayersThatKeepTheirInputsShape) {
  for (const LayerType type : {LayerType::subtract, LayerType::divide}) {
    expect(infer(layer_of(type), {input_of({3, 4, 5}), input_of({3, 4, 5})}), {3, 4, 5}, 0, 0);
    expect(infer(layer_of(type), {input_of({3, 4, 5}), input_of({1, 1, 5})}), {3, 4, 5}, 0, 0);
  }
  Layer softmax = layer_of(LayerType::softmax);
  softmax.groups = 3;
  expect(infer(softmax, {input_of({1, 4, 6})}), {1, 4, 6}, 0, 0);
  Layer norm = layer_of(LayerType::local_response_norm);
  norm.window = 5;
  expect(infer(norm, {input_of({3, 4, 5})}), {3, 4, 5}, 0, 0);
}

}  // namespace
}  // namespace apollo::workloads
