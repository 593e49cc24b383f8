// The planner's choice of one op's mapping, given what is around it.
#include <algorithm>
#include <limits>

#include "apollo/compiler/isolated.h"
#include "apollo/compiler/planner.h"

namespace apollo::compiler {

using simulator::LoopNest;
using simulator::Op;

namespace {

// Everything that a mapping search depends on: ops of equal shape in equal surroundings share one search.
std::vector<std::int64_t> memo_key_of(const Op& op, const OpContext& c) {
  return {int(op.kernel),
          op.G,
          op.K,
          op.C,
          op.Y,
          op.X,
          op.R(),
          op.S(),
          op.rows.stride,
          op.columns.stride,
          op.rows.dilation,
          op.columns.dilation,
          op.rows.pad,
          op.columns.pad,
          op.rows.transposed,
          op.input.shape.height,
          op.input.shape.width,
          op.operand2.buffer >= 0,
          op.broadcast_operand2,
          op.has_bias,
          op.weight_view.buffer >= 0,
          op.transpose_weight,
          c.input_staged,
          c.operand2_staged,
          c.output_staged,
          c.output_stored,
          c.weights_pinned,
          c.exchange_bytes,
          c.input_buffer.channels,
          c.input_buffer.width,
          c.output_buffer.channels,
          c.output_buffer.width,
          c.pe_memory,
          c.core_memory,
          std::int64_t(c.cycles_per_instruction)};
}

}  // namespace

std::vector<std::int64_t> Planner::memo_key(const Op& op, const OpContext& c, const OpState& state,
                                            bool free) const {
  std::vector<std::int64_t> key = memo_key_of(op, c);
  key.push_back(free ? -1
                     : int(state.spreads[state.chosen].rows) * 4 + int(state.spreads[state.chosen].columns));
  key.push_back(&op == &network_.ops[0]);
  return key;
}

OpContext Planner::context(int i) const {
  const Op& op = network_.ops[i];
  const LoopNest& n = nest(i);
  const BufferDecision& out = plan_.buffers[op.output.buffer];
  OpContext c;
  c.input_staged = !reads_in_place(n, op.input, false, plan_.buffers[op.input.buffer]);
  c.operand2_staged =
      op.operand2.buffer >= 0 && !reads_in_place(n, op.operand2, true, plan_.buffers[op.operand2.buffer]);
  c.output_staged = !writes_in_place(n, out);
  c.output_stored = out.in_dram;
  c.weights_pinned = plan_.ops[i].pinned;
  c.exchange_bytes = out.on_chip ? exchange_bytes(n, out.hold) : 0;
  c.input_buffer = network_.buffers[op.input.buffer].buffer.shape;
  c.output_buffer = network_.buffers[op.output.buffer].buffer.shape;
  c.pe_memory = accelerator_.configuration.pe_memory_bytes - held_during(i);
  const OpDecision& decision = plan_.ops[i];
  c.core_memory = decision.pinned
                      ? decision.pinned_bytes
                      : (accelerator_.configuration.core_memory_bytes - plan_.pinned_bytes) / 4 * 4;
  c.cycles_per_instruction = options_.cycles_per_instruction;
  return c;
}

// The best candidate among the given PE spreads: the most promising by estimate are simulated alone.
std::variant<Candidate, Infeasible> Planner::best_candidate(int i, const OpContext& context,
                                                            const std::vector<const Spread*>& spreads) {
  // Estimates so close to the best are worth simulating; small ops, where latencies weigh most, in greater
  // number.
  constexpr std::size_t kSimulated = 6, kSimulatedOfSmall = 24;
  constexpr double kSmallCycles = 600, kPromising = 1.25;
  const Op& op = network_.ops[i];
  if (context.pe_memory < 0)
    return Infeasible{Infeasible::Reason::pe_memory, op.name,
                      double(accelerator_.configuration.pe_memory_bytes - context.pe_memory),
                      double(accelerator_.configuration.pe_memory_bytes)};
  const std::size_t count =
      double(spreads.front()->compute_cycles()) < kSmallCycles ? kSimulatedOfSmall : kSimulated;
  auto found = search_mapping(op, context, accelerator_, spreads, count);
  if (const auto* infeasible = std::get_if<Infeasible>(&found)) return *infeasible;
  const auto& promising = std::get<std::vector<Candidate>>(found);
  // Nothing to gain by looking closer: the best estimate is at its bound, or a simulation would cost more
  // than it may save.
  constexpr double kAtBound = 1.003;
  constexpr std::int64_t kCostly = 200000;
  const Candidate& front = promising.front();
  if (promising.size() == 1 || front.cost <= kAtBound * front.bound ||
      front.instructions * accelerator_.pes() > kCostly)
    return front;
  const Candidate* best = nullptr;
  double least = std::numeric_limits<double>::max();
  for (const Candidate& candidate : promising) {
    if (candidate.cost > kPromising * promising.front().cost || candidate.cost >= least ||
        least <= kAtBound * candidate.bound)
      break;
    const double cost = double(isolated_.cycles(plan_.buffers, i, candidate, context.weights_pinned)) +
                        context.cycles_per_instruction * double(candidate.instructions);
    if (cost < least) least = cost, best = &candidate;
  }
  return *best;
}

std::optional<Infeasible> Planner::map_op(int i) {
  const Op& op = network_.ops[i];
  OpState& state = states_[i];
  const OpContext c = context(i);
  // With nothing on chip around it, an op is free to choose its PE spread.
  bool free = true;
  for (const int buffer : touches_[i]) free = free && !plan_.buffers[buffer].on_chip;
  std::vector<const Spread*> tried{&state.spreads[state.chosen]};
  if (free)
    for (const Spread& s : state.spreads)
      if (&s != tried[0]) tried.push_back(&s);

  const std::vector<std::int64_t> key = memo_key(op, c, state, free);
  auto known = memo_.find(key);
  if (known == memo_.end()) known = memo_.emplace(key, best_candidate(i, c, tried)).first;
  if (const auto* failure = std::get_if<Infeasible>(&known->second)) return *failure;
  const Candidate& best = std::get<Candidate>(known->second);
  for (std::size_t s = 0; free && s < state.spreads.size(); ++s)
    if (state.spreads[s].rows == best.mapping.rows && state.spreads[s].columns == best.mapping.columns)
      choose(i, s);
  OpDecision& decision = plan_.ops[i];
  decision.mapping = best.mapping;
  decision.input = best.input;
  decision.operand2 = best.operand2;
  decision.output = best.output;
  decision.psum = best.psum;
  return std::nullopt;
}

}  // namespace apollo::compiler
