#pragma once
#include <array>
#include <cstdint>
#include <string>
#include <systemc>

#include "simulator/systemc/clock.h"
#include "simulator/systemc/fifo.h"
#include "simulator/systemc/instruction_memory.h"
#include "simulator/systemc/issue.h"

namespace apollo::systemc {

// Rule T1: dispatches one instruction per cycle, in order, to the queue of its unit; waits while that queue
// is full.
class Sequencer : public sc_core::sc_module {
 public:
  sc_core::sc_port<ClockIf> clock{"clock"};
  sc_core::sc_port<InstructionMemoryIf> memory{"memory"};
  std::array<sc_core::sc_port<FifoWriteIf<Issue>>, machine::kUnits> queues;

  // Counts the cycles in which it finds a queue full in `stall`.
  Sequencer(sc_core::sc_module_name name, const program::Program& program, std::int64_t& stall);
  // Starts on what the memory has been loaded with: cycle 0 is `first_cycle`, not before the present one.
  void begin(std::int64_t first_cycle);
  // Why it does not dispatch; empty if it has dispatched everything.
  std::string waits_for() const;
  void trace(sc_core::sc_trace_file* file) const override;

 private:
  SC_HAS_PROCESS(Sequencer);
  void end_of_elaboration() override;
  void run();

  const program::Program& program_;
  std::int64_t& stall_;
  std::uint32_t counter_ = 0;  // instructions fetched
  Issue next_;                 // fetched, not dispatched; instruction null if there is none
  std::int64_t earliest_ = 0;  // cycle in which next_ could have been dispatched
  bool asleep_ = false;
  sc_core::sc_event begin_{"begin"};
};

}  // namespace apollo::systemc
