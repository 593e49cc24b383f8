#include <gtest/gtest.h>

#include "tests/files/error_of.h"
#include "workloads/network_json.h"

namespace apollo::workloads {
namespace {

// A layer's text around which a network with an input "x" of 8 x 8 x 4 is written, and the text of that
// network.
std::string written(const std::string& layer) {
  return to_json_text(
      parse_network(R"({"name": "n", "inputs": [{"name": "x", "shape": [8, 8, 4]}], "layers": [)" + layer +
                        R"(], "outputs": ["y"]})",
                    "net.json"));
}

TEST(NetworkWriter, WritesOneLayerALine) {
  const std::string layer =
      R"({"name": "y", "type": "convolution", "inputs": ["x"], "channels": 8, "kernel": [3, 3]})";
  testing::expect_contains(written(layer), "\n    " + layer + "\n");
}

TEST(NetworkWriter, LeavesOutWhatHasItsDefault) {
  const std::string text = written(
      R"({"name": "y", "type": "convolution", "inputs": ["x"], "output": "y", "channels": 8, "groups": 1, "stride": [1, 1], "padding": [0, 0, 0, 0], "activation": "none", "weight_scale": 0, "output_scale": 0.03125})");
  testing::expect_contains(text, R"({"name": "y", "type": "convolution", "inputs": ["x"], "channels": 8})");
  for (const char* key : {"source", "skipped", "constants"})
    EXPECT_EQ(text.find("\"" + std::string(key)), std::string::npos) << key;
}

TEST(NetworkWriter, WritesTheFewestDigitsThatGiveAFloatAgain) {
  for (const char* scale : {"0.1", "0.0123", "1e-07", "1.234567"}) {
    const std::string text = written(R"({"name": "y", "type": "softmax", "inputs": ["x"], "output_scale": )" +
                                     std::string(scale) + "}");
    testing::expect_contains(text, "\"output_scale\": " + std::string(scale) + "}");
  }
}

TEST(NetworkWriter, WritesPunctuationWithinNamesAsItIs) {
  const std::string name = "a,b:c \\\"quoted\\\"";  // as JSON has it
  testing::expect_contains(
      written(R"({"name": ")" + name + R"(", "type": "softmax", "inputs": ["x"], "output": "y"})"),
      "{\"name\": \"" + name + "\", ");
}

TEST(NetworkWriter, WritesBothOutputsOfACell) {
  Network network = parse_network(R"({"name": "n", "inputs": [{"name": "x", "shape": [1, 6, 3]},
      {"name": "h", "shape": [1, 1, 5]}, {"name": "c", "shape": [1, 1, 5]}], "layers": [
      {"name": "cell", "type": "lstm", "inputs": ["x", "h", "c"], "outputs": ["hs", "last"], "channels": 5}],
      "outputs": ["last"]})",
                                  "net.json");
  testing::expect_contains(to_json_text(network), R"("outputs": ["hs", "last"], "channels": 5})");
}

TEST(NetworkWriter, WritesWhatAnImportLeftOut) {
  Network network =
      parse_network(written(R"({"name": "y", "type": "softmax", "inputs": ["x"]})"), "net.json");
  network.skipped = {"NonZero node"};
  testing::expect_contains(to_json_text(network), "\n  \"skipped\": [\"NonZero node\"],\n  \"inputs\"");
  network.skipped_share = 0.25;
  const std::string text = to_json_text(network);
  testing::expect_contains(text, "\n  \"skipped_share\": 0.25,\n");
  EXPECT_EQ(parse_network(text, "net.json").skipped_share, 0.25);
}

}  // namespace
}  // namespace apollo::workloads
