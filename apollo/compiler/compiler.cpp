#include "apollo/compiler/compiler.h"

#include <limits>
#include <optional>

#include "apollo/compiler/planner.h"
#include "simulator/engine.h"

namespace apollo::compiler {

using simulator::Program;

namespace {

// Tries plans and keeps the program that takes the fewest cycles.
class Attempts {
 public:
  Attempts(const LoweredNetwork& network, const simulator::Accelerator& accelerator)
      : network_(network), accelerator_(accelerator), emitter_(network, accelerator) {}

  // Whether there was a plan, whether or not its program fits.
  bool add(const std::variant<Plan, Infeasible>& planned) {
    if (const auto* infeasible = std::get_if<Infeasible>(&planned)) {
      if (!failure_) failure_ = *infeasible;
      return false;
    }
    Program program = emit(network_, accelerator_, std::get<Plan>(planned), &emitter_);
    if (std::int64_t(program.instructions.size()) > accelerator_.configuration.instruction_memory_entries) {
      note_length(program);
      return true;
    }
    const simulator::Counters counters = simulate_fast(program, {}).counters;
    array_share_ =
        double(counters.units[static_cast<int>(simulator::Unit::array)].busy) / double(counters.cycles);
    if (counters.cycles < best_cycles_) {
      best_cycles_ = counters.cycles;
      best_ = std::move(program);
    }
    return true;
  }

  bool succeeded() const { return best_.has_value(); }
  bool only_too_long() const { return !best_ && failure_->reason == Infeasible::Reason::instruction_memory; }
  double array_share() const { return array_share_; }  // busy cycles of the last program that fitted
  std::variant<Program, Infeasible> result() {
    if (!best_) return *failure_;
    return std::move(*best_);
  }

 private:
  // Reports the shortest program found; the layer with the most instructions is where to look.
  void note_length(const Program& program) {
    const auto count = double(program.instructions.size());
    if (failure_ && failure_->reason == Infeasible::Reason::instruction_memory && count >= failure_->needed)
      return;
    std::vector<std::int64_t> per_op(program.ops.size(), 0);
    for (const auto& i : program.instructions) ++per_op[i.op];
    const auto most = std::max_element(per_op.begin(), per_op.end()) - per_op.begin();
    failure_ = Infeasible{Infeasible::Reason::instruction_memory, network_.ops[std::size_t(most)].name, count,
                          double(accelerator_.configuration.instruction_memory_entries)};
  }

  const LoweredNetwork& network_;
  const simulator::Accelerator& accelerator_;
  Emitter emitter_;
  std::optional<Program> best_;
  std::int64_t best_cycles_ = std::numeric_limits<std::int64_t>::max();
  double array_share_ = 0;
  std::optional<Infeasible> failure_;
};

}  // namespace

std::variant<Program, Infeasible> compile(const workloads::Network& network,
                                          const simulator::Accelerator& accelerator) {
  // Where the array works nearly all the time, weights that stay gain nothing.
  constexpr double kArrayBound = 0.95, kPinnedShare = 0.8;
  const LoweredNetwork lowered = lower(network);
  Planner planner(lowered, accelerator);
  Attempts attempts(lowered, accelerator);
  for (const double price : {0.0, 10.0, 100.0, 1e4}) {
    if (attempts.add(planner.plan({true, price}))) {
      if (!attempts.succeeded() || attempts.array_share() < kArrayBound)
        attempts.add(planner.pin(kPinnedShare));
    }
    if (!attempts.succeeded()) attempts.add(planner.plan({false, price}));
    if (!attempts.only_too_long()) break;
  }
  auto result = attempts.result();
  if (auto* program = std::get_if<Program>(&result)) program->network_name = network.name;
  return result;
}

}  // namespace apollo::compiler
