#include "apollo/compiler/decisions/lifetimes.h"

#include <algorithm>

namespace apollo::compiler::decisions {

std::vector<Lifetime> activation_lifetimes(const Plan& plan) {
  std::vector<Lifetime> lifetimes;
  const auto add = [&](int first, int last, std::int64_t begin, std::int64_t bytes) {
    if (bytes > 0) lifetimes.push_back({std::max(first, 0), last, begin, begin + bytes});
  };
  for (const BufferDecision& b : plan.buffers)
    if (b.on_chip) add(b.first, b.last, b.pe_address, b.hold_bytes);
  for (std::size_t i = 0; i < plan.ops.size(); ++i) {
    const OpDecision& op = plan.ops[i];
    const int at = static_cast<int>(i), before = op.prefetch_inputs ? at - 1 : at;
    add(before, at, op.input.address, op.input.total());
    add(before, at, op.operand2.address, op.operand2.total());
    add(at, at, op.output.address, op.output.total());
    add(at, at, op.psum.address, op.psum.total());
  }
  return lifetimes;
}

std::int64_t end_of(const std::vector<Lifetime>& lifetimes) {
  std::int64_t end = 0;
  for (const Lifetime& l : lifetimes) end = std::max(end, l.end);
  return end;
}

std::int64_t end_of_parking(const Plan& plan, std::int64_t pe_memory_bytes) {
  const bool keeps =
      std::any_of(plan.ops.begin(), plan.ops.end(), [](const OpDecision& op) { return op.kept_tiles > 0; });
  return keeps ? plan.kept_weights_address : pe_memory_bytes;
}

}  // namespace apollo::compiler::decisions
