#include "apollo/compiler/compiler.h"

#include <algorithm>
#include <cmath>
#include <optional>

#include "apollo/compiler/emit/emission.h"
#include "apollo/compiler/plan/keeping.h"
#include "apollo/compiler/plan/planner.h"
#include "simulator/cost/energy.h"
#include "simulator/fast/deliveries.h"
#include "simulator/fast/fast_engine.h"
#include "simulator/program/code.h"

namespace apollo::compiler {

using machine::Accelerator;
using machine::Counters;
using program::Instruction;
using program::Program;

namespace {

std::int64_t dram_bytes(const Counters& c) { return c.dram_read_bytes + c.dram_write_bytes; }

// Instructions of a program in which loops are looked for: seconds of work.
constexpr std::size_t kMostFolded = 8'000'000;

// Of a whole program.
double picojoules(const Counters& c, const Accelerator& accelerator, const cost::EventEnergies& pj) {
  return cost::energy(c, accelerator.constants, pj).total() / cost::kMjPerPj;
}

// What a goal other than cycles makes least.
double value(const Counters& c, const Accelerator& accelerator, const Goal& goal) {
  const double energy = picojoules(c, accelerator, goal.picojoules);
  return goal.measure == Goal::Measure::energy ? energy : energy * static_cast<double>(c.cycles);
}

// The share of a program's cycles that weights on the chip have to gain to be worth a plan of their own.
constexpr double kWorthwhile = 0.01;

// Fewer cycles; of programs that take equally long, or nearly so, the one that moves less through DRAM.
bool faster(const Counters& a, const Counters& b) {
  constexpr double kNearly = 0.001;
  if (std::abs(static_cast<double>(a.cycles - b.cycles)) > kNearly * static_cast<double>(b.cycles))
    return a.cycles < b.cycles;
  return dram_bytes(a) < dram_bytes(b);
}

// Tries plans and keeps the one whose program serves the goal best, in memory that is given to it.
class Attempts {
 public:
  Attempts(const lower::LoweredNetwork& network, const Accelerator& accelerator, const Goal& goal,
           emit::PlanEmitter* emitter, fast::FastEngine* engine, fast::DeliveryCounter* deliveries,
           decisions::Plan* plan, std::vector<Instruction>* instructions,
           std::vector<program::OpRings>* rings)
      : network_(network),
        accelerator_(accelerator),
        goal_(goal),
        emitter_(*emitter),
        engine_(*engine),
        deliveries_(*deliveries),
        plan_(*plan),
        instructions_(*instructions),
        rings_(*rings) {
    engine_.set_accelerator(accelerator);
  }

  // Takes a plan, or the reason why there is none. Returns whether there was one, whether or not its program
  // fits.
  bool add(const decisions::Plan& plan, const std::optional<machine::Infeasible>& failure) {
    if (failure) {
      if (!failure_) failure_ = failure;
      return false;
    }
    const std::vector<Instruction>& instructions = emitter_.instructions(accelerator_, plan);
    if (!fits(instructions) && !fits(emitter_.instructions(accelerator_, plan, emit::RingBlocks::even))) {
      note_length(instructions);
      return true;
    }
    const std::vector<emit::PlacedOp>& ops = emitter_.placed();
    for (std::size_t op = 0; op < ops.size(); ++op) engine_.set_op(op, *ops[op].nest);
    Counters counters = engine_.run(instructions);
    if (serves_goal_) count_deliveries(plan, instructions, &counters);
    if (!succeeded_ || better(counters)) {
      succeeded_ = true;
      if (!serves_goal_) count_deliveries(plan, instructions, &counters);
      counters_ = counters;
      plan_ = plan;
      rings_ = emitter_.rings();
      emitter_.swap(&instructions_);
    }
    return true;
  }

  // From now on the best serves the goal best; until then it is the fastest, which every goal has to compete
  // with.
  void serve_goal() { serves_goal_ = true; }

  bool succeeded() const { return succeeded_; }
  bool only_too_long() const {
    return !succeeded_ && failure_ && failure_->reason == machine::Infeasible::Reason::instruction_memory;
  }
  // Of the best program so far.
  double cycles() const { return static_cast<double>(counters_.cycles); }
  double array_waits() const {
    return cycles() - static_cast<double>(counters_.units[static_cast<int>(machine::Unit::array)].busy);
  }

  const machine::Infeasible& failure() const { return *failure_; }  // unless succeeded()
  const Counters& counters() const { return counters_; }            // if succeeded()

 private:
  bool better(const Counters& counters) const {
    if (!serves_goal_) return faster(counters, counters_);
    return value(counters, accelerator_, goal_) < value(counters_, accelerator_, goal_);
  }

  void count_deliveries(const decisions::Plan& plan, const std::vector<Instruction>& instructions,
                        Counters* counters) {
    const std::vector<emit::PlacedOp>& ops = emitter_.placed();
    for (std::size_t i = 0; i < ops.size(); ++i) {
      const decisions::BufferDecision& output = plan.buffers[ops[i].nest->op.output.buffer];
      deliveries_.set_op(i,
                         {ops[i].nest, ops[i].output_in_place, &output.distinct_holds, &output.hold_ranges});
    }
    deliveries_.count(instructions, counters);
  }

  // Whether instruction memory holds them, in loops if need be.
  bool fits(const std::vector<Instruction>& instructions) const {
    const std::int64_t entries = accelerator_.configuration.instruction_memory_entries - descriptors();
    return static_cast<std::int64_t>(instructions.size()) <= entries ||
           (entries > 0 && instructions.size() <= kMostFolded &&
            program::fold(instructions, emitter_.rings(), entries));
  }

  // Entries that the ops' descriptors take, beside the program.
  std::int64_t descriptors() const {
    return static_cast<std::int64_t>(network_.ops.size()) * accelerator_.constants.descriptor_entries;
  }

  // Reports the program with the fewest entries; the layer with most of them is where to look.
  void note_length(const std::vector<Instruction>& instructions) {
    if (succeeded_) return;
    const bool is_folded = instructions.size() <= kMostFolded;
    std::vector<std::int64_t> per_op(network_.ops.size(), 0);
    std::int64_t needed = descriptors();
    const auto count = [&](const Instruction& first, std::int64_t entries) {
      needed += entries;
      per_op[first.op] += entries;
    };
    if (is_folded)
      for (const auto& part : program::fold(instructions, emitter_.rings()))
        count(part.instruction, program::entries(part));
    else
      for (const Instruction& i : instructions) count(i, 1);
    if (only_too_long() && static_cast<double>(needed) >= failure_->needed) return;
    const auto most = std::max_element(per_op.begin(), per_op.end()) - per_op.begin();
    failure_ =
        machine::Infeasible{machine::Infeasible::Reason::instruction_memory,
                            network_.ops[static_cast<std::size_t>(most)].name, static_cast<double>(needed),
                            static_cast<double>(accelerator_.configuration.instruction_memory_entries)};
  }

  const lower::LoweredNetwork& network_;
  const Accelerator& accelerator_;
  const Goal& goal_;
  emit::PlanEmitter& emitter_;
  fast::FastEngine& engine_;
  fast::DeliveryCounter& deliveries_;
  Counters counters_;
  bool succeeded_ = false, serves_goal_ = false;
  decisions::Plan& plan_;  // the best so far, and its instructions
  std::vector<Instruction>& instructions_;
  std::vector<program::OpRings>& rings_;
  std::optional<machine::Infeasible> failure_;
};

}  // namespace

class Compiler::State {
 public:
  explicit State(const workloads::Network& network)
      : name_(network.name),
        network_(lower::lower(network)),
        uses_(network_),
        scratch_(network_),
        emitter_(network_) {}

  std::variant<Counters, machine::Infeasible> compile(const Accelerator& accelerator, const Goal& goal) {
    // Prices of an entry of instruction memory in cycles, tried in order until a program fits instruction
    // memory.
    constexpr double kPrices[] = {0, 10, 100, 1e4};
    // Of PE memories, where energy counts: the rest is for weights.
    constexpr double kActivationShares[] = {0.7, 0.4, 0.2};
    accelerator_ = planned_ = accelerator;
    scratch_.set_accelerator(planned_);
    Attempts attempts(network_, accelerator_, goal, &emitter_, &engine_, &deliveries_, &plan_, &instructions_,
                      &rings_);
    plan::start({network_, uses_, planned_, {}}, scratch_.shared, &draft_);
    plan::PlanOptions options;
    for (const double price : kPrices) {
      options.cycles_per_entry = price;
      try_plans(options, map::kCyclesAlone, &attempts);
      if (!attempts.only_too_long()) break;
    }
    if (!attempts.succeeded()) return attempts.failure();
    try_kept_weights(plan_, instructions_, map::kCyclesAlone, &attempts);
    if (goal.measure != Goal::Measure::cycles) {
      attempts.serve_goal();
      const map::Prices prices = prices_of(goal, attempts.counters());
      scratch_.set_prices(prices);
      for (const bool fast_spreads : {false, true}) {
        options.fast_spreads = fast_spreads;
        try_plans(options, prices, &attempts);
      }
      options.fast_spreads = false;
      for (const double share : kActivationShares) {
        leave_for_activations(share, prices);
        try_plans(options, prices, &attempts);
      }
    }
    return attempts.counters();
  }

  Program program() {
    Program program = emitter_.program(accelerator_, plan_, std::move(instructions_), std::move(rings_));
    program.network_name = name_;
    return program;
  }

 private:
  // What an op should be weighed by to serve the goal of the whole network, of which there is a program. Of
  // the product E x T, a change of E by dE is worth as much as one of T by -dE x T / E.
  map::Prices prices_of(const Goal& goal, const Counters& counters) const {
    const double average =
        picojoules(counters, accelerator_, goal.picojoules) / static_cast<double>(counters.cycles);
    map::Prices prices{true, goal.picojoules, average};
    if (goal.measure == Goal::Measure::energy_delay) prices.picojoules.cycle += average;
    return prices;
  }

  // With activations on chip, without and with pinned weights; with all activations in DRAM if nothing else
  // has worked.
  void try_plans(plan::PlanOptions options, const map::Prices& prices, Attempts* attempts) {
    // Weights that stay gain at most what the DRAM has less to do, or what the array waits.
    constexpr double kPinnedShare = 0.8;
    const plan::Problem on_chip{network_, uses_, planned_, options, prices};
    if (add(plan::make_plan(on_chip, &scratch_, &draft_), prices, attempts)) {
      if (prices.of_energy && plan::bring_back(on_chip, &scratch_, &draft_))
        add(std::nullopt, prices, attempts);
      const plan::PinnedWeights pinned = plan::pin_weights(on_chip, kPinnedShare, &draft_.plan);
      const double gain = std::min(pinned.dram_cycles_saved, attempts->array_waits());
      if (!attempts->succeeded() || pinned.all || prices.of_energy || gain > kWorthwhile * attempts->cycles())
        add(plan::remake_with_pinned_weights(on_chip, &scratch_, &draft_), prices, attempts);
    }
    options.keep_on_chip = false;
    const plan::Problem in_dram{network_, uses_, planned_, options, prices};
    if (!attempts->succeeded()) attempts->add(draft_.plan, plan::make_plan(in_dram, &scratch_, &draft_));
  }

  // Plans as if PE memories had only that share of their bytes.
  void leave_for_activations(double share, const map::Prices& prices) {
    planned_.configuration.pe_memory_bytes =
        static_cast<std::int64_t>(share * static_cast<double>(accelerator_.configuration.pe_memory_bytes));
    scratch_.set_accelerator(planned_);
    scratch_.set_prices(prices);
    plan::start({network_, uses_, planned_, {}, prices}, scratch_.shared, &draft_);
  }

  // A plan, whose instructions are given, with weights in what it leaves of PE memories.
  void try_kept_weights(const decisions::Plan& plan, const std::vector<Instruction>& instructions,
                        const map::Prices& prices, Attempts* attempts) {
    const double worthwhile = kWorthwhile * attempts->cycles();
    if (!prices.of_energy && attempts->array_waits() <= worthwhile)
      return;  // no more than that can be gained
    std::vector<std::int64_t> fetched(network_.ops.size(), 0);
    for (const Instruction& i : instructions)
      if (i.opcode == program::Opcode::load_parameters) fetched[i.op] += i.bytes;
    kept_plan_ = plan;
    const std::int64_t kept =
        plan::keep_weights({network_, uses_, accelerator_, {}, prices}, fetched, &kept_plan_);
    if (kept > 0 && (prices.of_energy || static_cast<double>(accelerator_.dram_cycles(kept)) > worthwhile))
      attempts->add(kept_plan_, std::nullopt);
  }

  // Takes a plan as Attempts does; for energy also with kept weights.
  bool add(const std::optional<machine::Infeasible>& failure, const map::Prices& prices, Attempts* attempts) {
    if (!attempts->add(draft_.plan, failure)) return false;
    if (prices.of_energy)
      try_kept_weights(draft_.plan, emitter_.instructions(accelerator_, draft_.plan), prices, attempts);
    return true;
  }

  const std::string name_;
  const lower::LoweredNetwork network_;
  const plan::NetworkUses uses_;
  plan::Scratch scratch_;
  plan::Draft draft_;
  emit::PlanEmitter emitter_;
  fast::FastEngine engine_;
  fast::DeliveryCounter deliveries_;
  // Of the last compilation.
  Accelerator accelerator_, planned_;  // planned_: what plans are made for
  decisions::Plan plan_, kept_plan_;
  std::vector<Instruction> instructions_;
  std::vector<program::OpRings> rings_;
};

Compiler::Compiler(const workloads::Network& network) : state_(std::make_unique<State>(network)) {}
Compiler::~Compiler() = default;
Compiler::Compiler(Compiler&&) noexcept = default;

std::variant<Counters, machine::Infeasible> Compiler::compile(const Accelerator& accelerator,
                                                              const Goal& goal) {
  return state_->compile(accelerator, goal);
}

Program Compiler::program() { return state_->program(); }

std::variant<Program, machine::Infeasible> compile(const workloads::Network& network,
                                                   const Accelerator& accelerator, const Goal& goal) {
  Compiler compiler(network);
  const auto compiled = compiler.compile(accelerator, goal);
  if (const auto* infeasible = std::get_if<machine::Infeasible>(&compiled)) return *infeasible;
  return compiler.program();
}

}  // namespace apollo::compiler
