#include <gtest/gtest.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>
#include <random>

#include "tests/files/error_of.h"
#include "workloads/network_json.h"

namespace apollo::workloads {
namespace {

std::string parse_error(const std::string& text) {
  return testing::error_of([&] { parse_network(text, "net.json"); });
}

std::string repeated(const std::string& text, int count) {
  std::string result;
  for (int i = 0; i < count; ++i) result += text;
  return result;
}

TEST(HostileFiles, MissingFileIsNamed) {
  EXPECT_EQ(testing::error_of([] { read_network("/nonexistent/net.json"); }),
            "/nonexistent/net.json: no such file");
}

TEST(HostileFiles, DirectoryIsNoFile) {
  testing::expect_contains(testing::error_of([] { read_network("/"); }), "/: not a regular file");
  testing::expect_contains(testing::error_of([] { read_network("/dev/zero"); }),
                           "/dev/zero: not a regular file");
}

TEST(HostileFiles, FileNameWithControlCharactersStaysOnOneLine) {
  testing::expect_contains(testing::error_of([] { read_network("no\nsuch\x01.json"); }),
                           "no?such?.json: no such file");
}

TEST(HostileFiles, EmptyTextIsNamed) {
  EXPECT_EQ(parse_error(""), "net.json: is empty; must be a JSON object");
  EXPECT_EQ(parse_error(" \n\t "), "net.json: is empty; must be a JSON object");
}

TEST(HostileFiles, ReadsWhatIsWritten) {
  const auto path = std::filesystem::temp_directory_path() /
                    ("apollo_hostile_files_test_" + std::to_string(getpid()) + ".json");
  std::ofstream(path) << "{\"name\": 3}";
  testing::expect_contains(testing::error_of([&] { read_network(path.string()); }),
                           "name is 3; must be a text");
  std::filesystem::remove(path);
}

TEST(HostileFiles, GarbageIsRejectedShortly) {
  std::mt19937 random(1);
  std::string garbage(1 << 20, ' ');
  for (char& c : garbage) c = static_cast<char>(random());
  testing::expect_contains(parse_error(garbage), "net.json: not valid JSON: ");
  testing::expect_contains(parse_error('"' + std::string(1 << 20, 'x')), "not valid JSON");
  testing::expect_contains(parse_error(std::string(1 << 20, '\0')), "not valid JSON");
}

TEST(HostileFiles, DeepNestingDoesNotOverflowTheStack) {
  const int depth = 1000000;
  testing::expect_contains(parse_error(repeated("[", depth)), "nested deeper than 64");
  testing::expect_contains(parse_error(repeated("{\"a\":", depth)), "nested deeper than 64");
  testing::expect_contains(parse_error(repeated("[", 64) + repeated("]", 64)), "the content is an array");
  testing::expect_contains(parse_error(repeated("[", 65) + repeated("]", 65)), "nested deeper than 64");
  testing::expect_contains(parse_error("{\"name\": " + repeated("[", 50) + repeated("]", 50) + "}"),
                           "name is an array");
}

TEST(HostileFiles, ManyObjectsTakeTimeInProportion) {
  const int objects = 1 << 21;  // hours, if each took time for those before it
  testing::expect_contains(parse_error("[{}" + repeated(",{}", objects - 1) + "]"), "is an array of 2097152");
}

TEST(HostileFiles, HugeNumbersAreRejected) {
  testing::expect_contains(parse_error("{\"name\": 1e999}"), "not valid JSON");
  const std::string shape = R"({"name": "n", "inputs": [{"name": "x", "shape": [1, 1, )";
  testing::expect_contains(parse_error(shape + "99999999999999999999999]}]}"), "inputs[0].shape[2] is 9.99");
  testing::expect_contains(parse_error(shape + "18446744073709551615]}]}"),
                           "must be an integer from 1 to 1048576");
}

TEST(HostileFiles, TruncatedFilesAreRejectedAtEveryLength) {
  const std::string text =
      R"({"name": "n", "inputs": [{"name": "x", "shape": [1, 1, 4]}], "layers": [{"name": "y", "type": "softmax", "inputs": ["x"]}], "outputs": ["y"]})";
  EXPECT_EQ(parse_network(text, "net.json").layers.size(), 1U);
  for (std::size_t length = 0; length < text.size(); ++length) parse_error(text.substr(0, length));
}

TEST(HostileFiles, LongChainOfLayersIsSorted) {
  // From last to first, so that sorting has to go to the end of the chain.
  std::string layers;
  for (int i = 9999; i >= 0; --i) {
    const std::string input = i == 0 ? "x" : "l" + std::to_string(i - 1);
    layers += R"({"name": "l)" + std::to_string(i) + R"(", "type": "softmax", "inputs": [")" + input +
              "\"]}" + (i == 0 ? "" : ", ");
  }
  const std::string head = R"({"name": "n", "inputs": [{"name": "x", "shape": [1, 1, 4]}], "layers": [)";
  const Network network = parse_network(head + layers + R"(], "outputs": ["l9999"]})", "net.json");
  EXPECT_EQ(network.layers.front().name, "l0");
  EXPECT_EQ(network.layers.back().name, "l9999");
}

}  // namespace
}  // namespace apollo::workloads
