#pragma once
#include <limits>
#include <optional>
#include <vector>

#include "apollo/compiler/goal.h"
#include "apollo/compiler/workshop.h"
#include "simulator/fast/deliveries.h"
#include "simulator/machine/infeasible.h"

namespace apollo::compiler {

// A plan with its program.
struct Made {
  Workshop* in = nullptr;  // where it was made; null: nothing has been made
  decisions::Plan plan;
  std::vector<program::Instruction> instructions;
  std::vector<program::OpRings> rings;
  std::vector<emit::WeightTraffic> weight_traffic;
  machine::Counters counters;
};

// Of a whole program.
double picojoules(const machine::Counters& counters, const machine::Accelerator& accelerator,
                  const cost::EventEnergies& picojoules);

// Tries plans for one accelerator and keeps the one whose program serves the goal best, in memory that is
// given to it.
class Attempts {
 public:
  // Keeps references to all of them.
  Attempts(const machine::Accelerator& accelerator, const Goal& goal, fast::DeliveryCounter* deliveries,
           Made* best);

  // Takes a plan, or the reason why there is none. Returns whether there was one, whether or not its program
  // fits.
  bool add(Workshop* workshop, const decisions::Plan& plan,
           const std::optional<machine::Infeasible>& failure);

  // From now on the best serves the goal best; until then it is the fastest, which every goal has to compete
  // with. After a success.
  void serve_goal() { serves_goal_ = true; }

  // The least value of the goal, or the fewest cycles until serve_goal(), among the plans since, whether or
  // not their programs fit; infinite without any.
  void forget_tried() { least_tried_ = std::numeric_limits<double>::infinity(); }
  double least_tried() const { return least_tried_; }

  bool succeeded() const { return best_.in != nullptr; }
  bool only_too_long() const {
    return !succeeded() && failure_ && failure_->reason == machine::Infeasible::Reason::instruction_memory;
  }
  const machine::Infeasible& failure() const { return *failure_; }  // unless succeeded()

  // Of the best program so far.
  double value() const { return value(best_.counters); }  // what the goal makes least
  double cycles() const { return static_cast<double>(best_.counters.cycles); }
  double array_waits() const {
    return cycles() - static_cast<double>(best_.counters.units[static_cast<int>(machine::Unit::array)].busy);
  }

 private:
  using Instructions = std::vector<program::Instruction>;

  double value(const machine::Counters& counters) const;
  bool better(const machine::Counters& counters) const;
  machine::Counters counters_of(const Workshop& workshop, const decisions::Plan& plan,
                                const Instructions& instructions);
  void note_tried(const machine::Counters& counters);
  void count_deliveries(const Workshop& workshop, const decisions::Plan& plan,
                        const Instructions& instructions, machine::Counters* counters);
  bool fits(const Workshop& workshop, const Instructions& instructions) const;
  std::int64_t descriptors(const Workshop& workshop) const;
  void note_length(const Workshop& workshop, const Instructions& instructions);

  const machine::Accelerator& accelerator_;
  const Goal& goal_;
  fast::DeliveryCounter& deliveries_;
  Made& best_;
  bool serves_goal_ = false;
  double least_tried_ = 0;
  std::optional<machine::Infeasible> failure_;
};

}  // namespace apollo::compiler
