#include <gtest/gtest.h>

#include <limits>

#include "one_layer.h"
#include "tests/files/error_of.h"
#include "workloads/network.h"

namespace apollo::workloads {
namespace {

std::string shape_error(const Layer& layer, const std::vector<Tensor>& inputs) {
  Network network = one_layer(layer, inputs);
  return testing::error_of([&] { validate(network, "net.json"); });
}

TEST(ShapeErrors, KernelLargerThanThePaddedInput) {
  Layer layer = convolution_of(4);
  layer.kernel = {7, 7};
  layer.padding = {1, 0, 0, 0};
  EXPECT_EQ(shape_error(layer, {input_of({5, 9, 3})}),
            "net.json: layer layer (convolution): kernel[0] covers 7; must be at most the padded input, 6");
  layer.type = LayerType::max_pool;
  layer.channels = 0;
  testing::expect_contains(shape_error(layer, {input_of({9, 5, 3})}),
                           "kernel[1] covers 7; must be at most the padded input, 5");
}

TEST(ShapeErrors, GroupsMustDivideChannels) {
  Layer layer = convolution_of(4);
  layer.groups = 2;
  testing::expect_contains(shape_error(layer, {input_of({5, 5, 3})}),
                           "groups is 2; must divide the channels");
  layer.groups = 3;
  testing::expect_contains(shape_error(layer, {input_of({5, 5, 3})}),
                           "groups is 3; must divide the channels");
}

TEST(ShapeErrors, MismatchedOperands) {
  testing::expect_contains(shape_error(layer_of(LayerType::add), {input_of({3, 4, 5}), input_of({3, 4, 6})}),
                           "input in1 is 3 x 4 x 6; must be 3 x 4 x 5");
  testing::expect_contains(
      shape_error(layer_of(LayerType::multiply), {input_of({1, 1, 5}), input_of({3, 4, 5})}),
      "input in1 is 3 x 4 x 5; must be 1 x 1 x 5");
  testing::expect_contains(
      shape_error(layer_of(LayerType::concatenation), {input_of({3, 4, 5}), input_of({4, 3, 5})}),
      "input in1 is 4 x 3 x 5; must be 3 x 4 x 5, the first input's shape but for its channels");
  Layer layer = layer_of(LayerType::matmul);
  testing::expect_contains(shape_error(layer, {input_of({1, 4, 5}), input_of({1, 6, 5})}),
                           "the first must have 6 channels");
  testing::expect_contains(shape_error(layer, {input_of({2, 4, 5}), input_of({1, 5, 5})}),
                           "must have height 1");
  layer.groups = 2;
  testing::expect_contains(shape_error(layer, {input_of({1, 4, 5}), input_of({1, 6, 4})}),
                           "groups is 2; must divide");
}

TEST(ShapeErrors, RecurrentStates) {
  Layer layer = layer_of(LayerType::lstm);
  layer.channels = 5;
  layer.state_quantization = {1, 0};
  const Tensor x = input_of({1, 6, 3}), state = input_of({1, 1, 5}), other = input_of({1, 1, 5}, 7);
  testing::expect_contains(shape_error(layer, {x, other, state}),
                           "the initial h and the output must have the same scale");
  testing::expect_contains(shape_error(layer, {x, state, other}),
                           "the initial c must have the state's scale");
  testing::expect_contains(shape_error(layer, {x, input_of({1, 1, 4}), state}),
                           "input in1 is 1 x 1 x 4; must be 1 x 1 x 5");
  testing::expect_contains(shape_error(layer, {x, state, input_of({5, 1, 1})}),
                           "input in2 is 5 x 1 x 1; must be 1 x 1 x 5");
  testing::expect_contains(shape_error(layer, {input_of({2, 3, 3}), state, state}),
                           "the sequence is 2 x 3 x 3; must have height 1");
  layer.gate_quantization.scale = 0;
  testing::expect_contains(shape_error(layer, {x, state, state}), "gates: scale is 0");
}

TEST(ShapeErrors, LastCellStateHasTheStatesQuantization) {
  Layer layer = layer_of(LayerType::lstm);
  layer.channels = 5;
  layer.state_quantization = {1, 0};
  Network network = one_layer(layer, {input_of({1, 6, 3}), input_of({1, 1, 5}), input_of({1, 1, 5})});
  network.tensors.push_back({"last_c", {}, {0.5F, 0}});
  network.layers[0].outputs.push_back(4);
  testing::expect_contains(testing::error_of([&] { validate(network, "net.json"); }),
                           "the last c must have the state's scale");
}

TEST(ShapeErrors, SizesThatCouldOverflow) {
  Layer layer = layer_of(LayerType::resize);
  layer.shape = {(1 << 20) + 1, 1, 1};
  testing::expect_contains(shape_error(layer, {input_of({1024, 1, 1})}),
                           "shape[0] is 1048577; must be from 1 to 1048576");
  layer.shape = {1 << 20, 1 << 12, 1};
  testing::expect_contains(shape_error(layer, {input_of({1024, 1024, 1})}),
                           "must have at most 2147483647 elements");
  layer = layer_of(LayerType::transposed_convolution);
  layer.channels = 1;
  layer.stride = {4096, 4096};
  testing::expect_contains(shape_error(layer, {input_of({1024, 1024, 1})}), "each dimension must be");
  layer.kernel = {2, 1};
  layer.padding = {1, 0, 1, 0};
  testing::expect_contains(shape_error(layer, {input_of({1, 1, 1})}), "output is 0 x 1 x 1");
  testing::expect_contains(
      shape_error(layer_of(LayerType::concatenation), {input_of({1, 1, 1 << 20}), input_of({1, 1, 1})}),
      "output is 1 x 1 x 1048577");
}

TEST(ShapeErrors, SumsThatCouldOverflow) {
  Layer layer = layer_of(LayerType::fully_connected);
  layer.channels = 1;
  testing::expect_contains(shape_error(layer, {input_of({1, 1, 65537})}),
                           "sums 65537 products into one output");
  layer.channels = 1 << 20;
  testing::expect_contains(shape_error(layer, {input_of({1, 1, 65536})}),
                           "has 68719476736 weights; must be at most 2147483647");
  layer = layer_of(LayerType::matmul);
  layer.transpose_b = true;
  testing::expect_contains(shape_error(layer, {input_of({1, 1, 32769}), input_of({1, 1, 32769})}),
                           "sums 32769 products");
  testing::expect_contains(shape_error(layer_of(LayerType::global_average_pool), {input_of({4096, 4096, 1})}),
                           "averages 16777216 elements; must be at most 8388608");
  layer = convolution_of(1 << 20);
  layer.kernel = {4096, 4096};
  testing::expect_contains(shape_error(layer, {input_of({1, 1, 1 << 20})}), "sums 17592186044416 products");
}

TEST(ShapeErrors, ASliceMustEndWithinItsInput) {
  Layer layer = layer_of(LayerType::slice);
  layer.begin = {0, 3, 0};
  layer.shape = {1, 2, 1};
  EXPECT_EQ(shape_error(layer, {input_of({3, 4, 5})}),
            "net.json: layer layer (slice): the slice from 3 on has 2 elements along axis 1; must end within "
            "the input's 4");
  layer.begin = {0, -1, 0};
  testing::expect_contains(shape_error(layer, {input_of({3, 4, 5})}),
                           "begin[1] is -1; must be from 0 to 1048576");
}

TEST(ShapeErrors, FactorsOfARearrangement) {
  const auto error = [](std::vector<int> split, std::vector<int> order, Shape shape) {
    Layer layer = layer_of(LayerType::rearrange);
    layer.split = std::move(split);
    layer.order = std::move(order);
    layer.shape = shape;
    return shape_error(layer, {input_of({3, 4, 6})});
  };
  testing::expect_contains(
      error({3, 4, 5}, {0, 1, 2}, {3, 4, 5}),
      "split must be factors of the input's height, then width, then channels, 3 x 4 x 6");
  testing::expect_contains(error({12, 6}, {0, 1}, {1, 12, 6}),
                           "split must be factors");  // 12 is part of two axes
  testing::expect_contains(error({3, 4, 6}, {2, 1, 0}, {3, 4, 6}),
                           "must make the height, then width, then channels of shape, 3 x 4 x 6");
  testing::expect_contains(error({3, 4, 6}, {0, 1, 1}, {3, 4, 6}),
                           "order must name each of the 3 factors of split once");
  testing::expect_contains(error({3, 4, 6}, {0, 1}, {3, 4, 6}), "order must name each of the 3 factors");
  testing::expect_contains(error({}, {}, {3, 4, 6}), "split has 0 factors; must be from 1 to 16");
  testing::expect_contains(error({3, 4, 0}, {0, 1, 2}, {3, 4, 6}), "split has the factor 0; must be from 1");
}

TEST(ShapeErrors, HeadsOfASoftmaxMustDivideTheChannels) {
  Layer layer = layer_of(LayerType::softmax);
  layer.groups = 4;
  EXPECT_EQ(shape_error(layer, {input_of({1, 4, 6})}),
            "net.json: layer layer (softmax): groups is 4; must divide the channels, 6");
}

TEST(ShapeErrors, OperandsOfASubtractionMustMatch) {
  for (const LayerType type : {LayerType::subtract, LayerType::divide})
    testing::expect_contains(shape_error(layer_of(type), {input_of({3, 4, 5}), input_of({3, 4, 1})}),
                             "the first input's shape, or broadcast from 1 x 1");
}

TEST(ShapeErrors, ConcatenatedInputsMatchButAlongTheAxis) {
  Layer layer = layer_of(LayerType::concatenation);
  layer.axis = Axis::width;
  testing::expect_contains(
      shape_error(layer, {input_of({3, 4, 5}), input_of({2, 4, 5})}),
      "input in1 is 2 x 4 x 5; must be 3 x 4 x 5, the first input's shape but for its width");
}

}  // namespace
}  // namespace apollo::workloads
