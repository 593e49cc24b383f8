#include "simulator/functional_check.h"

#include <algorithm>

#include "workloads/reference.h"

namespace apollo::simulator {

FunctionalData functional_data(const workloads::Network& network, const program::Program& program,
                               std::uint64_t seed) {
  FunctionalData data;
  data.inputs.resize(program.buffers.size());
  const auto fill = [&](const std::vector<int>& tensors, std::uint64_t tensor_seed) {
    for (const int tensor : tensors)
      for (std::size_t b = 0; b < program.buffers.size(); ++b)
        if (program.buffers[b].tensor == tensor)
          data.inputs[b] = workloads::synthetic_input(network, tensor, tensor_seed);
  };
  fill(network.inputs, seed);
  fill(network.constants, 0);
  data.parameters.resize(program.ops.size());
  for (std::size_t i = 0; i < program.ops.size(); ++i) {
    const program::Op& op = program.ops[i].op();
    if (op.parameter_layer >= 0)
      data.parameters[i] =
          workloads::synthetic_parameters(network, network.layers[op.parameter_layer], op.parameter_set);
  }
  return data;
}

FunctionalCheck check_outputs(const workloads::Network& network, const program::Program& program,
                              const SimulationResult& result, std::uint64_t seed) {
  std::vector<std::vector<std::int8_t>> inputs;
  for (const int tensor : network.inputs) inputs.push_back(workloads::synthetic_input(network, tensor, seed));
  const auto expected = workloads::run_reference(network, inputs);
  FunctionalCheck check;
  for (std::size_t b = 0; b < program.buffers.size(); ++b) {
    const int tensor = program.buffers[b].tensor;
    const bool output = std::count(network.outputs.begin(), network.outputs.end(), tensor) > 0;
    const auto& chip = result.dram_buffers[b];
    if (tensor < 0 || (chip.empty() && !output))
      continue;  // stayed on the chip, or is not a tensor of the network
    const auto& reference = expected[tensor];
    for (std::size_t i = 0; i < reference.size(); ++i) {
      ++check.values;
      if (i >= chip.size() || chip[i] != reference[i]) ++check.mismatches;
    }
  }
  return check;
}

}  // namespace apollo::simulator
