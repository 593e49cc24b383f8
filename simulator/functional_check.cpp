#include "simulator/functional_check.h"

#include <algorithm>

#include "workloads/reference.h"

namespace apollo::simulator {

namespace {

std::vector<workloads::Values> synthetic_inputs(const workloads::Network& network, std::uint64_t seed) {
  std::vector<workloads::Values> inputs;
  for (const int tensor : network.inputs) inputs.push_back(workloads::synthetic_input(network, tensor, seed));
  return inputs;
}

}  // namespace

FunctionalData functional_data(const workloads::Network& network, const program::Program& program,
                               std::uint64_t seed) {
  return functional_data(network, program, synthetic_inputs(network, seed));
}

FunctionalData functional_data(const workloads::Network& network, const program::Program& program,
                               const std::vector<workloads::Values>& inputs) {
  FunctionalData data;
  data.inputs.resize(program.buffers.size());
  const auto fill = [&](int tensor, const workloads::Values& values) {
    for (std::size_t b = 0; b < program.buffers.size(); ++b)
      if (program.buffers[b].tensor == tensor) data.inputs[b] = values;
  };
  for (std::size_t i = 0; i < network.inputs.size(); ++i) fill(network.inputs[i], inputs[i]);
  for (const int tensor : network.constants) fill(tensor, workloads::constant_of(network, tensor));
  data.parameters.resize(program.ops.size());
  for (std::size_t i = 0; i < program.ops.size(); ++i) {
    const program::Op& op = program.ops[i].op();
    if (op.parameter_layer >= 0)
      data.parameters[i] =
          workloads::parameters_of(network, network.layers[op.parameter_layer], op.parameter_set);
  }
  return data;
}

FunctionalCheck check_outputs(const workloads::Network& network, const program::Program& program,
                              const SimulationResult& result, std::uint64_t seed) {
  const auto expected = workloads::run_reference(network, synthetic_inputs(network, seed));
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
