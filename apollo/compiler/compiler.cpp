#include "apollo/compiler/compiler.h"

#include <limits>
#include <optional>

#include "apollo/compiler/planner.h"
#include "simulator/engine.h"

namespace apollo::compiler {

using simulator::Program;

std::variant<Program, Infeasible> compile(const workloads::Network& network,
                                          const simulator::Accelerator& accelerator) {
  const LoweredNetwork lowered = lower(network);
  Planner planner(lowered, accelerator);
  Emitter emitter(lowered, accelerator);
  const std::int64_t entries = accelerator.configuration.instruction_memory_entries;

  std::optional<Program> best;
  std::int64_t best_cycles = std::numeric_limits<std::int64_t>::max();
  std::optional<Infeasible> failure;
  // Returns whether PE memory was ample: nothing had to be sent to DRAM.
  const auto attempt = [&](const PlanOptions& options) {
    const auto planned = planner.plan(options);
    if (const auto* infeasible = std::get_if<Infeasible>(&planned)) {
      if (!failure) failure = *infeasible;
      return false;
    }
    const bool ample = std::get<Plan>(planned).evictions == 0;
    Program program = emit(lowered, accelerator, std::get<Plan>(planned), &emitter);
    const auto count = static_cast<std::int64_t>(program.instructions.size());
    if (count > entries) {
      // Report the shortest program found; the layer with the most instructions is where to look.
      if (!failure || failure->reason != Infeasible::Reason::instruction_memory ||
          double(count) < failure->needed) {
        std::vector<std::int64_t> per_op(program.ops.size(), 0);
        for (const auto& i : program.instructions) ++per_op[i.op];
        std::size_t most = 0;
        for (std::size_t op = 1; op < per_op.size(); ++op)
          if (per_op[op] > per_op[most]) most = op;
        failure = Infeasible{Infeasible::Reason::instruction_memory, lowered.ops[most].name, double(count),
                             double(entries)};
      }
      return ample;
    }
    const std::int64_t cycles = simulate_fast(program, {}).counters.cycles;
    if (cycles < best_cycles) {
      best_cycles = cycles;
      best = std::move(program);
    }
    return ample;
  };
  for (const double price : {0.0, 10.0, 100.0, 1e4}) {
    bool ample = true;
    for (const double pinned : {0.0, 0.4, 0.8}) ample = attempt({true, pinned, price}) && ample;
    if (!ample)
      attempt({false, 0,
               price});  // where memory is short, DRAM for everything may serve better than DRAM for some
    if (best || (failure && failure->reason != Infeasible::Reason::instruction_memory)) break;
  }
  if (!best) return *failure;
  best->network_name = network.name;
  return std::move(*best);
}

}  // namespace apollo::compiler
