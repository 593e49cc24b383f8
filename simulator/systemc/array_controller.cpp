#include "simulator/systemc/array_controller.h"

#include <stdexcept>

namespace apollo::systemc {

ArrayController::ArrayController(sc_core::sc_module_name name, const program::Program& program,
                                 machine::UnitCounters& counters)
    : ExecutionUnit(name, machine::Unit::array, program, counters) {}

void ArrayController::begin() { macs_ = multiplications_ = 0; }

void ArrayController::cycle() {
  if (!may_start()) return rest();
  current_ = take();
  started_ = clock->cycle();
  show(current_.instruction);
  for (int pe = 0; pe < pes.size(); ++pe)
    if (pes[pe]->start(*current_.instruction)) ++running_;
  if (running_ == 0) throw std::logic_error(describe(program_, current_) + ": no PE has anything to do");
  sleep_until(done_);
}

void ArrayController::pe_done(std::int64_t macs) {
  macs_ += macs;
  multiplications_ += macs * program_.ops[current_.instruction->op].op().macs_per_product();
  if (--running_ > 0) return;
  counters_.busy += clock->cycle() - started_ + 1;
  free_from_ = clock->cycle() + 1;
  complete(current_.index);
  done_.notify(sc_core::SC_ZERO_TIME);
}

}  // namespace apollo::systemc
