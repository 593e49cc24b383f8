#include "workloads/zoo/suite.h"

#include <gtest/gtest.h>
#include <unistd.h>

#include <algorithm>
#include <filesystem>
#include <fstream>

#include "tests/files/error_of.h"
#include "workloads/zoo/builtin.h"

namespace apollo::zoo {
namespace {

using Networks = std::vector<WeightedNetwork>;

Suite parse(const std::string& networks) {
  return parse_suite(R"({"name": "mine", "networks": )" + networks + "}", "mine.json", "folder");
}

TEST(Suite, BuiltInOnesHoldBuiltinNetworks) {
  const std::vector<std::string> known = builtin_network_names();
  for (const std::string& name : builtin_suite_names()) {
    const Suite suite = builtin_suite(name);
    EXPECT_EQ(suite.name, name);
    EXPECT_FALSE(suite.networks.empty());
    for (const WeightedNetwork& network : suite.networks) {
      EXPECT_NE(std::find(known.begin(), known.end(), network.network), known.end()) << network.network;
      EXPECT_EQ(network.weight, 1);
    }
  }
}

// What takes seconds to evaluate, or more instructions than the baseline holds, would make `all` useless.
TEST(Suite, AllHoldsEveryNetworkButThreeThatAreTooLarge) {
  std::vector<std::string> names = {"llama_1b_decode", "llama_1b_prefill", "stable_diffusion_block"};
  for (const WeightedNetwork& network : builtin_suite("all").networks) names.push_back(network.network);
  std::sort(names.begin(), names.end());
  EXPECT_EQ(names, builtin_network_names());
}

TEST(Suite, EdgeHasTheDomainsOfTheStudy) {
  std::vector<std::string> domains;
  for (const auto& [network, weight] : builtin_suite("edge").networks)
    domains.push_back(builtin_network_domain(network));
  for (const char* domain : {"classification", "detection", "segmentation", "text recognition", "speech"})
    EXPECT_NE(std::find(domains.begin(), domains.end(), domain), domains.end()) << domain;
}

TEST(Suite, ClassificationAndVision2024HoldAllNetworksOfThatDomain) {
  std::size_t left = 0;
  for (const std::string& name : builtin_network_names())
    left += builtin_network_domain(name) == "classification";
  for (const char* suite : {"classification", "vision2024"}) {
    for (const auto& [network, weight] : builtin_suite(suite).networks)
      left -= builtin_network_domain(network) == "classification";
  }
  EXPECT_EQ(left, 0U);
}

TEST(Suite, ReadsNamesWeightsAndPathsFromItsFolder) {
  const Suite suite =
      parse(R"(["unet", {"network": "resnet50", "weight": 2.5}, {"network": "nets/my.json"}])");
  EXPECT_EQ(suite.name, "mine");
  EXPECT_EQ(suite.networks, (Networks{{"unet", 1}, {"resnet50", 2.5}, {"folder/nets/my.json", 1}}));
  EXPECT_EQ(parse(R"(["my.onnx"])").networks, (Networks{{"folder/my.onnx", 1}}));
  EXPECT_EQ(parse(R"(["/nets/my.json"])").networks, (Networks{{"/nets/my.json", 1}}));
}

TEST(Suite, NetworksReadBackAsTheyAreWritten) {
  for (const WeightedNetwork& network : Networks{{"unet", 1}, {"unet", 0.5}})
    EXPECT_EQ(parse_weighted_network(to_json(network), "study.json", "workloads[0]"), network);
  EXPECT_EQ(to_json({"unet", 1}), "unet");
}

TEST(Suite, ErrorsNameFileKeyValueAndWhatIsAllowed) {
  EXPECT_EQ(testing::error_of([] { parse("[]"); }),
            "mine.json: networks is []; must be a list of 1 to 1000 networks");
  testing::expect_contains(testing::error_of([] { parse(R"([{"network": "unet", "weight": 0}])"); }),
                           "mine.json: networks[0].weight is 0; must be ");
  testing::expect_contains(testing::error_of([] { parse(R"([{"weight": 2}])"); }),
                           "mine.json: networks[0].network is missing");
  testing::expect_contains(testing::error_of([] { parse(R"([{"network": "unet", "wieght": 2}])"); }),
                           "networks[0].wieght is not a known key");
  testing::expect_contains(testing::error_of([] { parse("[7]"); }), "mine.json: networks[0] is 7; must be ");
  testing::expect_contains(testing::error_of([] { parse(R"(["unet", "umet"])"); }),
                           "mine.json: networks[1] is \"umet\" (did you mean unet?); must be one of: ");
  EXPECT_EQ(testing::error_of([] { parse(R"(["unet", {"network": "unet", "weight": 3}])"); }),
            "mine.json: networks[1].network is \"unet\" again; must be different from the others");
  testing::expect_contains(testing::error_of([] { parse_suite(R"({"name": "mine"})", "mine.json", ""); }),
                           "mine.json: networks is missing");
}

TEST(LoadSuite, ReadsABuiltinNameOrAFile) {
  EXPECT_EQ(load_suite("edge").name, "edge");
  const auto folder =
      std::filesystem::temp_directory_path() / ("apollo_suite_test_" + std::to_string(getpid()));
  std::filesystem::create_directory(folder);
  const std::string file = (folder / "mine.json").string();
  std::ofstream(file) << R"({"name": "mine", "networks": ["my.json"]})";
  EXPECT_EQ(load_suite(file).networks[0].network, (folder / "my.json").string());
  std::filesystem::remove_all(folder);
  testing::expect_contains(testing::error_of([&] { load_suite(file); }), "no such file");
}

TEST(LoadSuite, UnknownNameIsSuggested) {
  EXPECT_EQ(testing::error_of([] { load_suite("egde"); }),
            "suite is \"egde\" (did you mean edge?); must be one of: all, classification, edge, llm, tiny, "
            "transformers, vision2024, or the path of a .json file");
}

}  // namespace
}  // namespace apollo::zoo
