#include "simulator/systemc/pe.h"

#include <cassert>
#include <cstring>

namespace apollo::simulator::systemc {

Pe::Pe(sc_core::sc_module_name name, const Program& program, int row, int column, const PeCounters& counters)
    : sc_module(name), memory("memory", counters.memory), program_(program), row_(row), column_(column) {
  const Configuration& c = program.accelerator.configuration;
  for (int core = 0; core < c.cores_per_pe; ++core)
    cores.push_back(std::make_unique<Core>(("core" + std::to_string(core)).c_str(), core,
                                           program.accelerator.constants.mac_ways, counters.core_read_bytes));
}

void Pe::end_of_elaboration() {
  SC_METHOD(run);
  sensitive << clock->tick();
}

void Pe::allocate() {
  memory.image.allocate(program_.accelerator.configuration.pe_memory_bytes);
  for (auto& core : cores) core->memory.image.allocate(program_.accelerator.configuration.core_memory_bytes);
}

bool Pe::start(const Instruction& instruction) {
  assert(!busy_);
  task_ = decode(program_, instruction, row_, column_);
  if (task_.vectors == 0) return false;
  const bool data = memory.image.allocated();
  if (data) locate_operands(program_, row_, column_, &task_);
  for (int core = 0; core < task_.active_cores; ++core)
    cores[core]->begin(task_, data ? &memory.image : nullptr);
  busy_ = true;
  startup_left_ = program_.accelerator.constants.compute_startup_cycles;
  vectors_left_ = task_.vectors;
  start_vector();
  start_.notify(sc_core::SC_ZERO_TIME);
  return true;
}

void Pe::start_vector() {
  fetch_left_ = task_.psum_beats + task_.operand2_beats;
  steps_left_ = task_.steps;
  step_beats_left_ = task_.step_beats;
  for (int core = 0; core < task_.active_cores; ++core) cores[core]->start_vector();
}

void Pe::run() {
  if (!busy_) return next_trigger(start_);
  clock->request();
  if (startup_left_ > 0) {
    --startup_left_;
    return;
  }
  if (drain_left_ > 0) drain_beat();
  if (steps_left_ > 0) read_beat();
  if (steps_left_ == 0 && vectors_left_ > 0 && drain_left_ == 0) finish_vector();
  if (vectors_left_ > 0 || drain_left_ > 0) return;
  busy_ = false;
  controller->pe_done(task_.products);
  next_trigger(start_);
}

void Pe::read_beat() {
  memory.read_beat();
  if (fetch_left_ > 0) {
    --fetch_left_;
    return;
  }
  if (--step_beats_left_ > 0) return;
  step_beats_left_ = task_.step_beats;
  --steps_left_;
  for (int core = 0; core < task_.active_cores; ++core) cores[core]->step();
}

void Pe::finish_vector() {
  for (int core = 0; core < task_.active_cores; ++core) cores[core]->finish_vector(&drain_);
  drain_left_ = task_.drain_beats;
  if (--vectors_left_ > 0) start_vector();
}

void Pe::drain_beat() {
  memory.write_beat();
  if (--drain_left_ > 0) return;
  for (const Result& r : drain_)
    std::memcpy(memory.image.at(r.address, r.bytes), &r.value, r.bytes);  // little-endian
  drain_.clear();
}

void Pe::trace(sc_core::sc_trace_file* file) const {
  sc_core::sc_trace(file, busy_, std::string(name()) + ".busy");
}

}  // namespace apollo::simulator::systemc
