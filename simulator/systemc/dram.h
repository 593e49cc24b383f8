#pragma once
#include <cstdint>
#include <systemc>

#include "simulator/systemc/clock.h"
#include "simulator/systemc/fifo.h"
#include "simulator/systemc/issue.h"
#include "simulator/systemc/traced.h"

namespace apollo::systemc {

struct DramRequest {
  Issue issue;
  bool store = false;
  std::int64_t issued = 0;  // cycle
};

// The side of the DRAM that the chip offers to it.
class DramClientIf : virtual public sc_core::sc_interface {
 public:
  // The bytes [begin, end) of what the request carries pass over the data bus in this cycle; in order, none
  // twice.
  virtual void transfer(const DramRequest& request, std::int64_t begin, std::int64_t end) = 0;
  // This is the last cycle of the request.
  virtual void done(const DramRequest& request) = 0;
};

struct DramCounters {
  std::int64_t& busy;                      // cycles in which the data bus carries data
  std::int64_t &read_bytes, &write_bytes;  // whole bursts
};

// Rule T4: serves requests in order. In every cycle of its data bus it earns the bandwidth as credit (in
// bytes/s per clock, MB/s * MHz, so that fractions of a byte per cycle are exact); a request is done when the
// credit covers its bursts, and what is left is lost.
class Dram : public sc_core::sc_module {
 public:
  sc_core::sc_port<ClockIf> clock{"clock"};
  sc_core::sc_port<FifoReadIf<DramRequest>> requests{"requests"};
  sc_core::sc_port<DramClientIf> client{"client"};

  Dram(sc_core::sc_module_name name, const machine::Accelerator& accelerator, const DramCounters& counters);
  void trace(sc_core::sc_trace_file* file) const override;

 private:
  SC_HAS_PROCESS(Dram);
  void end_of_elaboration() override;
  void run();
  void carry();

  const std::int64_t credit_per_cycle_, credit_per_byte_, latency_;
  DramCounters counters_;
  DramRequest current_;  // on the data bus; instruction null if none
  std::int64_t credit_ = 0, carried_ = 0,
               delivered_ = 0;  // of current_: credit; bytes over the bus; bytes of the stream
  std::int64_t free_from_ = 0;
  bool busy_ = false;
  int layer_ = 0;  // as traced
};

}  // namespace apollo::systemc
