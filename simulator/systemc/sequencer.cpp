#include "simulator/systemc/sequencer.h"

namespace apollo::systemc {

Sequencer::Sequencer(sc_core::sc_module_name name, const program::Program& program, std::int64_t& stall)
    : sc_module(name), program_(program), stall_(stall) {}

void Sequencer::end_of_elaboration() {
  SC_METHOD(run);
  sensitive << clock->tick();
  dont_initialize();
  // The first instruction comes by an event of its own, and this process has to listen to it.
  sensitive << begin_;
}

void Sequencer::begin(std::int64_t first_cycle) {
  counter_ = 0;
  next_ = {};
  asleep_ = false;
  earliest_ = first_cycle + program_.accelerator.constants.instruction_fetch_cycles;
  clock->expect(earliest_);
  begin_.notify(cycles(earliest_ - clock->cycle()));
}

void Sequencer::run() {
  const std::int64_t now = clock->cycle();
  if (asleep_) {  // a place has been freed in this cycle; it can be filled in the next
    asleep_ = false;
    clock->request();
    return;
  }
  if (now < earliest_) return;
  if (!next_.instruction) {
    if (memory->at_end()) return next_trigger(begin_);
    next_ = {&memory->next(), counter_, 0};
    ++counter_;
  }
  auto& queue = queues[static_cast<int>(program::unit_of(next_.instruction->opcode))];
  if (queue->full()) {
    asleep_ = true;
    return next_trigger(queue->freed());
  }
  stall_ += now - earliest_;
  next_.dispatched = now;
  queue->push(next_);
  next_ = {};
  earliest_ = now + 1;
  if (memory->at_end()) return next_trigger(begin_);
  clock->request();
}

std::string Sequencer::waits_for() const {
  if (!next_.instruction) return "";
  return describe(program_, next_) + " waits for a place in the queue of " +
         to_string(program::unit_of(next_.instruction->opcode)) + " (" +
         std::to_string(program_.accelerator.constants.unit_queue_entries) + " places)";
}

void Sequencer::trace(sc_core::sc_trace_file* file) const {
  sc_core::sc_trace(file, counter_, std::string(name()) + ".instructions");
  sc_core::sc_trace(file, asleep_, std::string(name()) + ".stalled");
}

}  // namespace apollo::systemc
