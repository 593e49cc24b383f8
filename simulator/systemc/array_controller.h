#pragma once
#include <cstdint>
#include <systemc>
#include <vector>

#include "simulator/systemc/execution_unit.h"
#include "simulator/systemc/pe.h"

namespace apollo::systemc {

// Rule T5: starts all PEs on a tile together and waits for the last one.
class ArrayController : public ExecutionUnit, public PeDoneIf {
 public:
  sc_core::sc_port<PeControlIf, 0> pes{"pes"};

  ArrayController(sc_core::sc_module_name name, const program::Program& program,
                  machine::UnitCounters& counters);
  void pe_done(std::int64_t macs) override;
  std::int64_t macs() const { return macs_; }  // useful multiply-accumulates so far, and what they take
  std::int64_t multiplications() const { return multiplications_; }
  void begin();  // before a run

 private:
  void cycle() override;

  Issue current_;
  std::int64_t started_ = 0;  // cycle of current_
  int running_ = 0;           // PEs
  std::int64_t macs_ = 0, multiplications_ = 0;
  sc_core::sc_event done_{"done"};
};

}  // namespace apollo::systemc
