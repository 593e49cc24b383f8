#pragma once
// The values of two models that should compute the same, whatever lies where in their networks.
#include <gtest/gtest.h>

#include <cstdint>
#include <string>
#include <vector>

#include "import_checks.h"
#include "workloads/reference.h"

namespace apollo::workloads::importer {

// An input whose elements lie in the order of its dimensions.
inline std::string flat_input(ModelBuilder* model, const std::string& name, const Dims& dims) {
  std::int64_t elements = 1;
  for (const std::int64_t dim : dims) elements *= dim;
  const std::string pooled =
      model->node("MaxPool", {model->input(name, {1, 1, 1, elements})}, {{"kernel_shape", Dims{1, 1}}});
  return model->node("Reshape", {pooled, model->integers(dims)});
}

// An output likewise.
inline void flat_output(ModelBuilder* model, const std::string& name) {
  const std::string flat = model->node("Reshape", {name, model->integers({1, 1, 1, -1})});
  model->output(model->node("MaxPool", {flat}, {{"kernel_shape", Dims{1, 1}}}));
}

// The values of all outputs, for inputs that are random but for their names.
inline std::vector<Values> flat_values(const Network& network) {
  std::vector<Values> inputs;
  for (const int input : network.inputs) {
    const Tensor& tensor = network.tensors[static_cast<std::size_t>(input)];
    std::uint32_t state = 1;
    for (const char letter : tensor.name) state = state * 31 + static_cast<unsigned char>(letter);
    inputs.emplace_back();
    for (std::int64_t i = 0; i < tensor.shape.elements(); ++i) {
      state = state * 1664525 + 1013904223;  // Numerical Recipes
      inputs.back().push_back(static_cast<workloads::Value>(static_cast<int>(state >> 25) - 64));
    }
  }
  const auto values = run_reference(network, inputs);
  std::vector<Values> outputs;
  for (const int output : network.outputs) outputs.push_back(values[static_cast<std::size_t>(output)]);
  return outputs;
}

// Imports both, expects the same MACs and values of them, and returns the first's network.
inline Network expect_twins(const ModelBuilder& model, const ModelBuilder& other) {
  const Network network = imported(model).network, twin = imported(other).network;
  EXPECT_EQ(network.macs(), twin.macs());
  EXPECT_EQ(flat_values(network), flat_values(twin));
  return network;
}

}  // namespace apollo::workloads::importer
