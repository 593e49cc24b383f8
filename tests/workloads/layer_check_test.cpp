#include "workloads/layer_check.h"

#include <gtest/gtest.h>

#include <limits>

#include "one_layer.h"
#include "tests/files/error_of.h"
#include "workloads/layer_kind.h"

namespace apollo::workloads {
namespace {

std::string field_error(const Layer& layer, const std::vector<Tensor>& inputs) {
  const Network network = one_layer(layer, inputs);
  return testing::error_of([&] { check_fields(network.layers[0], "net.json"); });
}

TEST(LayerCheck, FieldsOutOfRange) {
  testing::expect_contains(field_error(convolution_of(0), {input_of({5, 5, 3})}),
                           "channels is 0; must be from 1 to 1048576");
  testing::expect_contains(field_error(convolution_of(-1), {input_of({5, 5, 3})}), "channels is -1");
  Layer layer = convolution_of(1);
  layer.stride = {0, 1};
  testing::expect_contains(field_error(layer, {input_of({5, 5, 3})}),
                           "stride[0] is 0; must be from 1 to 4096");
  layer = convolution_of(1);
  layer.dilation = {1, 5000};
  testing::expect_contains(field_error(layer, {input_of({5, 5, 3})}),
                           "dilation[1] is 5000; must be from 1 to 4096");
  layer = convolution_of(1);
  layer.weight_scale = std::numeric_limits<float>::quiet_NaN();
  testing::expect_contains(field_error(layer, {input_of({5, 5, 3})}), "weight_scale is nan");
}

TEST(LayerCheck, WidthsThatThereAreNot) {
  Layer layer = convolution_of(1);
  layer.weight_bits = 6;
  testing::expect_contains(field_error(layer, {input_of({5, 5, 3})}), "weight_bits is 6; must be 4, 8 or 16");
  layer = layer_of(LayerType::max_pool);
  layer.weight_bits = 4;
  testing::expect_contains(field_error(layer, {input_of({5, 5, 3})}), "weight_bits is 4; this type has none");
  testing::expect_contains(testing::error_of([] {
                             check_quantization({1, 0, 4}, "x");
                           }),
                           "x: bits is 4; must be 8 or 16");
  check_quantization({1, -32768, 16}, "x");
  testing::expect_contains(testing::error_of([] {
                             check_quantization({1, -32769, 16}, "x");
                           }),
                           "zero_point is -32769; must be from -32768 to 32767");
}

TEST(LayerCheck, PaddingMustBeSmallerThanTheKernel) {
  Layer layer = convolution_of(1);
  layer.kernel = {3, 3};
  layer.dilation = {1, 2};
  layer.padding = {2, 4, 2, 4};
  check_fields(one_layer(layer, {input_of({5, 5, 3})}).layers[0], "net.json");
  layer.padding = {3, 0, 0, 0};
  testing::expect_contains(field_error(layer, {input_of({5, 5, 3})}), "padding[0] is 3; must be from 0 to 2");
  layer.padding = {0, 5, 0, 0};
  testing::expect_contains(field_error(layer, {input_of({5, 5, 3})}), "padding[1] is 5; must be from 0 to 4");
}

TEST(LayerCheck, FieldsThatTheTypeDoesNotHave) {
  Layer layer = layer_of(LayerType::softmax);
  layer.kernel = {3, 1};
  testing::expect_contains(field_error(layer, {input_of({5, 5, 3})}),
                           "(softmax): kernel[0] is 3; this type has none");
  layer = layer_of(LayerType::softmax);
  layer.activation = Activation::relu;
  testing::expect_contains(field_error(layer, {input_of({5, 5, 3})}),
                           "activation is relu; this type has none");
  testing::expect_contains(field_error(layer_of(LayerType::activation), {input_of({1, 1, 3})}),
                           "activation is none");
}

TEST(LayerCheck, WrongNumberOfTensors) {
  testing::expect_contains(field_error(layer_of(LayerType::add), {input_of({1, 1, 3})}),
                           "has 1 inputs; must be from 2 to 2");
  testing::expect_contains(
      field_error(layer_of(LayerType::softmax), {input_of({1, 1, 3}), input_of({1, 1, 3})}), "has 2 inputs");
}

TEST(LayerCheck, FieldsOfOtherTypes) {
  Layer layer = layer_of(LayerType::activation);
  layer.activation = Activation::relu;
  layer.window = 3;
  testing::expect_contains(field_error(layer, {input_of({3, 4, 5})}), "window is 3; this type has none");
  layer.window = 1;
  layer.reverse = true;
  testing::expect_contains(field_error(layer, {input_of({3, 4, 5})}), "reverse is 1; this type has none");
  layer.reverse = false;
  layer.split = layer.order = {0};
  testing::expect_contains(field_error(layer, {input_of({3, 4, 5})}),
                           "split and order are given; this type has none");
}

TEST(LayerCheck, TakesEveryFieldAtEitherEndOfItsRange) {
  Layer layer = convolution_of(1);
  check_fields(one_layer(layer, {input_of({5, 5, 3})}).layers[0], "net.json");
  layer.channels = layer.groups = kLargestDimension;
  layer.kernel = layer.stride = layer.dilation = {kLargestWindow, kLargestWindow};
  layer.padding = {kLargestWindow, 0, kLargestWindow, 0};
  layer.weight_scale = static_cast<float>(kLargestScale);
  check_fields(one_layer(layer, {input_of({5, 5, 3})}).layers[0], "net.json");
}

TEST(LayerCheck, QuantizationsOfCells) {
  Layer layer = layer_of(LayerType::gru);
  layer.channels = 4;
  layer.gate_quantization = {0, 0};
  const std::vector<Tensor> tensors{input_of({1, 6, 3}), input_of({1, 1, 4})};
  testing::expect_contains(field_error(layer, tensors), "net.json: layer layer: gates: scale is 0");
  layer.gate_quantization = {1, 0};
  layer.state_quantization = {1, -129};
  testing::expect_contains(field_error(layer, tensors),
                           "state: zero_point is -129; must be from -128 to 127");
}

TEST(CheckQuantization, TakesScalesAndZeroPointsInRange) {
  check_quantization({static_cast<float>(kSmallestScale), -128}, "x");
  check_quantization({static_cast<float>(kLargestScale), 127}, "x");
  for (const float scale : {0.0F, -1.0F, 1e-10F, 1e10F, std::numeric_limits<float>::quiet_NaN()})
    testing::expect_contains(testing::error_of([&] {
                               check_quantization({scale, 0}, "tensor x");
                             }),
                             "tensor x: scale is ");
  for (const int zero_point : {-129, 128}) {
    EXPECT_EQ(testing::error_of([&] {
                check_quantization({1, zero_point}, "tensor x");
              }),
              "tensor x: zero_point is " + std::to_string(zero_point) + "; must be from -128 to 127");
  }
}

TEST(LayerError, NamesFileLayerAndType) {
  Layer layer = convolution_of(1);
  layer.name = "conv\n1";
  EXPECT_EQ(testing::error_of([&] { layer_error("net.json", layer, "is wrong"); }),
            "net.json: layer conv?1 (convolution): is wrong");
}

}  // namespace
}  // namespace apollo::workloads
