#include <algorithm>
#include <stdexcept>

#include "apollo/compiler/compiler.h"
#include "promise.h"
#include "readers.h"
#include "simulator/fast/fast_engine.h"
#include "simulator/machine/random_accelerator.h"
#include "workloads/onnx/import.h"

namespace apollo::fuzz {
namespace {

// Of what takes milliseconds to compile.
constexpr std::size_t kLayers = 24;
constexpr std::uint64_t kMacs = 100'000;
constexpr std::int64_t kElements = 16'384;  // of one tensor
constexpr std::uint64_t kParameters = 65'536;

bool is_small(const workloads::Network& network) {
  return network.layers.size() <= kLayers && network.macs() <= kMacs && network.parameters() <= kParameters &&
         std::all_of(network.tensors.begin(), network.tensors.end(),
                     [](const auto& tensor) { return tensor.shape.elements() <= kElements; });
}

// The accelerator is drawn by the size of the file: a model meets several as it grows.
void evaluate(const workloads::Network& network, std::uint64_t seed) {
  compiler::Compiler compiler(network);
  const auto compiled = compiler.compile(machine::random_accelerator(seed));
  if (const auto* reason = std::get_if<machine::Infeasible>(&compiled)) {
    check_message(machine::describe(*reason));
    return;
  }
  const machine::Counters& counters = std::get<machine::Counters>(compiled);
  const std::string difference =
      machine::difference(counters, fast::simulate(compiler.program(), {}).counters);
  if (!difference.empty()) throw std::logic_error("the compiler and the engine count\n" + difference);
  if (counters.cycles <= 0) throw std::logic_error("takes no cycle");
}

}  // namespace

void read_evaluation(const std::string& bytes) {
  workloads::importer::ImportOptions options;
  options.skip_unsupported = true;
  workloads::Network network;
  try {
    network = workloads::importer::parse_onnx(bytes, "file", options).network;
  } catch (const files::ConfigError& error) {
    return check_message(error.what());
  }
  if (is_small(network)) evaluate(network, bytes.size());
}

}  // namespace apollo::fuzz
