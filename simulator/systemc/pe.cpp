#include "simulator/systemc/pe.h"

#include <cassert>
#include <cstring>
#include <stdexcept>

namespace apollo::systemc {

namespace {

constexpr int kRowPasses = 3;  // over every row of a softmax or norm

}  // namespace

Pe::Pe(sc_core::sc_module_name name, const program::Program& program, int row, int column,
       const PeCounters& counters)
    : sc_module(name), memory("memory", counters.memory), program_(program), row_(row), column_(column) {
  const machine::Configuration& c = program.accelerator.configuration;
  for (int core = 0; core < c.cores_per_pe; ++core)
    cores.push_back(
        std::make_unique<Core>(("core" + std::to_string(core)).c_str(), core, counters.core_read_bytes));
}

void Pe::end_of_elaboration() {
  SC_METHOD(run);
  sensitive << clock->tick();
}

void Pe::allocate(std::vector<std::vector<std::int64_t>>* sums) {
  sums_ = sums;
  memory.image.allocate(program_.accelerator.configuration.pe_memory_bytes);
  for (auto& core : cores) core->memory.image.allocate(program_.accelerator.configuration.core_memory_bytes);
}

bool Pe::start(const program::Instruction& instruction) {
  assert(!busy_);
  task_ = decode(program_, instruction, row_, column_);
  if (task_.vectors == 0) return false;
  const bool data = memory.image.allocated();
  if (data) locate_operands(program_, row_, column_, &task_);
  if (data && !(*sums_)[instruction.op].empty()) task_.sums = &(*sums_)[instruction.op];
  for (int core = 0; core < task_.active_cores; ++core)
    cores[core]->begin(task_, data ? &memory.read_port : nullptr);
  busy_ = true;
  startup_left_ = program_.accelerator.constants.compute_startup_cycles;
  vectors_left_ = task_.vectors;
  start_vector();
  start_.notify(sc_core::SC_ZERO_TIME);
  return true;
}

void Pe::start_vector() {
  left_.fetch_beats = task_.psum_beats + task_.operand2_beats;
  left_.steps = task_.steps;
  left_.step_beats = task_.step_beats;
  for (int core = 0; core < task_.active_cores; ++core) cores[core]->start_vector();
  check_reads(Use::partial_sums, task_.psum_beats);
}

void Pe::run() {
  if (!busy_) return next_trigger(start_);
  clock->request();
  if (startup_left_ > 0) {
    --startup_left_;
    return;
  }
  if (drain_left_ > 0) drain_beat();
  if (left_.steps > 0) read_beat();
  if (left_.steps == 0 && vectors_left_ > 0 && drain_left_ == 0) finish_vector();
  if (vectors_left_ > 0 || drain_left_ > 0) return;
  busy_ = false;
  controller->pe_done(task_.macs);
  next_trigger(start_);
}

void Pe::read_beat() {
  memory.read_beat();
  if (left_.fetch_beats > 0) {
    --left_.fetch_beats;
    return;
  }
  if (--left_.step_beats > 0) return;
  left_.step_beats = task_.step_beats;
  --left_.steps;
  for (int core = 0; core < task_.active_cores; ++core) cores[core]->step();
  check_reads(Use::input, task_.step_beats);
}

void Pe::finish_vector() {
  for (int core = 0; core < task_.active_cores; ++core) cores[core]->finish_vector(&drain_);
  const std::int64_t step_beats = std::int64_t{task_.steps} * task_.step_beats;  // rows and cells read now
  check_reads(Use::input,
              program::is_row_kernel(task_.plan->op().kernel) ? step_beats / kRowPasses : step_beats);
  check_reads(Use::operand2, task_.operand2_beats);
  check_drain();
  drain_left_ = task_.drain_beats;
  if (--vectors_left_ > 0) start_vector();
}

void Pe::check_reads(Use use, std::int64_t beats) {
  if (memory.image.allocated())
    memory.read_port.check(use, beats * program_.accelerator.constants.pe_memory_read_bytes,
                           task_.plan->op().name);
}

void Pe::check_drain() const {
  std::int64_t bytes = 0;
  for (const Result& r : drain_) bytes += r.bytes;
  const std::int64_t carried =
      std::int64_t{task_.drain_beats} * program_.accelerator.constants.pe_memory_write_bytes;
  if (bytes > carried)
    throw std::runtime_error(task_.plan->op().name + ": writes " + std::to_string(bytes) +
                             " bytes in beats that carry " + std::to_string(carried));
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

}  // namespace apollo::systemc
