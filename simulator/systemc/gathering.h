#pragma once
#include "simulator/systemc/function_units.h"
#include "simulator/systemc/tile_task.h"

namespace apollo::systemc {

// How a PE gathers a vector, cycle by cycle: partial sums and second operands first, then steps, each of
// which takes the beats of its input. Row kernels evaluate the elements of a step while they read it, and
// once more between passes.
class Gathering {
 public:
  explicit Gathering(int function_units) : units_(function_units) {}

  void begin(const TileTask& task);
  bool done() const { return steps_left_ == 0; }

  struct Cycle {
    bool reads = false;      // a beat
    bool ends_step = false;  // all that the step reads is there
  };
  Cycle cycle();  // unless done()

 private:
  void begin_step();

  FunctionUnits units_;
  std::int64_t fetch_beats_ = 0;  // left, of partial sums and second operand
  int steps_ = 0, steps_left_ = 0;
  std::int64_t step_beats_ = 0, beats_left_ = 0;  // of a step; of the present one
  program::RowEvaluations row_;
  int elements_ = 0;      // of a row kernel's step
  bool between_ = false;  // passes: what is evaluated once a row
};

}  // namespace apollo::systemc
