#include "workloads/zoo/builtin.h"

#include <gtest/gtest.h>
#include <unistd.h>

#include <algorithm>
#include <filesystem>
#include <fstream>

#include "tests/files/error_of.h"
#include "workloads/network_json.h"

namespace apollo::zoo {
namespace {

std::int64_t layers_of(const workloads::Network& network, workloads::LayerType type) {
  return std::count_if(network.layers.begin(), network.layers.end(),
                       [&](const workloads::Layer& layer) { return layer.type == type; });
}

TEST(Builtin, RnntEncoderTakesAndGivesTheStateOfItsLayers) {
  const workloads::Network network = builtin_network("rnnt_encoder");
  EXPECT_EQ(network.inputs.size(), 1U + 2 * 7);
  EXPECT_EQ(network.outputs.size(), 2U * 7);
}

TEST(Builtin, Resnet50StridesInItsSpatialConvolutions) {
  for (const workloads::Layer& layer : builtin_network("resnet50").layers) {
    const bool reduces = layer.name.find("_reduce") != std::string::npos;
    EXPECT_TRUE(!reduces || layer.stride == (std::array<int, 2>{1, 1})) << layer.name;
  }
}

TEST(Builtin, MobilenetsHaveTheirResidualAdds) {
  EXPECT_EQ(layers_of(builtin_network("mobilenet_v2"), workloads::LayerType::add), 10);
  EXPECT_EQ(layers_of(builtin_network("mobilenet_v3_large"), workloads::LayerType::add), 10);
  // 3 + 3 of the fused blocks; 3 + 3, 3 of the others: the fifth of 96 channels has none by definition.
  EXPECT_EQ(layers_of(builtin_network("mobilenet_edgetpu"), workloads::LayerType::add), 15);
  // Repeats of a row after its first block.
  EXPECT_EQ(layers_of(builtin_network("efficientnet_lite0"), workloads::LayerType::add), 1 + 1 + 2 + 2 + 3);
}

TEST(Builtin, MobilenetV3SqueezesItsEightBlocks) {
  const workloads::Network network = builtin_network("mobilenet_v3_large");
  EXPECT_EQ(layers_of(network, workloads::LayerType::multiply), 8);
  EXPECT_EQ(layers_of(network, workloads::LayerType::global_average_pool), 8 + 1);
}

TEST(Builtin, SsdHasThe1917AnchorsOfItsDefinition) {
  const workloads::Network network = builtin_network("ssd_mobilenet_v2_300");
  std::int64_t boxes = 0, scores = 0;
  for (const int output : network.outputs) {
    const workloads::Tensor& tensor = network.tensors[static_cast<std::size_t>(output)];
    (tensor.name.find("boxes") == 0 ? boxes : scores) += tensor.shape.elements();
  }
  EXPECT_EQ(boxes, 1917 * 4);
  EXPECT_EQ(scores, 1917 * 91);
}

TEST(Builtin, DeeplabDilatesInsteadOfTheFifthStride) {
  std::vector<std::string> dilated;
  for (const workloads::Layer& layer : builtin_network("deeplabv3_mobilenet_v2").layers) {
    if (layer.dilation != std::array<int, 2>{1, 1}) dilated.push_back(layer.name);
  }
  // The block that would have the stride keeps its rate; the three after it double theirs.
  EXPECT_EQ(dilated,
            (std::vector<std::string>{"block15_depthwise", "block16_depthwise", "block17_depthwise"}));
}

TEST(Builtin, EveryNetworkHasADomain) {
  for (const std::string& name : builtin_network_names())
    EXPECT_FALSE(builtin_network_domain(name).empty()) << name;
  testing::expect_contains(testing::error_of([] { builtin_network_domain("unit"); }), "did you mean unet?");
}

TEST(Builtin, NamesMatchTheFilesAndSourcesAreGiven) {
  for (const std::string& name : builtin_network_names()) {
    const workloads::Network network = builtin_network(name);
    EXPECT_EQ(network.name, name);
    EXPECT_FALSE(network.source.empty());
  }
}

TEST(Builtin, UnknownNameIsSuggestedAndListed) {
  const std::string message = testing::error_of([] { load_network("mobilenetv2"); });
  testing::expect_contains(message,
                           "network is \"mobilenetv2\" (did you mean mobilenet_v2?); must be one of: ");
  for (const std::string& name : builtin_network_names()) testing::expect_contains(message, name + ", ");
  testing::expect_contains(message, "or the path of a .json or .onnx file");
  testing::expect_contains(testing::error_of([] { builtin_network("vgg"); }),
                           "network is \"vgg\"; must be one of: ");
}

TEST(LoadNetwork, ReadsABuiltinNameOrAFile) {
  EXPECT_EQ(load_network("unet").name, "unet");
  const auto path =
      std::filesystem::temp_directory_path() / ("apollo_builtin_test_" + std::to_string(getpid()) + ".json");
  std::ofstream(path) << to_json_text(builtin_network("rnnt_encoder"));
  EXPECT_EQ(load_network(path.string()).name, "rnnt_encoder");
  std::filesystem::remove(path);
  testing::expect_contains(testing::error_of([&] { load_network(path.string()); }), "no such file");
}

}  // namespace
}  // namespace apollo::zoo
