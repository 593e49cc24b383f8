#pragma once
#include <cstdint>

#include "simulator/engine.h"
#include "workloads/network.h"

// What functional mode computes with, and the comparison of what the chip gives with the plain reference.
namespace apollo::simulator {

// These inputs, by Network::inputs, and the network's constants and parameters, for a program that was
// compiled from it.
FunctionalData functional_data(const workloads::Network& network, const program::Program& program,
                               const std::vector<workloads::Values>& inputs);
// With synthetic inputs of that seed.
FunctionalData functional_data(const workloads::Network& network, const program::Program& program,
                               std::uint64_t seed);

struct FunctionalCheck {
  // Values compared with the plain reference: the network's outputs, and every other tensor that the program
  // writes to DRAM. A value that is not there differs.
  std::int64_t values = 0, mismatches = 0;
};

// Of a functional simulation with functional_data() of the same seed.
FunctionalCheck check_outputs(const workloads::Network& network, const program::Program& program,
                              const SimulationResult& result, std::uint64_t seed);

}  // namespace apollo::simulator
