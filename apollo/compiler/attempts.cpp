#include "apollo/compiler/attempts.h"

#include <algorithm>
#include <cmath>

#include "simulator/cost/energy.h"
#include "simulator/program/code.h"

namespace apollo::compiler {

using machine::Counters;
using program::Instruction;

namespace {

std::int64_t dram_bytes(const Counters& c) { return c.dram_read_bytes + c.dram_write_bytes; }

// Instructions of a program in which loops are looked for: seconds of work.
constexpr std::size_t kMostFolded = 8'000'000;

// Fewer cycles; of programs that take equally long, or nearly so, the one that moves less through DRAM.
bool faster(const Counters& a, const Counters& b) {
  constexpr double kNearly = 0.001;
  if (std::abs(static_cast<double>(a.cycles - b.cycles)) > kNearly * static_cast<double>(b.cycles))
    return a.cycles < b.cycles;
  return dram_bytes(a) < dram_bytes(b);
}

}  // namespace

double picojoules(const Counters& c, const machine::Accelerator& accelerator, const cost::EventEnergies& pj) {
  return cost::energy(c, accelerator.constants, pj).total() / cost::kMjPerPj;
}

Attempts::Attempts(const machine::Accelerator& accelerator, const Goal& goal,
                   fast::DeliveryCounter* deliveries, Made* best)
    : accelerator_(accelerator), goal_(goal), deliveries_(*deliveries), best_(*best) {
  best_.in = nullptr;
}

bool Attempts::add(Workshop* workshop, const decisions::Plan& plan,
                   const std::optional<machine::Infeasible>& failure) {
  if (failure) {
    if (!failure_) failure_ = failure;
    return false;
  }
  emit::PlanEmitter& emitter = workshop->emitter;
  const Instructions* instructions = nullptr;
  Counters counters;
  bool fit = false;
  for (const emit::Transfers transfers :
       {emit::Transfers::early, emit::Transfers::timely, emit::Transfers::even}) {
    instructions = &emitter.instructions(accelerator_, plan, transfers);
    counters = counters_of(*workshop, plan, *instructions);
    if (succeeded() && transfers == emit::Transfers::early) note_tried(counters);
    if (succeeded() && !better(counters)) return true;
    fit = fits(*workshop, *instructions);
    if (fit) break;
  }
  if (!fit) {
    note_length(*workshop, *instructions);
    return true;
  }
  if (!serves_goal_) count_deliveries(*workshop, plan, *instructions, &counters);
  best_.in = workshop;
  best_.counters = counters;
  best_.plan = plan;
  best_.weight_traffic = emitter.weight_traffic();
  best_.rings = emitter.rings();
  emitter.swap(&best_.instructions);
  return true;
}

double Attempts::value(const Counters& c) const {
  const double energy = picojoules(c, accelerator_, goal_.picojoules);
  return goal_.measure == Goal::Measure::energy ? energy : energy * static_cast<double>(c.cycles);
}

bool Attempts::better(const Counters& counters) const {
  return serves_goal_ ? value(counters) < value() : faster(counters, best_.counters);
}

// Of the program written last; with what energy needs, if that is the goal.
Counters Attempts::counters_of(const Workshop& workshop, const decisions::Plan& plan,
                               const Instructions& instructions) {
  Counters counters = workshop.emitter.engine().counters();
  if (serves_goal_) count_deliveries(workshop, plan, instructions, &counters);
  return counters;
}

void Attempts::note_tried(const Counters& counters) {
  least_tried_ =
      std::min(least_tried_, serves_goal_ ? value(counters) : static_cast<double>(counters.cycles));
}

void Attempts::count_deliveries(const Workshop& workshop, const decisions::Plan& plan,
                                const Instructions& instructions, Counters* counters) {
  const std::vector<emit::PlacedOp>& ops = workshop.emitter.placed();
  for (std::size_t i = 0; i < ops.size(); ++i) {
    const decisions::BufferDecision& output = plan.buffers[ops[i].nest->op.output.buffer];
    deliveries_.set_op(i, {ops[i].nest, ops[i].output_in_place, &output.distinct_holds, &output.hold_ranges});
  }
  deliveries_.count(instructions, counters);
}

// Whether instruction memory holds them, in loops if need be.
bool Attempts::fits(const Workshop& workshop, const Instructions& instructions) const {
  const std::int64_t entries = accelerator_.configuration.instruction_memory_entries - descriptors(workshop);
  return static_cast<std::int64_t>(instructions.size()) <= entries ||
         (entries > 0 && instructions.size() <= kMostFolded &&
          program::fold(instructions, workshop.emitter.rings(), entries));
}

// Entries that the ops' descriptors take, beside the program.
std::int64_t Attempts::descriptors(const Workshop& workshop) const {
  return static_cast<std::int64_t>(workshop.network.ops.size()) * accelerator_.constants.descriptor_entries;
}

// Reports the program with the fewest entries; the layer with most of them is where to look.
void Attempts::note_length(const Workshop& workshop, const Instructions& instructions) {
  if (succeeded()) return;
  std::vector<std::int64_t> per_op(workshop.network.ops.size(), 0);
  std::int64_t needed = descriptors(workshop);
  const auto count = [&](const Instruction& first, std::int64_t entries) {
    needed += entries;
    per_op[first.op] += entries;
  };
  if (instructions.size() <= kMostFolded)
    for (const program::CodePart& part : program::fold(instructions, workshop.emitter.rings()))
      count(part.instruction, program::entries(part));
  else
    for (const Instruction& i : instructions) count(i, 1);
  if (only_too_long() && static_cast<double>(needed) >= failure_->needed) return;
  const auto most = std::max_element(per_op.begin(), per_op.end()) - per_op.begin();
  failure_ = machine::Infeasible{machine::Infeasible::Reason::instruction_memory,
                                 workshop.network.ops[static_cast<std::size_t>(most)].name,
                                 static_cast<double>(needed),
                                 static_cast<double>(accelerator_.configuration.instruction_memory_entries)};
}

}  // namespace apollo::compiler
