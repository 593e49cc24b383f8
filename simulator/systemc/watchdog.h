#pragma once
#include <cstdint>
#include <systemc>

#include "simulator/systemc/clock.h"
#include "simulator/systemc/scoreboard.h"

namespace apollo::systemc {

// Stops the simulation when nothing has been moving, and nothing is due, for `patience` cycles. Runs only
// then, or when the program ends; while it waits, simulation does not run dry.
class Watchdog : public sc_core::sc_module {
 public:
  Watchdog(sc_core::sc_module_name name, const Clock& clock, const Scoreboard& scoreboard,
           std::int64_t patience);
  void begin();  // before a run

 private:
  SC_HAS_PROCESS(Watchdog);
  void run();

  const Clock& clock_;
  const Scoreboard& scoreboard_;
  const std::int64_t patience_;
  sc_core::sc_event begin_{"begin"};
};

}  // namespace apollo::systemc
