#include "simulator/systemc/scoreboard.h"

#include <cassert>

namespace apollo::systemc {

namespace {
std::int64_t now() { return static_cast<std::int64_t>(sc_core::sc_time_stamp().value()); }
}  // namespace

bool waits_are_met(const ScoreboardIf& scoreboard, const program::Instruction& instruction) {
  for (int u = 0; u < machine::kUnits; ++u)
    if (scoreboard.completed(static_cast<machine::Unit>(u)) < instruction.wait[u]) return false;
  return true;
}

Scoreboard::Scoreboard(const char* name) : sc_prim_channel(name) {}

void Scoreboard::begin(std::size_t instructions, std::int64_t first_cycle, bool record) {
  completed_ = completing_ = {};
  remaining_ = instructions;
  first_cycle_ = first_cycle;
  last_ = first_cycle - 1;
  events_.assign(record ? instructions : 0, simulator::Event{});
}

void Scoreboard::start(std::uint32_t index) {
  if (!events_.empty()) events_[index].start = now() - first_cycle_;
}

void Scoreboard::complete(machine::Unit unit, std::uint32_t index) {
  assert(remaining_ > 0);
  last_ = now();
  if (!events_.empty()) events_[index].end = last_ - first_cycle_;
  ++completing_[static_cast<int>(unit)];
  if (--remaining_ == 0) all_completed_.notify(sc_core::SC_ZERO_TIME);
  request_update();
}

void Scoreboard::update() {
  for (int u = 0; u < machine::kUnits; ++u) completed_[u] += completing_[u];
  completing_ = {};
  changed_.notify(sc_core::SC_ZERO_TIME);
}

void Scoreboard::trace(sc_core::sc_trace_file* file) const {
  for (int u = 0; u < machine::kUnits; ++u)
    sc_core::sc_trace(file, completed_[u],
                      std::string(name()) + "." + to_string(static_cast<machine::Unit>(u)));
}

}  // namespace apollo::systemc
