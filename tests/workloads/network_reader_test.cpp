#include <gtest/gtest.h>

#include "tests/files/error_of.h"
#include "workloads/network_json.h"

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

const std::string kConv =
    R"({"name": "y", "type": "convolution", "inputs": ["x"], "channels": 8, "kernel": [3, 3]})";

TEST(NetworkReader, RejectsWhatALayerThatMovesDataDoesNotHave) {
  const std::string slice =
      R"({"name": "y", "type": "slice", "inputs": ["x"], "begin": [0, 0, 0], "shape": [1, 1, 1]})";
  parse_network(around(slice), "net.json");
  testing::expect_contains(error_in(around(replaced(slice, R"(, "shape": [1, 1, 1])", ""))), "shape");
  testing::expect_contains(error_in(around(replaced(slice, "[0, 0, 0]", "[0, 0]"))), "layers[0].begin");
  testing::expect_contains(error_in(around(replaced(slice, "[0, 0, 0]", "[0, 0, -1]"))),
                           "layers[0].begin[2] is -1");
  testing::expect_contains(error_in(around(replaced(slice, R"("begin")", R"("window": 2, "begin")"))),
                           "window");
  const std::string cat = R"({"name": "y", "type": "concatenation", "inputs": ["x"], "axis": "widht"})";
  testing::expect_contains(error_in(around(cat)), "layers[0].axis is \"widht\" (did you mean width?)");
  const std::string turn =
      R"({"name": "y", "type": "rearrange", "inputs": ["x"], "split": [8, 8, 4], "order": [1, 0, 2], "shape": [8, 8, 4]})";
  parse_network(around(turn), "net.json");
  testing::expect_contains(error_in(around(replaced(turn, "[1, 0, 2]", "[1, 0, 16]"))),
                           "layers[0].order[2] is 16");
  testing::expect_contains(error_in(around(replaced(turn, R"("order": [1, 0, 2], )", ""))), "order");
}

TEST(NetworkReader, RejectsBadConstants) {
  const auto with = [](const std::string& constant) {
    return replaced(around(kConv), R"("layers")", R"("constants": [)" + constant + R"(], "layers")");
  };
  parse_network(with(R"({"name": "k", "shape": [1, 1, 4]})"), "net.json");
  testing::expect_contains(error_in(with(R"({"name": "x", "shape": [1, 1, 4]})")), "x");
  testing::expect_contains(error_in(with(R"({"name": "k", "shape": [1, 4]})")), "constants[0].shape");
  testing::expect_contains(error_in(with(R"({"name": "k", "shape": [1, 1, 4], "values": 3})")), "values");
}

TEST(NetworkReader, SortsLayersWrittenInAnyOrder) {
  const Network network = parse_network(
      around(
          R"({"name": "y", "type": "softmax", "inputs": ["z"]}, {"name": "z", "type": "softmax", "inputs": ["x"]})"),
      "net.json");
  EXPECT_EQ(network.layers[0].name, "z");
}

TEST(NetworkReader, SuggestsTheNearestLayerType) {
  const std::string error = error_in(around(replaced(kConv, "convolution", "convolutoin")));
  testing::expect_contains(
      error, "net.json: layers[0].type is \"convolutoin\" (did you mean convolution?); must be one of: ");
  testing::expect_contains(error, "transposed_convolution");
}

TEST(NetworkReader, RejectsUnknownKeys) {
  testing::expect_contains(
      error_in(around(replaced(kConv, "\"kernel\"", "\"kernal\""))),
      "layers[0].kernal is not a known key of a layer of type convolution (did you mean kernel?)");
  testing::expect_contains(
      error_in(around(R"({"name": "y", "type": "softmax", "inputs": ["x"], "kernel": [3, 3]})")),
      "layers[0].kernel is not a known key of a layer of type softmax");
  testing::expect_contains(error_in(replaced(around(kConv), "\"name\"", "\"version\": 1, \"name\"")),
                           "version is not a known key");
  testing::expect_contains(error_in(replaced(around(kConv), "\"shape\"", "\"dtype\": 1, \"shape\"")),
                           "inputs[0].dtype");
}

TEST(NetworkReader, RejectsWrongValues) {
  struct Row {
    const char *right, *wrong, *message;
  };
  for (const auto& [right, wrong, message] : {
           Row{"[3, 3]", "[3]", "layers[0].kernel is [3]; must be an array of 2"},
           Row{"[3, 3]", "3", "layers[0].kernel is 3; must be an array of 2"},
           Row{"[3, 3]", "[3, 0]", "layers[0].kernel[1] is 0; must be an integer"},
           Row{"8", "-8", "layers[0].channels is -8; must be an integer from 1"},
           Row{"8", "8.5", "layers[0].channels is 8.5; must be an integer from 1"},
           Row{"\"channels\": 8, ", "", "layers[0].channels is missing"},
           Row{"8", "8, \"weight_scale\": -1", "layers[0].weight_scale is -1"},
           Row{"8", "8, \"output_scale\": 0", "layers[0].output_scale is 0"},
           Row{"8", "8, \"weight_bits\": 5", "layers[0].weight_bits is 5; must be 4, 8 or 16"},
           Row{"8", "8, \"output_bits\": 4", "layers[0].output_bits is 4; must be 8 or 16"},
           Row{"8", "8, \"output_bits\": \"16\"", "layers[0].output_bits is \"16\"; must be 8 or 16"},
           Row{"8", "8, \"output_zero_point\": 128", "layers[0].output_zero_point is 128"},
           Row{"8", "8, \"activation\": \"relu7\"", "did you mean relu?"},
       })
    testing::expect_contains(error_in(around(replaced(kConv, right, wrong))), message);
  testing::expect_contains(error_in(replaced(around(kConv), "[8, 8, 4]", "[8, 0, 4]")),
                           "inputs[0].shape[1] is 0");
  testing::expect_contains(error_in(replaced(around(kConv), "[8, 8, 4]", "[8, 4]")),
                           "inputs[0].shape is [8,4]");
}

TEST(NetworkReader, RejectsUnknownTensors) {
  EXPECT_EQ(error_in(around(replaced(kConv, "[\"x\"]", "[\"yy\"]"))),
            "net.json: layers[0].inputs[0] is \"yy\" (did you mean y?); must be an input or constant of the "
            "network or "
            "the output "
            "of a layer");
  testing::expect_contains(
      error_in(replaced(around(kConv), "\"outputs\": [\"y\"]", "\"outputs\": [\"image\"]")),
      "outputs[0] is \"image\"; must be an input");
}

TEST(NetworkReader, RejectsDuplicateNames) {
  testing::expect_contains(error_in(around(kConv + ", " + kConv)),
                           "layers[1].name is \"y\"; must be unique among layers");
  const std::string second = replaced(kConv, "\"y\"", "\"z\", \"output\": \"y\"");
  testing::expect_contains(error_in(around(kConv + ", " + second)),
                           "layers[1].output is \"y\"; must be unique: a tensor named y");
  testing::expect_contains(error_in(around(replaced(kConv, "\"y\"", "\"x\""))),
                           "layers[0].name is \"x\"; must be unique");
}

TEST(NetworkReader, RejectsTwoWaysToNameOutputs) {
  const std::string lstm =
      R"({"name": "y", "type": "lstm", "inputs": ["x", "x", "x"], "channels": 4, "output": "y", "outputs": ["y"]})";
  testing::expect_contains(error_in(around(lstm)),
                           "layers[0].output is \"y\"; must be absent, since \"outputs\" is given");
}

TEST(NetworkReader, NamesTheFileInShapeErrors) {
  testing::expect_contains(error_in(around(replaced(kConv, "[3, 3]", "[9, 9]"))),
                           "net.json: layer y (convolution): kernel[0]");
}

}  // namespace
}  // namespace apollo::workloads
