#include "apollo/compiler/isolated.h"

#include <algorithm>

#include "apollo/compiler/placement.h"
#include "apollo/compiler/tile_loops.h"
#include "simulator/engine.h"

namespace apollo::compiler {

using simulator::Program;

Program isolated_program(const LoweredNetwork& network, const std::vector<BufferDecision>& buffers, int index,
                         const Candidate& candidate, const simulator::Accelerator& accelerator, bool pinned) {
  LoweredNetwork alone;
  Plan plan;
  simulator::Op op = network.ops[index];
  // The op's buffers, renumbered.
  std::vector<int> kept;
  const auto keep = [&](simulator::View* view) {
    if (view->buffer < 0) return;
    const auto known = std::find(kept.begin(), kept.end(), view->buffer);
    const int at = static_cast<int>(known - kept.begin());
    if (known == kept.end()) {
      kept.push_back(view->buffer);
      alone.buffers.push_back(network.buffers[view->buffer]);
      plan.buffers.push_back(buffers[view->buffer]);
      plan.buffers.back().first = plan.buffers.back().last = 0;
    }
    view->buffer = at;
  };
  for (simulator::View* view : {&op.input, &op.operand2, &op.output, &op.weight_view}) keep(view);
  alone.ops.push_back(std::move(op));
  OpDecision decision;
  decision.mapping = candidate.mapping;
  decision.input = candidate.input;
  decision.operand2 = candidate.operand2;
  decision.output = candidate.output;
  decision.psum = candidate.psum;
  decision.pinned = pinned;
  if (pinned)
    plan.pinned_bytes =
        all_weight_tiles_bytes(simulator::LoopNest(alone.ops[0], candidate.mapping, accelerator));
  plan.ops.push_back(decision);
  place(&plan, accelerator.configuration.pe_memory_bytes);
  return emit(alone, accelerator, plan);
}

std::int64_t isolated_cycles(const LoweredNetwork& network, const std::vector<BufferDecision>& buffers,
                             int op, const Candidate& candidate, const simulator::Accelerator& accelerator,
                             bool pinned) {
  const Program program = isolated_program(network, buffers, op, candidate, accelerator, pinned);
  simulator::SimulationOptions options;
  options.events = op > 0;
  const auto result = simulate_fast(program, options);
  if (op == 0) return result.counters.cycles;
  std::int64_t first = 0;
  for (std::size_t i = 0; i < program.instructions.size(); ++i)
    if (program.instructions[i].opcode == simulator::Opcode::compute) {
      first = result.events[i].start;
      break;
    }
  std::int64_t busiest = result.counters.cycles - first;
  for (const auto& unit : result.counters.units) busiest = std::max(busiest, unit.busy);
  return busiest;
}

}  // namespace apollo::compiler
