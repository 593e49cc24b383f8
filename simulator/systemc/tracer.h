#pragma once
#include <string>
#include <systemc>

#include "simulator/program/program.h"

namespace apollo::systemc {

// Writes a VCD file, in picoseconds at the program's clock: the activity of each unit ("idle", "stalled",
// "busy") and the layer that it works on or waits for, queue depths, program counter, completion counters,
// DRAM credit, busy PEs, and the phase ("preload", "inference"). Objects join by overriding
// sc_object::trace.
class Tracer : public sc_core::sc_module {
 public:
  // The file is there when the tracer is gone; the program must be there until then. Throws
  // std::runtime_error if it cannot be written.
  Tracer(sc_core::sc_module_name name, const std::string& path, const program::Program& program);
  ~Tracer() override;

 private:
  void end_of_elaboration() override;

  const std::string path_;
  const program::Program& program_;
  sc_core::sc_trace_file* file_ = nullptr;  // in cycles
};

}  // namespace apollo::systemc
