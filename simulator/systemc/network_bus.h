#pragma once
#include <cstdint>
#include <deque>
#include <systemc>
#include <vector>

#include "simulator/systemc/execution_unit.h"
#include "simulator/systemc/flit.h"

namespace apollo::systemc {

// Rule T3: one of the three buses between staging memories and PEs. Injects one flit per cycle; a flit
// travels for network_latency cycles; the instruction completes when its last flit arrives. Flits of several
// instructions may be on their way.
class NetworkBus : public ExecutionUnit {
 public:
  sc_core::sc_port<FlitSource> source{"source"};
  sc_core::sc_port<FlitSink> sink{"sink"};

  // Counts injected flits in `flits`, over the buses that share it.
  NetworkBus(sc_core::sc_module_name name, machine::Unit unit, const program::Program& program,
             machine::UnitCounters& counters, std::int64_t& flits, bool functional);

 private:
  struct InFlight {
    Flit flit;
    std::int64_t arrival = 0;
    std::vector<std::int8_t> payload;  // empty when data is off
  };

  void cycle() override;
  void inject();
  void receive();

  const int flit_bytes_;
  const int latency_;
  const bool functional_;
  std::int64_t& flits_;
  Issue current_;            // being injected; instruction null if none
  std::int64_t offset_ = 0;  // of the next flit
  std::deque<InFlight> in_flight_;
};

}  // namespace apollo::systemc
