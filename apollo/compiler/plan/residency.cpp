#include "apollo/compiler/plan/residency.h"

#include <algorithm>

namespace apollo::compiler::plan {

using decisions::BufferDecision;
using decisions::BufferUses;

void refresh_hold(const Problem& problem, int b, Draft* draft) {
  BufferDecision& buffer = draft->plan.buffers[b];
  buffer.hold.clear();
  if (buffer.on_chip)
    decisions::hold_boxes(problem.network, b, problem.uses.buffers[b].readers, draft->nests, &buffer.hold);
  buffer.hold_bytes = decisions::largest(buffer.hold) * problem.network.buffers[b].buffer.element_bytes;
  program::find_distinct_holds(buffer.hold, &buffer.distinct_holds);
  buffer.hold_ranges.assign(buffer.hold);
}

bool may_stay_on_chip(const Problem& problem, int b) {
  const BufferUses& uses = problem.uses.buffers[b];
  return !problem.network.buffers[b].network_input && !uses.writers.empty() && !uses.readers.empty();
}

bool in_dram_anyway(const Problem& problem, int b) {
  return problem.network.buffers[b].network_output || !problem.uses.buffers[b].weight_readers.empty();
}

void start_buffers(const Problem& problem, Draft* draft) {
  std::vector<BufferDecision>& buffers = draft->plan.buffers;
  buffers.resize(problem.network.buffers.size());
  for (std::size_t b = 0; b < buffers.size(); ++b) {
    BufferDecision& buffer = buffers[b];
    buffer.on_chip = buffer.in_dram = false;
    buffer.hold_bytes = buffer.pe_address = 0;
    buffer.first = buffer.last = -1;
    const BufferUses& uses = problem.uses.buffers[b];
    if (uses.writers.empty() && !problem.network.buffers[b].network_input) continue;  // fused away
    for (const auto* list : {&uses.writers, &uses.readers, &uses.weight_readers})
      for (const int op : *list) {
        buffer.first = buffer.first < 0 ? op : std::min(buffer.first, op);
        buffer.last = std::max(buffer.last, op);
      }
    buffer.on_chip = problem.options.keep_on_chip && may_stay_on_chip(problem, static_cast<int>(b));
    buffer.in_dram = !buffer.on_chip || in_dram_anyway(problem, static_cast<int>(b));
    refresh_hold(problem, static_cast<int>(b), draft);
  }
}

double saved_traffic(const Problem& problem, int buffer) {
  const program::Buffer& stored = problem.network.buffers[buffer].buffer;
  return static_cast<double>(stored.shape.elements() * stored.element_bytes) *
         static_cast<double>(1 + problem.uses.buffers[buffer].readers.size());
}

double evicted_traffic(const Problem& problem, const decisions::Plan& plan) {
  double bytes = 0;
  for (int b = 0; b < static_cast<int>(plan.buffers.size()); ++b)
    if (!plan.buffers[b].on_chip && may_stay_on_chip(problem, b)) bytes += saved_traffic(problem, b);
  return bytes;
}

std::int64_t held_during(int op, const decisions::Plan& plan) {
  std::int64_t bytes = 0;
  for (const BufferDecision& b : plan.buffers)
    if (b.on_chip && b.first <= op && op <= b.last) bytes += machine::round_up(b.hold_bytes, 4);
  return bytes;
}

std::int64_t bytes_during(int op, const decisions::Plan& plan) {
  const decisions::OpDecision& d = plan.ops[op];
  return held_during(op, plan) + d.input.total() + d.operand2.total() + d.output.total() + d.psum.total();
}

void evict(const Problem& problem, int b, Draft* draft) {
  draft->plan.buffers[b].on_chip = false;
  draft->plan.buffers[b].in_dram = true;
  refresh_hold(problem, b, draft);
}

bool evict_during(const Problem& problem, int op, Draft* draft) {
  const std::vector<BufferDecision>& buffers = draft->plan.buffers;
  int victim = -1;
  double worst = 0;
  for (std::size_t b = 0; b < buffers.size(); ++b) {
    const BufferDecision& buffer = buffers[b];
    if (!is_held(buffer, op)) continue;
    const double span = buffer.last - buffer.first;
    const double price =
        static_cast<double>(buffer.hold_bytes) * (span + 1) / saved_traffic(problem, static_cast<int>(b));
    if (price > worst) worst = price, victim = static_cast<int>(b);
  }
  if (victim < 0) return false;
  evict(problem, victim, draft);
  return true;
}

}  // namespace apollo::compiler::plan
