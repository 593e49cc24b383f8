#include "apollo/compiler/plan/problem.h"

#include <algorithm>

#include "apollo/compiler/lower/slices.h"

namespace apollo::compiler::plan {

NetworkUses::NetworkUses(const lower::LoweredNetwork& network)
    : buffers(decisions::buffer_uses(network)),
      models(lower::model_parts(network)),
      weight_groups(lower::weight_groups(network)) {
  for (std::size_t i = 0; i < network.ops.size(); ++i) {
    const program::Op& op = network.ops[i];
    of_op.push_back({op.output.buffer, op.input.buffer});
    if (op.operand2.buffer >= 0) of_op.back().push_back(op.operand2.buffer);
    branches.push_back(std::any_of(of_op.back().begin(), of_op.back().end(), [&](int b) {
      return buffers[b].writers.size() > 1 || buffers[b].readers.size() > 1;
    }));
  }
  int before = -1;
  for (std::size_t i = 0; i < network.ops.size(); ++i) {
    repeats_weights.push_back(weight_groups[i] >= 0 && weight_groups[i] == before);
    if (network.ops[i].has_weights()) before = weight_groups[i];
  }
}

}  // namespace apollo::compiler::plan
