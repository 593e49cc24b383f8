// Well-known models as the ONNX project's own tests have them, without their weights' values: beside the
// source tree, where they are.
#include <onnx/onnx_pb.h>
#include <onnx/shape_inference/implementation.h>

#include <filesystem>
#include <fstream>
#include <map>

#include "import_checks.h"
#include "workloads/network_json.h"

namespace apollo::workloads::importer {
namespace {

struct Totals {
  std::uint64_t macs = 0, parameters = 0;
  std::map<std::string, int> nodes;  // by operator, of those with weights
};

// Counts by the ONNX project's shape inference alone: the multiply-accumulates and weights of each Conv and
// Gemm, with one bias per output channel, and of each BatchNormalization that no such node comes before.
class Count {
 public:
  explicit Count(const std::string& path) {
    std::ifstream file(path, std::ios::binary);
    EXPECT_TRUE(model_.ParseFromIstream(&file));
    ::onnx::ShapeInferenceOptions options;
    options.enable_data_propagation = true;
    ::onnx::shape_inference::InferShapes(model_, ::onnx::OpSchemaRegistry::Instance(), options);
    const auto& graph = model_.graph();
    for (const auto& list : {graph.value_info(), graph.input(), graph.output()}) {
      for (const auto& info : list) {
        Dims dims;
        for (const auto& dim : info.type().tensor_type().shape().dim()) dims.push_back(dim.dim_value());
        dims_[info.name()] = dims;
      }
    }
    for (const auto& tensor : graph.initializer())
      dims_[tensor.name()].assign(tensor.dims().begin(), tensor.dims().end());
    for (const auto& node : graph.node()) {
      for (const auto& output : node.output()) makers_[output] = &node;
      for (const auto& input : node.input()) ++uses_[input];
    }
  }

  Totals run() const {
    Totals totals;
    for (const auto& node : model_.graph().node()) {
      const std::uint64_t outputs = elements(node.output(0));
      const std::string& type = node.op_type();
      if (type == "Conv") {
        const Dims& w = dims_.at(node.input(1));
        totals.macs += outputs * elements(node.input(1)) / static_cast<std::uint64_t>(w[0]);
        totals.parameters += elements(node.input(1)) + static_cast<std::uint64_t>(w[0]);
      } else if (type == "Gemm") {
        const Dims& out = dims_.at(node.output(0));
        totals.macs += static_cast<std::uint64_t>(out[0]) * elements(node.input(1));
        totals.parameters += elements(node.input(1)) + static_cast<std::uint64_t>(out[1]);
      } else if (type == "BatchNormalization" && !folds(node.input(0))) {
        totals.macs += outputs;
        totals.parameters += 2 * elements(node.input(1));
      } else {
        continue;
      }
      ++totals.nodes[type];
    }
    return totals;
  }

 private:
  bool folds(const std::string& tensor) const {
    const auto maker = makers_.find(tensor);
    return maker != makers_.end() && uses_.at(tensor) == 1 &&
           (maker->second->op_type() == "Conv" || maker->second->op_type() == "Gemm");
  }
  std::uint64_t elements(const std::string& tensor) const {
    std::uint64_t result = 1;
    EXPECT_TRUE(dims_.count(tensor) > 0) << tensor;
    for (const std::int64_t dim : dims_.at(tensor)) result *= static_cast<std::uint64_t>(dim);
    return result;
  }
  ::onnx::ModelProto model_;
  std::map<std::string, Dims> dims_;
  std::map<std::string, const ::onnx::NodeProto*> makers_;
  std::map<std::string, int> uses_;
};

struct Published {
  std::string name;
  double macs = 0, parameters = 0;  // 0: not asked
  bool moves = false;               // has to move bytes for its reshapes and transposes
};

class OnnxModels : public ::testing::TestWithParam<Published> {};

TEST_P(OnnxModels, CountsAsTheGraphAndAsPublished) {
  const Published& published = GetParam();
  const std::string path = std::string(APOLLO_SOURCE) + "/../shared/models/light_" + published.name + ".onnx";
  if (!std::filesystem::exists(path)) GTEST_SKIP() << path << " is not there";
  const Imported result = import_onnx(path);
  const Network& network = result.network;
  const Totals totals = Count(path).run();
  EXPECT_EQ(network.macs(), totals.macs);
  EXPECT_EQ(network.parameters(), totals.parameters);
  std::map<LayerType, int> layers;
  for (const Layer& layer : network.layers) ++layers[layer.type];
  const auto of = [&](const char* type) {
    const auto found = totals.nodes.find(type);
    return found == totals.nodes.end() ? 0 : found->second;
  };
  EXPECT_EQ(layers[LayerType::convolution], of("Conv") + of("BatchNormalization"));
  EXPECT_EQ(layers[LayerType::fully_connected], of("Gemm"));
  EXPECT_EQ(layers[LayerType::rearrange] > 0, published.moves);
  if (published.macs > 0) {
    EXPECT_NEAR(static_cast<double>(network.macs()), published.macs, 0.02 * published.macs);
  }
  if (published.parameters > 0) {
    EXPECT_NEAR(static_cast<double>(network.parameters()), published.parameters, 0.02 * published.parameters);
  }
  EXPECT_TRUE(network.skipped.empty());
  EXPECT_TRUE(network.constants.empty());
  const std::string text = to_json_text(network);
  EXPECT_EQ(to_json_text(parse_network(text, "again.json")), text);
}

INSTANTIATE_TEST_SUITE_P(
    Light, OnnxModels,
    ::testing::Values(Published{"resnet50", 4.089e9, 25.5e6}, Published{"vgg19", 19.63e9, 143.67e6},
                      Published{"bvlc_alexnet", 0, 61.0e6}, Published{"squeezenet", 0, 1.24e6},
                      Published{"densenet121", 0, 7.98e6}, Published{"inception_v2", 0, 11.2e6},
                      Published{"shufflenet", 0, 0, true}),
    [](const auto& info) { return info.param.name; });

}  // namespace
}  // namespace apollo::workloads::importer
