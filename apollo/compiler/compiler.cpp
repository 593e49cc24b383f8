#include "apollo/compiler/compiler.h"

#include <algorithm>
#include <limits>
#include <optional>

#include "apollo/compiler/emission.h"
#include "apollo/compiler/planner.h"
#include "simulator/fast_engine.h"

namespace apollo::compiler {

using simulator::Accelerator;
using simulator::Counters;
using simulator::Instruction;
using simulator::Program;

namespace {

// Tries plans and keeps the one whose program takes the fewest cycles.
class Attempts {
 public:
  Attempts(const LoweredNetwork& network, const Accelerator& accelerator, PlanEmitter* emitter)
      : network_(network), accelerator_(accelerator), emitter_(*emitter), engine_(accelerator) {}

  // Whether there was a plan, whether or not its program fits.
  bool add(const std::variant<Plan, Infeasible>& planned) {
    if (const auto* infeasible = std::get_if<Infeasible>(&planned)) {
      if (!failure_) failure_ = *infeasible;
      return false;
    }
    const Plan& plan = std::get<Plan>(planned);
    const std::vector<Instruction>& instructions = emitter_.instructions(accelerator_, plan);
    if (std::int64_t(instructions.size()) > accelerator_.configuration.instruction_memory_entries) {
      note_length(instructions);
      return true;
    }
    for (std::size_t op = 0; op < emitter_.nests().size(); ++op) engine_.set_op(op, emitter_.nests()[op]);
    const Counters& counters = engine_.run(instructions);
    array_share_ =
        double(counters.units[static_cast<int>(simulator::Unit::array)].busy) / double(counters.cycles);
    if (!best_ || counters.cycles < counters_.cycles) {
      counters_ = counters;
      best_ = plan;
      instructions_ = emitter_.take();
    }
    return true;
  }

  bool succeeded() const { return best_.has_value(); }
  bool only_too_long() const { return !best_ && failure_->reason == Infeasible::Reason::instruction_memory; }
  double array_share() const { return array_share_; }  // busy cycles of the last program that fitted

  const Infeasible& failure() const { return *failure_; }  // unless succeeded()
  const Counters& counters() const { return counters_; }   // if succeeded(), as the following
  const Plan& best() const { return *best_; }
  std::vector<Instruction> take_instructions() { return std::move(instructions_); }

 private:
  // Reports the shortest program found; the layer with the most instructions is where to look.
  void note_length(const std::vector<Instruction>& instructions) {
    const auto count = double(instructions.size());
    if (failure_ && failure_->reason == Infeasible::Reason::instruction_memory && count >= failure_->needed)
      return;
    std::vector<std::int64_t> per_op(network_.ops.size(), 0);
    for (const auto& i : instructions) ++per_op[i.op];
    const auto most = std::max_element(per_op.begin(), per_op.end()) - per_op.begin();
    failure_ = Infeasible{Infeasible::Reason::instruction_memory, network_.ops[std::size_t(most)].name, count,
                          double(accelerator_.configuration.instruction_memory_entries)};
  }

  const LoweredNetwork& network_;
  const Accelerator& accelerator_;
  PlanEmitter& emitter_;
  simulator::FastEngine engine_;
  Counters counters_;
  std::optional<Plan> best_;
  std::vector<Instruction> instructions_;
  double array_share_ = 0;
  std::optional<Infeasible> failure_;
};

}  // namespace

class Compiler::State {
 public:
  explicit State(const workloads::Network& network)
      : name_(network.name), network_(lower(network)), emitter_(network_) {}

  std::variant<Counters, Infeasible> compile(const Accelerator& accelerator) {
    // Where the array works nearly all the time, weights that stay gain nothing.
    constexpr double kArrayBound = 0.95, kPinnedShare = 0.8;
    accelerator_ = accelerator;
    Planner planner(network_, accelerator_);
    Attempts attempts(network_, accelerator_, &emitter_);
    for (const double price : {0.0, 10.0, 100.0, 1e4}) {
      if (attempts.add(planner.plan({true, price}))) {
        if (!attempts.succeeded() || attempts.array_share() < kArrayBound)
          attempts.add(planner.pin(kPinnedShare));
      }
      if (!attempts.succeeded()) attempts.add(planner.plan({false, price}));
      if (!attempts.only_too_long()) break;
    }
    if (!attempts.succeeded()) return attempts.failure();
    plan_ = attempts.best();
    instructions_ = attempts.take_instructions();
    return attempts.counters();
  }

  Program program() {
    Program program = emitter_.program(accelerator_, plan_, std::move(instructions_));
    program.network_name = name_;
    return program;
  }

 private:
  const std::string name_;
  const LoweredNetwork network_;
  PlanEmitter emitter_;
  // Of the last compilation.
  Accelerator accelerator_;
  Plan plan_;
  std::vector<Instruction> instructions_;
};

Compiler::Compiler(const workloads::Network& network) : state_(std::make_unique<State>(network)) {}
Compiler::~Compiler() = default;
Compiler::Compiler(Compiler&&) noexcept = default;

std::variant<Counters, Infeasible> Compiler::compile(const Accelerator& accelerator) {
  return state_->compile(accelerator);
}

Program Compiler::program() { return state_->program(); }

std::variant<Program, Infeasible> compile(const workloads::Network& network, const Accelerator& accelerator) {
  Compiler compiler(network);
  const auto compiled = compiler.compile(accelerator);
  if (const auto* infeasible = std::get_if<Infeasible>(&compiled)) return *infeasible;
  return compiler.program();
}

}  // namespace apollo::compiler
