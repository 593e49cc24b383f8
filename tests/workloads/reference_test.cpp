#include "workloads/reference.h"

#include <gtest/gtest.h>

#include "reference_run.h"

namespace apollo::workloads {
namespace {

TEST(Reference, ReturnsEveryTensorInOrder) {
  const ReferenceRun run(layer_of(LayerType::add), {input_of({1, 1, 1}), input_of({1, 1, 1})}, {{1}, {2}});
  EXPECT_EQ(run.values, (std::vector<Values>{{1}, {2}, {3}}));
}

TEST(Reference, AppliesAFusedActivationToWhatALayerGives) {
  Layer layer = layer_of(LayerType::add);
  layer.activation = Activation::relu;
  const ReferenceRun run(layer, {input_of({1, 1, 2}), input_of({1, 1, 2})}, {{1, 1}, {-3, 2}});
  EXPECT_EQ(run.output(), (Values{0, 3}));
}

TEST(Reference, TakesConstantsAsSyntheticInputsOfSeedZero) {
  const Tensor tensor = input_of({1, 2, 3});
  Network network = one_layer(layer_of(LayerType::subtract), {tensor, tensor});
  network.constants = {network.inputs.back()};
  network.inputs.pop_back();
  validate(network, "test");
  const Values constant = synthetic_input(network, network.constants[0], 0);
  // The constant less itself.
  EXPECT_EQ(run_reference(network, {constant}).back(), Values(2 * 3, 0));
}

TEST(Reference, FeedsLayersWithWhatThoseBeforeThemGive) {
  Network network = one_layer(layer_of(LayerType::add), {input_of({1, 1, 1}), input_of({1, 1, 1})});
  Layer second = network.layers[0];
  second.name = "second";
  second.inputs = {network.layers[0].outputs[0], network.layers[0].outputs[0]};
  second.outputs = {static_cast<int>(network.tensors.size())};
  network.tensors.push_back({"twice", {}, {1, 0}});
  network.layers.push_back(second);
  network.outputs = second.outputs;
  validate(network, "test");
  EXPECT_EQ(run_reference(network, {{3}, {4}}).back(), Values{(3 + 4) * 2});
}

}  // namespace
}  // namespace apollo::workloads
