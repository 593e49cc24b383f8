#include "simulator/systemc/tracer.h"

#include <cstdio>
#include <fstream>
#include <stdexcept>

namespace apollo::systemc {

namespace {

const std::string kExtension = ".vcd";  // SystemC appends it

bool has_extension(const std::string& path) {
  return path.size() >= kExtension.size() &&
         path.compare(path.size() - kExtension.size(), kExtension.size(), kExtension) == 0;
}

std::string stem(const std::string& path) {
  return has_extension(path) ? path.substr(0, path.size() - kExtension.size()) : path;
}

void trace_all(const std::vector<sc_core::sc_object*>& objects, sc_core::sc_trace_file* file) {
  for (const sc_core::sc_object* object : objects) {
    object->trace(file);
    trace_all(object->get_child_objects(), file);
  }
}

}  // namespace

Tracer::Tracer(sc_core::sc_module_name name, const std::string& path) : sc_module(name), path_(path) {
  if (!std::ofstream(stem(path) + kExtension)) throw std::runtime_error(path + ": cannot be written");
  file_ = sc_core::sc_create_vcd_trace_file(stem(path).c_str());
  file_->set_time_unit(1, sc_core::SC_NS);
}

Tracer::~Tracer() {
  sc_core::sc_close_vcd_trace_file(file_);
  if (!has_extension(path_)) std::rename((path_ + kExtension).c_str(), path_.c_str());
}

void Tracer::end_of_elaboration() { trace_all(sc_core::sc_get_top_level_objects(), file_); }

}  // namespace apollo::systemc
