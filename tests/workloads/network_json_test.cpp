#include "workloads/network_json.h"

#include <gtest/gtest.h>

#include <tuple>

#include "tests/files/error_of.h"
#include "workloads/zoo/builtin.h"

namespace apollo::workloads {
namespace {

// A network around one layer's text, with an input "x" of 8 x 8 x 4.
std::string around(const std::string& layer) {
  return R"({"name": "n", "inputs": [{"name": "x", "shape": [8, 8, 4]}], "layers": [)" + layer +
         R"(], "outputs": ["y"]})";
}

std::string error_in(const std::string& text) {
  return testing::error_of([&] { parse_network(text, "net.json"); });
}

std::string replaced(std::string text, const std::string& from, const std::string& to) {
  return text.replace(text.find(from), from.size(), to);
}

const std::string conv =
    R"({"name": "y", "type": "convolution", "inputs": ["x"], "channels": 8, "kernel": [3, 3]})";

void expect_equal(const Network& a, const Network& b) {
  EXPECT_EQ(a.name, b.name);
  EXPECT_EQ(a.source, b.source);
  ASSERT_EQ(a.layers.size(), b.layers.size());
  const auto names = [](const Network& network, const std::vector<int>& tensors) {
    std::vector<std::string> result;
    for (const int tensor : tensors) result.push_back(network.tensors[tensor].name);
    return result;
  };
  const auto same_tensors = [&](const std::vector<int>& left, const std::vector<int>& right) {
    ASSERT_EQ(names(a, left), names(b, right));
    for (std::size_t i = 0; i < left.size(); ++i) {
      EXPECT_EQ(a.tensors[left[i]].shape, b.tensors[right[i]].shape);
      EXPECT_EQ(a.tensors[left[i]].quantization, b.tensors[right[i]].quantization);
    }
  };
  same_tensors(a.inputs, b.inputs);
  same_tensors(a.constants, b.constants);
  same_tensors(a.outputs, b.outputs);
  for (std::size_t i = 0; i < a.layers.size(); ++i) {
    const Layer &l = a.layers[i], &m = b.layers[i];
    EXPECT_EQ(l.name, m.name);
    EXPECT_EQ(l.type, m.type);
    same_tensors(l.inputs, m.inputs);
    same_tensors(l.outputs, m.outputs);
    EXPECT_EQ(std::tie(l.channels, l.groups, l.kernel, l.stride, l.dilation, l.padding, l.transpose_b,
                       l.activation),
              std::tie(m.channels, m.groups, m.kernel, m.stride, m.dilation, m.padding, m.transpose_b,
                       m.activation));
    EXPECT_EQ(std::tie(l.axis, l.begin, l.shape, l.split, l.order, l.window, l.reverse),
              std::tie(m.axis, m.begin, m.shape, m.split, m.order, m.window, m.reverse));
    EXPECT_EQ(std::tie(l.weight_scale, l.gate_quantization, l.state_quantization, l.macs, l.parameters),
              std::tie(m.weight_scale, m.gate_quantization, m.state_quantization, m.macs, m.parameters));
  }
}

TEST(NetworkJson, RoundTripsEveryBuiltinNetwork) {
  for (const std::string& name : zoo::builtin_network_names()) {
    SCOPED_TRACE(name);
    const Network network = zoo::builtin_network(name);
    const std::string text = to_json_text(network);
    expect_equal(network, parse_network(text, "again.json"));
    EXPECT_EQ(text, to_json_text(parse_network(text, "again.json")));
  }
}

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

TEST(NetworkJson, RejectsWhatALayerThatMovesDataDoesNotHave) {
  const std::string slice =
      R"({"name": "y", "type": "slice", "inputs": ["x"], "begin": [0, 0, 0], "shape": [1, 1, 1]})";
  parse_network(around(slice), "net.json");
  testing::expect_contains(error_in(around(replaced(slice, R"(, "shape": [1, 1, 1])", ""))), "shape");
  testing::expect_contains(error_in(around(replaced(slice, "[0, 0, 0]", "[0, 0]"))), "layers[0].begin");
  testing::expect_contains(error_in(around(replaced(slice, "[0, 0, 0]", "[0, 0, -1]"))), "layers[0].begin[2] is -1");
  testing::expect_contains(error_in(around(replaced(slice, R"("begin")", R"("window": 2, "begin")"))), "window");
  const std::string cat = R"({"name": "y", "type": "concatenation", "inputs": ["x"], "axis": "widht"})";
  testing::expect_contains(error_in(around(cat)), "layers[0].axis is \"widht\" (did you mean width?)");
  const std::string turn =
      R"({"name": "y", "type": "rearrange", "inputs": ["x"], "split": [8, 8, 4], "order": [1, 0, 2], "shape": [8, 8, 4]})";
  parse_network(around(turn), "net.json");
  testing::expect_contains(error_in(around(replaced(turn, "[1, 0, 2]", "[1, 0, 16]"))), "layers[0].order[2] is 16");
  testing::expect_contains(error_in(around(replaced(turn, R"("order": [1, 0, 2], )", ""))), "order");
}

TEST(NetworkJson, RejectsBadConstants) {
  const auto with = [](const std::string& constant) {
    return replaced(around(conv), R"("layers")", R"("constants": [)" + constant + R"(], "layers")");
  };
  parse_network(with(R"({"name": "k", "shape": [1, 1, 4]})"), "net.json");
  testing::expect_contains(error_in(with(R"({"name": "x", "shape": [1, 1, 4]})")), "x");
  testing::expect_contains(error_in(with(R"({"name": "k", "shape": [1, 4]})")), "constants[0].shape");
  testing::expect_contains(error_in(with(R"({"name": "k", "shape": [1, 1, 4], "values": 3})")), "values");
}

TEST(NetworkJson, WritesOneLayerALine) {
  const std::string text = to_json_text(parse_network(around(conv), "net.json"));
  testing::expect_contains(text, "\n    " + conv + "\n");
}

TEST(NetworkJson, SortsLayersWrittenInAnyOrder) {
  const Network network = parse_network(
      around(
          R"({"name": "y", "type": "softmax", "inputs": ["z"]}, {"name": "z", "type": "softmax", "inputs": ["x"]})"),
      "net.json");
  EXPECT_EQ(network.layers[0].name, "z");
}

TEST(NetworkJson, SuggestsTheNearestLayerType) {
  const std::string error = error_in(around(replaced(conv, "convolution", "convolutoin")));
  testing::expect_contains(
      error, "net.json: layers[0].type is \"convolutoin\" (did you mean convolution?); must be one of: ");
  testing::expect_contains(error, "transposed_convolution");
}

TEST(NetworkJson, RejectsUnknownKeys) {
  testing::expect_contains(
      error_in(around(replaced(conv, "\"kernel\"", "\"kernal\""))),
      "layers[0].kernal is not a known key of a layer of type convolution (did you mean kernel?)");
  testing::expect_contains(error_in(around(R"({"name": "y", "type": "softmax", "inputs": ["x"], "kernel": [3, 3]})")),
                  "layers[0].kernel is not a known key of a layer of type softmax");
  testing::expect_contains(error_in(replaced(around(conv), "\"name\"", "\"version\": 1, \"name\"")),
                  "version is not a known key");
  testing::expect_contains(error_in(replaced(around(conv), "\"shape\"", "\"dtype\": 1, \"shape\"")),
                  "inputs[0].dtype");
}

TEST(NetworkJson, RejectsWrongValues) {
  testing::expect_contains(error_in(around(replaced(conv, "[3, 3]", "[3]"))),
                  "layers[0].kernel is [3]; must be an array of 2");
  testing::expect_contains(error_in(around(replaced(conv, "[3, 3]", "3"))),
                  "layers[0].kernel is 3; must be an array of 2");
  testing::expect_contains(error_in(around(replaced(conv, "[3, 3]", "[3, 0]"))),
                  "layers[0].kernel[1] is 0; must be an integer");
  testing::expect_contains(error_in(around(replaced(conv, "8", "-8"))),
                  "layers[0].channels is -8; must be an integer from 1");
  testing::expect_contains(error_in(around(replaced(conv, "8", "8.5"))),
                  "layers[0].channels is 8.5; must be an integer from 1");
  testing::expect_contains(error_in(around(replaced(conv, "\"channels\": 8, ", ""))), "layers[0].channels is missing");
  testing::expect_contains(error_in(around(replaced(conv, "8", "8, \"weight_scale\": -1"))),
                  "layers[0].weight_scale is -1");
  testing::expect_contains(error_in(around(replaced(conv, "8", "8, \"output_scale\": 0"))),
                  "layers[0].output_scale is 0");
  testing::expect_contains(error_in(around(replaced(conv, "8", "8, \"activation\": \"relu7\""))),
                  "did you mean relu?");
  testing::expect_contains(error_in(replaced(around(conv), "[8, 8, 4]", "[8, 0, 4]")), "inputs[0].shape[1] is 0");
  testing::expect_contains(error_in(replaced(around(conv), "[8, 8, 4]", "[8, 4]")), "inputs[0].shape is [8,4]");
}

TEST(NetworkJson, RejectsUnknownTensors) {
  EXPECT_EQ(error_in(around(replaced(conv, "[\"x\"]", "[\"yy\"]"))),
            "net.json: layers[0].inputs[0] is \"yy\" (did you mean y?); must be an input or constant of the "
            "network or "
            "the output "
            "of a layer");
  testing::expect_contains(error_in(replaced(around(conv), "\"outputs\": [\"y\"]", "\"outputs\": [\"image\"]")),
                  "outputs[0] is \"image\"; must be an input");
}

TEST(NetworkJson, RejectsDuplicateNames) {
  testing::expect_contains(error_in(around(conv + ", " + conv)),
                  "layers[1].name is \"y\"; must be unique among layers");
  const std::string second = replaced(conv, "\"y\"", "\"z\", \"output\": \"y\"");
  testing::expect_contains(error_in(around(conv + ", " + second)),
                  "layers[1].output is \"y\"; must be unique: a tensor named y");
  testing::expect_contains(error_in(around(replaced(conv, "\"y\"", "\"x\""))),
                  "layers[0].name is \"x\"; must be unique");
}

TEST(NetworkJson, RejectsTwoWaysToNameOutputs) {
  const std::string lstm =
      R"({"name": "y", "type": "lstm", "inputs": ["x", "x", "x"], "channels": 4, "output": "y", "outputs": ["y"]})";
  testing::expect_contains(error_in(around(lstm)),
                  "layers[0].output is \"y\"; must be absent, since \"outputs\" is given");
}

TEST(NetworkJson, NamesTheFileInShapeErrors) {
  testing::expect_contains(error_in(around(replaced(conv, "[3, 3]", "[9, 9]"))),
                  "net.json: layer y (convolution): kernel[0]");
}

}  // namespace
}  // namespace apollo::workloads
