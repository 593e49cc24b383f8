// The planner's choice of what stays on chip.
#include <algorithm>

#include "apollo/compiler/plan/planner.h"

namespace apollo::compiler::plan {

void Planner::refresh_hold(int b) {
  decisions::BufferDecision& buffer = plan_.buffers[b];
  buffer.hold.clear();
  if (buffer.on_chip) decisions::hold_boxes(network_, b, uses_[b].readers, nests_, &buffer.hold);
  buffer.hold_bytes = decisions::largest(buffer.hold);
  program::find_distinct_holds(buffer.hold, &buffer.distinct_holds);
  buffer.overlap.assign(buffer.hold);
}

void Planner::start_buffers() {
  for (std::size_t b = 0; b < plan_.buffers.size(); ++b) {
    decisions::BufferDecision& buffer = plan_.buffers[b];
    buffer.on_chip = buffer.in_dram = false;
    buffer.hold_bytes = buffer.pe_address = 0;
    buffer.first = buffer.last = -1;
    const decisions::BufferUses& uses = uses_[b];
    const bool input = network_.buffers[b].network_input;
    if (uses.writers.empty() && !input) continue;  // fused away
    for (const auto* list : {&uses.writers, &uses.readers, &uses.weight_readers})
      for (const int op : *list) {
        buffer.first = buffer.first < 0 ? op : std::min(buffer.first, op);
        buffer.last = std::max(buffer.last, op);
      }
    buffer.on_chip = options_.keep_on_chip && !input && !uses.readers.empty();
    buffer.in_dram = !buffer.on_chip || network_.buffers[b].network_output || !uses.weight_readers.empty();
    refresh_hold(static_cast<int>(b));
  }
}

std::int64_t Planner::held_during(int op) const {
  std::int64_t bytes = 0;
  for (const decisions::BufferDecision& b : plan_.buffers)
    if (b.on_chip && b.first <= op && op <= b.last) bytes += machine::round_up(b.hold_bytes, 4);
  return bytes;
}

// Sends one of the buffers that are on chip during `op` to DRAM: the one that takes most PE memory for the
// DRAM traffic that it saves.
bool Planner::evict_during(int op) {
  int victim = -1;
  double worst = 0;
  for (std::size_t b = 0; b < plan_.buffers.size(); ++b) {
    const decisions::BufferDecision& buffer = plan_.buffers[b];
    if (!buffer.on_chip || buffer.first > op || op > buffer.last || buffer.hold_bytes == 0) continue;
    const double span = buffer.last - buffer.first;
    const double traffic =
        double(network_.buffers[b].buffer.shape.elements()) * double(1 + uses_[b].readers.size());
    const double price = double(buffer.hold_bytes) * (span + 1) / traffic;
    if (price > worst) worst = price, victim = static_cast<int>(b);
  }
  if (victim < 0) return false;
  plan_.buffers[victim].on_chip = false;
  plan_.buffers[victim].in_dram = true;
  refresh_hold(victim);
  return true;
}

}  // namespace apollo::compiler::plan
