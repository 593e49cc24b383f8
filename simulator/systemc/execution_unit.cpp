#include "simulator/systemc/execution_unit.h"

#include <algorithm>

namespace apollo::systemc {

ExecutionUnit::ExecutionUnit(sc_core::sc_module_name name, machine::Unit unit,
                             const program::Program& program, machine::UnitCounters& counters)
    : sc_module(name), program_(program), counters_(counters), unit_(unit) {}

void ExecutionUnit::end_of_elaboration() {
  SC_METHOD(run);
  sensitive << clock->tick();
}

void ExecutionUnit::run() {
  if (asleep_) {  // what woke it was registered in this cycle; it counts from the next
    asleep_ = false;
    clock->request();
    return;
  }
  cycle();
}

bool ExecutionUnit::may_start() const {
  return !queue->empty() && clock->cycle() >= free_from_ &&
         waits_are_met(*scoreboard.operator->(), *queue->front().instruction) && !has_obstacle();
}

Issue ExecutionUnit::take() {
  const Issue issue = queue->pop();
  counters_.stall += clock->cycle() - std::max(issue.dispatched + 1, free_from_);
  scoreboard->start(issue.index);
  return issue;
}

void ExecutionUnit::show(const program::Instruction* current) {
  activity_ = current ? busy : queue->empty() ? idle : stalled;
  layer_ = traced_layer(current || queue->empty() ? current : queue->front().instruction);
}

void ExecutionUnit::rest() {
  show(nullptr);
  if (queue->empty()) return sleep_until(queue->written());
  if (!waits_are_met(*scoreboard.operator->(), *queue->front().instruction) || has_obstacle())
    return sleep_until(scoreboard->changed());
  clock->request();  // free from the next cycle on
}

void ExecutionUnit::sleep_until(const sc_core::sc_event& event) {
  asleep_ = true;
  next_trigger(event);
}

std::string ExecutionUnit::waits_for() const {
  if (queue->empty()) return "";
  const Issue& head = queue->front();
  std::string reasons;
  for (int u = 0; u < machine::kUnits; ++u) {
    const std::uint32_t have = scoreboard->completed(static_cast<machine::Unit>(u)),
                        need = head.instruction->wait[u];
    if (have >= need) continue;
    if (!reasons.empty()) reasons += " and ";
    reasons += std::string(to_string(static_cast<machine::Unit>(u))) + " (" + std::to_string(have) + " of " +
               std::to_string(need) + " completed)";
  }
  if (reasons.empty()) reasons = obstacle();
  return describe(program_, head) + " waits for " + reasons;
}

void ExecutionUnit::trace(sc_core::sc_trace_file* file) const {
  sc_core::sc_trace(file, activity_, std::string(name()) + ".activity");
  sc_core::sc_trace(file, layer_, std::string(name()) + ".layer");
}

}  // namespace apollo::systemc
