#include "apollo/compiler/bound/traffic.h"

#include <algorithm>
#include <set>

namespace apollo::compiler::bound {

namespace {

std::int64_t all_weights(const lower::LoweredNetwork& network) {
  std::set<std::pair<int, int>> known;
  std::int64_t bytes = 0;
  for (const program::Op& op : network.ops)
    if (op.parameter_layer >= 0 && known.emplace(op.parameter_layer, op.parameter_set).second)
      bytes += op.weight_bytes(op.G, op.K, op.C, true);
  return bytes;
}

}  // namespace

Traffic traffic_of(const workloads::Network& network, const lower::LoweredNetwork& lowered,
                   const std::vector<Read>& reads) {
  struct Use {
    std::vector<Read> activations, operands;
    std::int64_t written = 0;
  };
  std::vector<Use> uses(lowered.buffers.size());
  for (const Read& read : reads) {
    Use& use = uses[static_cast<std::size_t>(read.buffer)];
    (read.as_weights ? use.operands : use.activations).push_back(read);
  }
  for (const program::Op& op : lowered.ops)
    uses[static_cast<std::size_t>(op.output.buffer)].written += op.output.shape.elements();

  Traffic out;
  out.weights = all_weights(lowered);
  const auto add = [](std::int64_t bytes, std::vector<std::int64_t>* list) {
    if (bytes > 0) list->push_back(bytes);
  };
  for (std::size_t b = 0; b < uses.size(); ++b) {
    const lower::LoweredBuffer& buffer = lowered.buffers[b];
    const std::int64_t element = buffer.buffer.element_bytes;
    const std::int64_t activations = distinct_elements(std::move(uses[b].activations)) * element,
                       operands = distinct_elements(std::move(uses[b].operands)) * element,
                       written = uses[b].written * element;
    const auto& constants = network.constants;
    if (std::find(constants.begin(), constants.end(), buffer.tensor) != constants.end()) {
      out.constants += std::max(activations, operands);
      continue;
    }
    if (buffer.network_input) {
      add(activations, &out.loads);
      out.activations += activations;
    }
    add(operands, &out.loads);
    out.operands += operands;
    if (!buffer.network_input) add(buffer.network_output ? written : operands, &out.stores);
  }
  return out;
}

}  // namespace apollo::compiler::bound
