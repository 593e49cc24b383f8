#include "apollo/compiler/plan/problem.h"

#include <algorithm>
#include <utility>

namespace apollo::compiler::plan {

NetworkUses::NetworkUses(const lower::LoweredNetwork& network) : buffers(decisions::buffer_uses(network)) {
  for (const program::Op& op : network.ops) {
    of_op.push_back({op.output.buffer, op.input.buffer});
    if (op.operand2.buffer >= 0) of_op.back().push_back(op.operand2.buffer);
    branches.push_back(std::any_of(of_op.back().begin(), of_op.back().end(), [&](int b) {
      return buffers[b].writers.size() > 1 || buffers[b].readers.size() > 1;
    }));
  }
  find_bytes_beside(network);
  const std::vector<int> groups = lower::weight_groups(network);
  int before = -1;
  for (std::size_t i = 0; i < network.ops.size(); ++i) {
    repeats_weights.push_back(groups[i] >= 0 && groups[i] == before);
    if (network.ops[i].has_weights()) before = groups[i];
  }
}

void NetworkUses::find_bytes_beside(const lower::LoweredNetwork& network) {
  const int ops = static_cast<int>(network.ops.size());
  std::vector<std::int64_t> alive(network.ops.size(), 0), bytes(buffers.size(), 0);
  std::vector<std::pair<int, int>> life(buffers.size(), {ops, -1});
  for (std::size_t b = 0; b < buffers.size(); ++b) {
    const decisions::BufferUses& uses = buffers[b];
    if (network.buffers[b].network_input || uses.writers.empty() || uses.readers.empty()) continue;
    const program::Buffer& stored = network.buffers[b].buffer;
    bytes[b] = stored.shape.elements() * stored.element_bytes;
    for (const auto* list : {&uses.writers, &uses.readers})
      for (const int op : *list) life[b] = {std::min(life[b].first, op), std::max(life[b].second, op)};
    for (int op = life[b].first; op <= life[b].second; ++op) alive[op] += bytes[b];
  }
  bytes_beside.assign(buffers.size(), 0);
  for (std::size_t b = 0; b < buffers.size(); ++b)
    for (int op = life[b].first; op <= life[b].second; ++op)
      bytes_beside[b] = std::max(bytes_beside[b], alive[op] - bytes[b]);
}

}  // namespace apollo::compiler::plan
