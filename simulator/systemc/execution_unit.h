#pragma once
#include <cstdint>
#include <string>
#include <systemc>

#include "simulator/engine.h"
#include "simulator/systemc/clock.h"
#include "simulator/systemc/fifo.h"
#include "simulator/systemc/scoreboard.h"
#include "simulator/systemc/traced.h"

namespace apollo::systemc {

// Rule T2, shared by the five units: takes instructions from its queue in order, each when its waits are met
// and the unit is free. A derived class implements cycle(), which runs once in every cycle that it asked for,
// and ends with clock->request() or rest().
class ExecutionUnit : public sc_core::sc_module {
 public:
  sc_core::sc_port<ClockIf> clock{"clock"};
  sc_core::sc_port<FifoReadIf<Issue>> queue{"queue"};
  sc_core::sc_port<ScoreboardIf> scoreboard{"scoreboard"};

  ExecutionUnit(sc_core::sc_module_name name, machine::Unit unit, const program::Program& program,
                machine::UnitCounters& counters);
  // What the instruction at the head of its queue waits for; empty if the queue is.
  std::string waits_for() const;
  void trace(sc_core::sc_trace_file* file) const override;

 protected:
  virtual void cycle() = 0;
  // Why the unit itself cannot take another instruction now, though it is free; empty if it can. May change
  // only with the scoreboard.
  virtual std::string obstacle() const { return ""; }
  virtual bool has_obstacle() const { return false; }

  // The instruction at the head of the queue may start in this cycle.
  bool may_start() const;
  // Starts it: takes it off the queue and counts the cycles that it stood there though the unit was free.
  Issue take();
  // Notes for traces what the unit does in this cycle: it works on `current`, or, if that is null, waits.
  void show(const program::Instruction* current);
  // Sleeps until the head of the queue may be able to start.
  void rest();
  void sleep_until(const sc_core::sc_event& event);
  void complete(std::uint32_t index) { scoreboard->complete(unit_, index); }

  const program::Program& program_;
  machine::UnitCounters& counters_;
  std::int64_t free_from_ = 0;  // first cycle in which the unit can start another instruction

 private:
  SC_HAS_PROCESS(ExecutionUnit);
  void end_of_elaboration() override;
  void run();

  machine::Unit unit_;
  bool asleep_ = false;
  int activity_ = idle, layer_ = 0;  // as traced
};

}  // namespace apollo::systemc
