// What the built-in networks compute by the plain reference.
#include <gtest/gtest.h>

#include <set>

#include "workloads/reference.h"
#include "workloads/zoo/builtin.h"

namespace apollo::zoo {
namespace {

TEST(BuiltinReference, MobilenetV2GivesProbabilitiesThatSumToOne) {
  const workloads::Network network = builtin_network("mobilenet_v2");
  const auto values =
      workloads::run_reference(network, {workloads::synthetic_input(network, network.inputs[0], 1)});
  const workloads::Tensor& output = network.tensors[network.outputs[0]];
  double sum = 0;
  for (const workloads::Value value : values[network.outputs[0]]) {
    sum += output.quantization.scale * (value - output.quantization.zero_point);
  }
  EXPECT_NEAR(sum, 1,
              1000 * 0.5 * output.quantization.scale);  // 1000 classes, each rounded by half a step at most
}

// Functional checks on a chip say little about a layer whose values are all alike.
TEST(BuiltinReference, SyntheticWeightsKeepValuesSpread) {
  for (const char* name : {"mobilenet_v2", "rnnt_encoder", "mobilenet_edgetpu", "crnn", "bert_tiny"}) {
    const workloads::Network network = builtin_network(name);
    std::vector<workloads::Values> inputs;
    for (const int tensor : network.inputs) inputs.push_back(workloads::synthetic_input(network, tensor, 1));
    const auto values = workloads::run_reference(network, inputs);
    for (const workloads::Layer& layer : network.layers) {
      if (layer.type == workloads::LayerType::softmax) continue;
      const auto& output = values[layer.outputs[0]];
      EXPECT_GT(std::set<workloads::Value>(output.begin(), output.end()).size(), 20U)
          << name << " " << layer.name;
    }
  }
}

}  // namespace
}  // namespace apollo::zoo
