#include "workloads/builtin.h"

#include <gtest/gtest.h>
#include <unistd.h>

#include <algorithm>
#include <filesystem>
#include <fstream>

#include "error_of.h"
#include "workloads/network_json.h"

namespace apollo::workloads {
namespace {

void expect_totals(const std::string& name, double macs, double parameters, double tolerance) {
  const Network network = builtin_network(name);
  EXPECT_NEAR(static_cast<double>(network.macs()) / macs, 1, tolerance);
  EXPECT_NEAR(static_cast<double>(network.parameters()) / parameters, 1, tolerance);
}

TEST(Builtin, MobilenetV2HasThePublishedTotals) { expect_totals("mobilenet_v2", 300.8e6, 3.50e6, 0.01); }

TEST(Builtin, Resnet50HasThePublishedTotals) { expect_totals("resnet50", 4.09e9, 25.6e6, 0.01); }

TEST(Builtin, UnetHasThePublishedTotals) { expect_totals("unet", 6.85e9, 3.69e6, 0.01); }

// The tolerances are those that the network's source states.
TEST(Builtin, RnntEncoderIsNearThePublishedTotals) {
  const Network network = builtin_network("rnnt_encoder");
  EXPECT_NEAR(static_cast<double>(network.parameters()) / 21.6e6, 1, 0.01);
  EXPECT_NEAR(2 * static_cast<double>(network.macs()) / 45.6e6, 1, 0.052);         // two operations per MAC
  EXPECT_EQ(network.macs(), 4U * 640 * (128 + 640) + 6U * 4 * 640 * (640 + 640));  // one time step
  EXPECT_EQ(network.inputs.size(), 1U + 2 * 7);
  EXPECT_EQ(network.outputs.size(), 2U * 7);
}

TEST(Builtin, Resnet50StridesInItsSpatialConvolutions) {
  for (const Layer& layer : builtin_network("resnet50").layers) {
    const bool reduces = layer.name.find("_reduce") != std::string::npos;
    EXPECT_TRUE(!reduces || layer.stride == (std::array<int, 2>{1, 1})) << layer.name;
  }
}

TEST(Builtin, MobilenetV2HasItsTenResidualAdds) {
  const Network network = builtin_network("mobilenet_v2");
  const auto is_add = [](const Layer& layer) { return layer.type == LayerType::add; };
  EXPECT_EQ(std::count_if(network.layers.begin(), network.layers.end(), is_add), 10);
}

TEST(Builtin, NamesMatchTheFilesAndSourcesAreGiven) {
  for (const std::string& name : builtin_network_names()) {
    const Network network = builtin_network(name);
    EXPECT_EQ(network.name, name);
    EXPECT_FALSE(network.source.empty());
  }
}

TEST(Builtin, UnknownNameIsSuggestedAndListed) {
  EXPECT_EQ(
      error_of([] { load_network("mobilenetv2"); }),
      "network is \"mobilenetv2\" (did you mean mobilenet_v2?); must be one of: mobilenet_v2, resnet50, "
      "rnnt_encoder, unet, or the path of a .json or .onnx file");
  expect_contains(error_of([] { builtin_network("vgg"); }), "network is \"vgg\"; must be one of: ");
}

TEST(LoadNetwork, ReadsABuiltinNameOrAFile) {
  EXPECT_EQ(load_network("unet").name, "unet");
  const auto path =
      std::filesystem::temp_directory_path() / ("apollo_builtin_test_" + std::to_string(getpid()) + ".json");
  std::ofstream(path) << to_json_text(builtin_network("rnnt_encoder"));
  EXPECT_EQ(load_network(path.string()).name, "rnnt_encoder");
  std::filesystem::remove(path);
  expect_contains(error_of([&] { load_network(path.string()); }), "no such file");
}

TEST(Suite, HoldsBuiltinNetworks) {
  const std::vector<std::string> known = builtin_network_names();
  for (const std::string& name : suite_names()) {
    EXPECT_FALSE(suite(name).empty());
    for (const std::string& network : suite(name)) {
      EXPECT_NE(std::find(known.begin(), known.end(), network), known.end()) << network;
    }
  }
}

TEST(Suite, UnknownNameIsSuggested) {
  EXPECT_EQ(error_of([] { suite("egde"); }), "suite is \"egde\" (did you mean edge?); must be one of: edge");
}

}  // namespace
}  // namespace apollo::workloads
