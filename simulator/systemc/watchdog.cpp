#include "simulator/systemc/watchdog.h"

namespace apollo::systemc {

Watchdog::Watchdog(sc_core::sc_module_name name, const Clock& clock, const Scoreboard& scoreboard,
                   std::int64_t patience)
    : sc_module(name), clock_(clock), scoreboard_(scoreboard), patience_(patience) {
  SC_METHOD(run);
  sensitive << begin_;
  dont_initialize();
}

void Watchdog::begin() { begin_.notify(sc_core::SC_ZERO_TIME); }

void Watchdog::run() {
  if (scoreboard_.finished()) return;
  const std::int64_t end = clock_.horizon() + patience_;
  if (clock_.cycle() >= end) return sc_core::sc_stop();
  next_trigger(cycles(end - clock_.cycle()), scoreboard_.all_completed());
}

}  // namespace apollo::systemc
