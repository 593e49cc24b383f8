#pragma once
#include <string>
#include <systemc>

namespace apollo::systemc {

// Writes a VCD file in which one nanosecond is one cycle: the activity of each unit (0 idle, 1 stalled, 2
// busy), queue depths, program counter, completion counters, DRAM credit, busy PEs. Objects join by
// overriding sc_object::trace.
class Tracer : public sc_core::sc_module {
 public:
  // `path` may end in .vcd or not; the file is `path`. Throws std::runtime_error if it cannot be written.
  Tracer(sc_core::sc_module_name name, const std::string& path);
  ~Tracer() override;

 private:
  void end_of_elaboration() override;

  const std::string path_;
  sc_core::sc_trace_file* file_ = nullptr;
};

}  // namespace apollo::systemc
