#include "simulator/machine/random_accelerator.h"

#include <initializer_list>
#include <random>

namespace apollo::machine {
namespace {

template <typename T>
T pick(std::mt19937_64& engine, std::initializer_list<T> values) {
  return values.begin()[engine() % values.size()];
}

}  // namespace

Accelerator random_accelerator(std::uint64_t seed) {
  std::mt19937_64 engine(seed * 7919 + 17);  // apart from the stream of a network of the same seed
  Accelerator a;
  Configuration& c = a.configuration;
  c.pes_x = pick(engine, {1, 1, 2, 3, 4});
  c.pes_y = pick(engine, {1, 2, 2, 3, 4});
  c.cores_per_pe = pick(engine, {1, 1, 2, 3, 4});
  c.compute_lanes = pick(engine, {4, 8, 16, 64});
  c.pe_memory_bytes = pick(engine, {2048, 4096, 16384, 262144});
  c.core_memory_bytes = pick(engine, {512, 1024, 4096, 32768});
  c.activation_memory_entries = pick(engine, {16, 64, 256, 1024});
  c.instruction_memory_entries = 65536;
  c.parameter_memory_entries = pick(engine, {64, 256, 2048});
  c.dram_bandwidth_gbps = pick(engine, {5.0, 16.0, 30.0});
  return a;
}

}  // namespace apollo::machine
