#include "simulator/systemc/pe.h"

#include <algorithm>
#include <cassert>
#include <cstring>
#include <stdexcept>

namespace apollo::systemc {

Pe::Pe(sc_core::sc_module_name name, const program::Program& program, int row, int column,
       const PeCounters& counters)
    : sc_module(name),
      memory("memory", counters.memory),
      program_(program),
      row_(row),
      column_(column),
      core_write_bytes_(counters.core_write_bytes),
      gathering_(program::function_units(program.accelerator)),
      drain_(program::function_units(program.accelerator)) {
  const machine::Configuration& c = program.accelerator.configuration;
  for (int core = 0; core < c.cores_per_pe; ++core)
    cores.push_back(
        std::make_unique<Core>(("core" + std::to_string(core)).c_str(), core, counters.core_read_bytes));
}

void Pe::end_of_elaboration() {
  SC_METHOD(run);
  sensitive << clock->tick();
}

void Pe::allocate(const Data& data) {
  data_ = data;
  memory.image.allocate(program_.accelerator.configuration.pe_memory_bytes);
  for (auto& core : cores) core->memory.image.allocate(program_.accelerator.configuration.core_memory_bytes);
}

bool Pe::start(const program::Instruction& instruction) {
  assert(!busy_);
  if (instruction.opcode == program::Opcode::fill_parameters) {
    fill_.begin(program_, instruction, row_, column_);
    if (fill_.active()) begin_work();
    return fill_.active();
  }
  task_ = decode(program_, instruction, row_, column_);
  if (task_.vectors == 0) return false;
  const bool data = memory.image.allocated();
  if (data) locate_operands(program_, row_, column_, &task_);
  if (data && !(*data_.sums)[instruction.op].empty()) task_.sums = &(*data_.sums)[instruction.op];
  for (int core = 0; core < task_.active_cores; ++core)
    cores[core]->begin(task_, data ? &memory.read_port : nullptr);
  vectors_left_ = task_.vectors;
  start_vector();
  begin_work();
  return true;
}

void Pe::begin_work() {
  busy_ = true;
  startup_left_ = program_.accelerator.constants.compute_startup_cycles;
  start_.notify(sc_core::SC_ZERO_TIME);
}

void Pe::start_vector() {
  gathering_.begin(task_);
  memory.read(task_.bytes.psum + task_.bytes.operand2);
  for (int core = 0; core < task_.active_cores; ++core) cores[core]->start_vector();
  check_reads(Use::partial_sums, task_.beats.psum, task_.bytes.psum);
}

void Pe::run() {
  if (!busy_) return next_trigger(start_);
  clock->request();
  if (startup_left_ > 0) {
    --startup_left_;
    return;
  }
  if (fill_.active()) return fill();
  if (!drain_.empty()) drain();
  if (!gathering_.done()) gather();
  if (gathering_.done() && vectors_left_ > 0 && drain_.empty()) finish_vector();
  if (vectors_left_ == 0 && drain_.empty()) end_work(task_.macs);
}

void Pe::end_work(std::int64_t macs) {
  busy_ = false;
  controller->pe_done(macs);
  next_trigger(start_);
}

void Pe::fill() {
  if (fill_.cycle()) memory.read_beat();
  if (fill_.active()) return;
  memory.read(fill_.bytes());
  core_write_bytes_ += fill_.core_bytes();
  for (std::size_t core = 0; memory.image.allocated() && core < cores.size(); ++core)
    for (const Segment& s :
         data_.layout->fill_segments(fill_.instruction(), row_, column_, static_cast<int>(core)))
      std::memcpy(cores[core]->memory.image.at(s.address, s.bytes), memory.image.at(s.offset, s.bytes),
                  s.bytes);
  end_work(0);
}

void Pe::gather() {
  const Gathering::Cycle now = gathering_.cycle();
  if (now.reads) memory.read_beat();
  if (!now.ends_step) return;
  memory.read(task_.bytes.step);
  for (int core = 0; core < task_.active_cores; ++core) cores[core]->step();
  check_reads(Use::input, task_.beats.step, task_.bytes.step);
}

void Pe::finish_vector() {
  std::vector<Result> results;
  for (int core = 0; core < task_.active_cores; ++core) cores[core]->finish_vector(&results);
  // Rows and cells are read now; rows in one of their passes.
  const std::int64_t steps =
      program::is_row_kernel(task_.plan->op().kernel) ? task_.steps / program::kRowPasses : task_.steps;
  check_reads(Use::input, steps * task_.beats.step, steps * task_.bytes.step);
  check_reads(Use::operand2, task_.beats.operand2, task_.bytes.operand2);
  check_drain(results);
  drain_.take(task_.beats.drain, task_.evaluations, std::move(results));
  memory.write(task_.bytes.drain);
  if (--vectors_left_ > 0) start_vector();
}

void Pe::check_reads(Use use, std::int64_t beats, std::int64_t bytes) {
  if (!memory.image.allocated()) return;
  const std::int64_t carried = beats * program_.accelerator.constants.pe_memory_read_bytes;
  memory.read_port.check(use, std::min(bytes, carried), task_.plan->op().name);
}

void Pe::check_drain(const std::vector<Result>& results) const {
  std::int64_t bytes = 0;
  for (const Result& r : results) bytes += r.bytes;
  const std::int64_t carried = task_.beats.drain * program_.accelerator.constants.pe_memory_write_bytes;
  const std::int64_t allowed = std::min(task_.bytes.drain, carried);
  if (bytes > allowed)
    throw std::runtime_error(task_.plan->op().name + ": writes " + std::to_string(bytes) +
                             " bytes in beats that carry " + std::to_string(allowed));
}

void Pe::drain() {
  if (drain_.cycle()) memory.write_beat();
  if (!drain_.empty()) return;
  for (const Result& r : drain_.results())
    std::memcpy(memory.image.at(r.address, r.bytes), &r.value, r.bytes);  // little-endian
}

void Pe::trace(sc_core::sc_trace_file* file) const {
  sc_core::sc_trace(file, busy_, std::string(name()) + ".busy");
}

}  // namespace apollo::systemc
