#pragma once
#include <cstdint>
#include <systemc>

namespace apollo::systemc {

// Time in clock cycles: one SystemC time unit is one cycle.
//
// All registered state changes between cycles, so a unit that runs in cycle t sees what held at the end of t
// - 1. A unit that has work in the next cycle calls request() and runs again at the tick; a unit that waits
// sleeps on the event that may end its wait. In a stretch where no unit has work there is no tick, and time
// moves on by events.
class ClockIf : virtual public sc_core::sc_interface {
 public:
  virtual std::int64_t cycle() const = 0;
  virtual const sc_core::sc_event& tick() const = 0;
  // There will be a tick in the next cycle.
  virtual void request() = 0;
  // Something will happen in `cycle` without a tick before it; the watchdog waits for it.
  virtual void expect(std::int64_t cycle) = 0;
};

class Clock : public sc_core::sc_module, public ClockIf {
 public:
  explicit Clock(sc_core::sc_module_name name);
  std::int64_t cycle() const override { return static_cast<std::int64_t>(sc_core::sc_time_stamp().value()); }
  const sc_core::sc_event& tick() const override { return tick_; }
  void request() override {
    const std::int64_t next = cycle() + 1;
    if (requested_ == next) return;
    requested_ = next;
    expect(next);
    tick_.notify(period_);
  }
  void expect(std::int64_t cycle) override { horizon_ = cycle > horizon_ ? cycle : horizon_; }
  // The last cycle in which anything is known to happen.
  std::int64_t horizon() const { return horizon_; }

 private:
  sc_core::sc_event tick_{"tick"};
  sc_core::sc_time period_;
  std::int64_t requested_ = -1, horizon_ = 0;
};

// A span of cycles as SystemC time.
sc_core::sc_time cycles(std::int64_t count);

}  // namespace apollo::systemc
