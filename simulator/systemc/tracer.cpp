#include "simulator/systemc/tracer.h"

#include <cstdio>
#include <fstream>
#include <stdexcept>

#include "simulator/systemc/readable_vcd.h"
#include "simulator/systemc/traced.h"

namespace apollo::systemc {

namespace {

const std::string kInCycles = ".cycles", kExtension = ".vcd";  // SystemC appends the second

void trace_all(const std::vector<sc_core::sc_object*>& objects, sc_core::sc_trace_file* file) {
  for (const sc_core::sc_object* object : objects) {
    object->trace(file);
    trace_all(object->get_child_objects(), file);
  }
}

}  // namespace

Tracer::Tracer(sc_core::sc_module_name name, const std::string& path, const program::Program& program)
    : sc_module(name), path_(path), program_(program) {
  if (!std::ofstream(path)) throw std::runtime_error(path + ": cannot be written");
  file_ = sc_core::sc_create_vcd_trace_file((path + kInCycles).c_str());
  file_->set_time_unit(1, sc_core::SC_NS);
}

Tracer::~Tracer() {
  sc_core::sc_close_vcd_trace_file(file_);
  const std::string in_cycles = path_ + kInCycles + kExtension;
  std::ifstream cycles(in_cycles);
  std::ofstream readable(path_);
  make_readable(cycles, readable, program_.accelerator.constants.clock_mhz, traced_texts(program_));
  std::remove(in_cycles.c_str());
}

void Tracer::end_of_elaboration() { trace_all(sc_core::sc_get_top_level_objects(), file_); }

}  // namespace apollo::systemc
