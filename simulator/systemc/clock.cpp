#include "simulator/systemc/clock.h"

namespace apollo::systemc {

Clock::Clock(sc_core::sc_module_name name) : sc_module(name), period_(cycles(1)) {}

sc_core::sc_time cycles(std::int64_t count) {
  return sc_core::sc_time::from_value(static_cast<sc_core::sc_time::value_type>(count));
}

}  // namespace apollo::systemc
