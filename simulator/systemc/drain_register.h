#pragma once
#include <utility>
#include <vector>

#include "simulator/systemc/function_units.h"
#include "simulator/systemc/output_stage.h"

namespace apollo::systemc {

// The register between the lanes of a PE and its memory: one vector on its way out. Every cycle the function
// units evaluate as many results as there are units, and a beat is written as soon as all that it carries has
// come out of them.
class DrainRegister {
 public:
  explicit DrainRegister(int function_units) : units_(function_units) {}

  bool empty() const { return written_ == beats_; }
  // A vector of so many beats, with the evaluations that its results take, and with data their values.
  // Requires empty().
  void take(std::int64_t beats, std::int64_t evaluations, std::vector<Result> results) {
    beats_ = beats;
    written_ = 0;
    units_.begin(evaluations);
    results_ = std::move(results);
  }
  // One cycle of a register that is not empty(). Whether it writes a beat.
  bool cycle() {
    units_.cycle();
    if (!units_.have_done(written_ + 1, beats_)) return false;
    ++written_;
    return true;
  }
  const std::vector<Result>& results() const { return results_; }

 private:
  FunctionUnits units_;
  std::int64_t beats_ = 0, written_ = 0;
  std::vector<Result> results_;
};

}  // namespace apollo::systemc
