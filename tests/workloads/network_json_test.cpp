#include "workloads/network_json.h"

#include <gtest/gtest.h>

#include "tests/files/error_of.h"
#include "tests/workloads/equal_networks.h"

namespace apollo::workloads {
namespace {

TEST(NetworkJson, RoundTripsEveryKey) {
  const Network network = parse_network(R"({"name": "every, \"key\": one", "source": "here\\", "inputs": [
      {"name": "x", "shape": [1, 8, 4], "scale": 0.1, "zero_point": -3},
      {"name": "h", "shape": [1, 1, 6], "scale": 0.3}, {"name": "c", "shape": [1, 1, 6], "scale": 0.7, "zero_point": 2}],
    "layers": [
      {"name": "conv", "type": "convolution", "inputs": ["x"], "output": "a", "channels": 8, "groups": 2, "kernel": [1, 3],
       "stride": [1, 2], "dilation": [1, 2], "padding": [0, 1, 0, 2], "activation": "gelu", "weight_scale": 0.0123,
       "output_scale": 0.2, "output_zero_point": 5},
      {"name": "scores", "type": "matmul", "inputs": ["a", "a"], "groups": 2, "transpose_b": true, "activation": "relu"},
      {"name": "cell", "type": "lstm", "inputs": ["x", "h", "c"], "outputs": ["hs", "last"], "channels": 6,
       "gate_scale": 0.9, "gate_zero_point": 1, "state_scale": 0.7, "state_zero_point": 2, "output_scale": 0.3},
      {"name": "g", "type": "gru", "inputs": ["x", "h"], "channels": 6, "gate_scale": 0.8, "output_scale": 0.3}],
    "outputs": ["scores", "last", "g"]})",
                                        "net.json");
  EXPECT_EQ(network.layers[0].padding, (std::array<int, 4>{0, 1, 0, 2}));
  EXPECT_EQ(network.layers[0].weight_scale, 0.0123F);
  EXPECT_EQ(network.tensors[network.layers[2].outputs[1]].quantization, (Quantization{0.7F, 2}));
  expect_equal(network, parse_network(to_json_text(network), "again.json"));
  testing::expect_contains(to_json_text(network), "\"weight_scale\": 0.0123,");
}

TEST(NetworkJson, WidthsComeFromTheNetworkUnlessATensorOrLayerHasItsOwn) {
  const Network network =
      parse_network(R"({"name": "wide", "activation_bits": 16, "weight_bits": 4, "inputs": [
      {"name": "x", "shape": [1, 8, 4], "bits": 8, "scale": 0.1},
      {"name": "h", "shape": [1, 1, 6], "zero_point": -32768}, {"name": "c", "shape": [1, 1, 6]}],
    "layers": [
      {"name": "first", "type": "fully_connected", "inputs": ["x"], "channels": 3, "output_bits": 8},
      {"name": "second", "type": "fully_connected", "inputs": ["first"], "channels": 3, "weight_bits": 16},
      {"name": "cell", "type": "lstm", "inputs": ["x", "h", "c"], "channels": 6, "gate_bits": 8,
       "output_zero_point": -32768}],
    "outputs": ["second", "cell"]})",
                    "net.json");
  const auto of = [&](const std::string& name) {
    for (const Tensor& tensor : network.tensors)
      if (tensor.name == name) return tensor.quantization;
    return Quantization();
  };
  EXPECT_EQ(of("x"), (Quantization{0.1F, 0, 8}));
  EXPECT_EQ(of("first"), Quantization());
  constexpr float kScaleOfSixteenBits = Quantization().scale / 256;  // the same range
  EXPECT_EQ(of("second"), (Quantization{kScaleOfSixteenBits, 0, 16}));
  EXPECT_EQ(of("h"), (Quantization{kScaleOfSixteenBits, -32768, 16}));
  EXPECT_EQ(network.layers[0].weight_bits, 4);
  EXPECT_EQ(network.layers[1].weight_bits, 16);
  EXPECT_EQ(network.layers[2].weight_bits, 4);
  EXPECT_EQ(network.layers[2].gate_quantization.bits, 8);
  EXPECT_EQ(network.layers[2].state_quantization.bits, 16);
  expect_equal(network, parse_network(to_json_text(network), "again.json"));
}

TEST(NetworkJson, RoundTripsEveryKeyOfLayersThatMoveData) {
  const Network network = parse_network(R"({"name": "moves",
    "inputs": [{"name": "x", "shape": [4, 6, 8]}, {"name": "s", "shape": [1, 3, 4]}, {"name": "h", "shape": [1, 1, 5]}],
    "constants": [{"name": "k", "shape": [1, 1, 8], "scale": 0.5, "zero_point": 2}], "layers": [
      {"name": "minus", "type": "subtract", "inputs": ["x", "k"], "activation": "relu"},
      {"name": "over", "type": "divide", "inputs": ["minus", "k"]},
      {"name": "cut", "type": "slice", "inputs": ["over"], "begin": [1, 0, 2], "shape": [2, 5, 4]},
      {"name": "wide", "type": "pad", "inputs": ["cut"], "padding": [2, 0, 0, 1]},
      {"name": "tall", "type": "concatenation", "inputs": ["wide", "wide"], "axis": "height"},
      {"name": "shuffled", "type": "rearrange", "inputs": ["tall"], "split": [8, 6, 2, 2], "order": [1, 0, 3, 2],
       "shape": [6, 8, 4]},
      {"name": "sized", "type": "resize", "inputs": ["shuffled"], "size": [3, 11]},
      {"name": "normed", "type": "local_response_norm", "inputs": ["sized"], "window": 3},
      {"name": "heads", "type": "softmax", "inputs": ["normed"], "groups": 2},
      {"name": "back", "type": "gru", "inputs": ["s", "h"], "channels": 5, "reverse": true}],
    "outputs": ["heads", "back"]})",
                                        "net.json");
  EXPECT_EQ(network.tensors[network.constants[0]].quantization, (Quantization{0.5F, 2}));
  EXPECT_EQ(network.layers[2].begin, (std::array<int, 3>{1, 0, 2}));
  EXPECT_EQ(network.layers[4].axis, Axis::height);
  EXPECT_EQ(network.layers[5].order, (std::vector<int>{1, 0, 3, 2}));
  EXPECT_EQ(network.layers[6].shape, (Shape{3, 11, 1}));
  EXPECT_EQ(network.layers[7].window, 3);
  EXPECT_TRUE(network.layers[9].reverse);
  expect_equal(network, parse_network(to_json_text(network), "again.json"));
}

}  // namespace
}  // namespace apollo::workloads
