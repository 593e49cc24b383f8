#include "simulator/systemc/gathering.h"

namespace apollo::systemc {

void Gathering::begin(const TileTask& task) {
  const program::Op& op = task.plan->op();
  fetch_beats_ = task.beats.psum + task.beats.operand2;
  steps_ = steps_left_ = task.steps;
  step_beats_ = task.beats.step;
  row_ = program::row_evaluations(op.kernel);
  elements_ = std::min(task.lanes, op.C);
  between_ = false;
  begin_step();
}

void Gathering::begin_step() {
  beats_left_ = step_beats_;
  const int pass = (steps_ - steps_left_) * program::kRowPasses / steps_;
  units_.begin(pass >= program::kRowPasses - row_.passes ? elements_ : 0);
}

Gathering::Cycle Gathering::cycle() {
  Cycle now;
  if (fetch_beats_ > 0) {
    --fetch_beats_;
    now.reads = true;
    return now;
  }
  now.reads = beats_left_ > 0;
  if (now.reads) --beats_left_;
  units_.cycle();
  if (beats_left_ > 0 || !units_.done()) return now;
  now.ends_step = !between_;
  const int last_pass = steps_ / program::kRowPasses;
  if (row_.once > 0 && !between_ && steps_left_ - 1 == last_pass) {
    between_ = true;
    units_.begin(row_.once);
    return now;
  }
  between_ = false;
  if (--steps_left_ > 0) begin_step();
  return now;
}

}  // namespace apollo::systemc
