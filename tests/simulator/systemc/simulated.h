#pragma once
#include <functional>
#include <string>
#include <systemc>

#include "processes/child_process.h"
#include "simulator/systemc/clock.h"

// Single modules, without the chip around them.
namespace apollo::systemc {

// Calls its function in every cycle, from cycle 0 on.
class EveryCycle : public sc_core::sc_module {
 public:
  EveryCycle(Clock& clock, std::function<void(std::int64_t cycle)> act)
      : sc_module(sc_core::sc_module_name("every_cycle")), clock_(clock), act_(std::move(act)) {
    SC_METHOD(run);
    sensitive << clock.tick();
  }

 private:
  SC_HAS_PROCESS(EveryCycle);
  void run() {
    clock_.request();
    act_(clock_.cycle());
  }

  Clock& clock_;
  std::function<void(std::int64_t)> act_;
};

// What `body` returns in a process of its own: SystemC elaborates once per process.
inline std::string simulated(const std::function<std::string()>& body) {
  return processes::ChildProcess("simulation",
                                 [&] {
                                   sc_core::sc_set_time_resolution(1, sc_core::SC_NS);
                                   return body();
                                 })
      .result();
}

// Lets the modules that have been made run for so many cycles.
inline void run_cycles(std::int64_t count) { sc_core::sc_start(cycles(count)); }

}  // namespace apollo::systemc
