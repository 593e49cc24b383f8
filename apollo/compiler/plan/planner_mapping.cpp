// The planner's choice of one op's mapping, given what is around it.
#include <algorithm>
#include <limits>

#include "apollo/compiler/plan/planner.h"

namespace apollo::compiler::plan {

using program::LoopNest;
using program::Op;

namespace {

// Bytes beyond which more memory makes no difference to an op that moves so many bytes through it: room for
// everything, twice, and for tiles that overlap or are padded.
std::int64_t ample(std::int64_t bytes) { return 4 * bytes + 4096; }

}  // namespace

map::OpContext Planner::context(int i) {
  const Op& op = network_.ops[i];
  const LoopNest& n = nests_[i];
  const decisions::BufferDecision& out = plan_.buffers[op.output.buffer];
  map::OpContext c;
  c.input_staged = !decisions::reads_in_place(n, op.input, false, plan_.buffers[op.input.buffer]);
  c.operand2_staged = op.operand2.buffer >= 0 &&
                      !decisions::reads_in_place(n, op.operand2, true, plan_.buffers[op.operand2.buffer]);
  c.output_staged = !decisions::writes_in_place(n, out);
  c.output_stored = out.in_dram;
  c.weights_pinned = plan_.ops[i].pinned;
  c.exchange_bytes = out.on_chip ? exchange_.bytes(n, out.hold) : 0;
  c.input_buffer = network_.buffers[op.input.buffer].buffer.shape;
  c.output_buffer = network_.buffers[op.output.buffer].buffer.shape;
  c.pe_memory = accelerator_->configuration.pe_memory_bytes - held_during(i);
  const decisions::OpDecision& decision = plan_.ops[i];
  c.core_memory = decision.pinned
                      ? decision.pinned_bytes
                      : (accelerator_->configuration.core_memory_bytes - plan_.pinned_bytes) / 4 * 4;
  c.cycles_per_instruction = options_.cycles_per_instruction;
  c.parameter_memory = accelerator_->parameter_memory_bytes();
  c.activation_memory = accelerator_->activation_memory_bytes();
  // What an op cannot use does not count, so that accelerators that differ only in it share a search.
  const std::int64_t weights = op.weight_bytes(op.G, op.K, op.C, true);
  const std::int64_t produced = op.output.shape.elements();
  std::int64_t moved = c.exchange_bytes + (c.output_stored ? produced : 0), slots = 0;
  if (c.input_staged) moved += op.input.shape.elements(), slots += op.input.shape.elements();
  if (c.operand2_staged) moved += op.operand2.shape.elements(), slots += op.operand2.shape.elements();
  if (c.output_staged) slots += produced;
  c.pe_memory = std::min(c.pe_memory, ample(slots + 4 * produced));
  c.core_memory = std::min(c.core_memory, ample(weights));
  c.parameter_memory = std::min(c.parameter_memory, ample(weights));
  c.activation_memory = std::min(c.activation_memory, ample(moved));
  return c;
}

// The best candidate for an op's spread, or for any: the most promising by estimate are simulated alone.
std::variant<map::Candidate, machine::Infeasible> Planner::best_candidate(int i,
                                                                          const map::OpContext& context,
                                                                          bool any_spread) {
  // Estimates so close to the best are worth simulating; small ops, where latencies weigh most, in greater
  // number.
  constexpr std::size_t kSimulated = 6, kSimulatedOfSmall = 24;
  constexpr double kPromising = 1.25;
  const Op& op = network_.ops[i];
  if (context.pe_memory < 0)
    return machine::Infeasible{machine::Infeasible::Reason::pe_memory, op.name,
                               double(accelerator_->configuration.pe_memory_bytes - context.pe_memory),
                               double(accelerator_->configuration.pe_memory_bytes)};
  const std::size_t count = chosen(i).compute_cycles() < map::kSmallCycles ? kSimulatedOfSmall : kSimulated;
  const SharedWork::Found& found =
      shared_.search(i, context, any_spread ? -1 : static_cast<int>(chosen_[i]), count);
  if (const auto* infeasible = std::get_if<machine::Infeasible>(&found)) return *infeasible;
  const auto& promising = std::get<std::vector<map::Candidate>>(found);
  // Nothing to gain by looking closer: the best estimate is at its bound, or a simulation would cost more
  // than it may save.
  constexpr double kAtBound = 1.003;
  constexpr std::int64_t kCostly = 200000;
  const map::Candidate& front = promising.front();
  if (promising.size() == 1 || front.cost <= kAtBound * front.bound ||
      front.instructions * accelerator_->pes() > kCostly)
    return front;
  const map::Candidate* best = nullptr;
  double least = std::numeric_limits<double>::max();
  for (const map::Candidate& candidate : promising) {
    if (candidate.cost > kPromising * promising.front().cost || candidate.cost >= least ||
        least <= kAtBound * candidate.bound)
      break;
    const double cost = double(isolated_.cycles(plan_.buffers, i, candidate, context.weights_pinned)) +
                        context.cycles_per_instruction * double(candidate.instructions);
    if (cost < least) least = cost, best = &candidate;
  }
  return *best;
}

std::optional<machine::Infeasible> Planner::map_op(int i) {
  const map::OpContext c = context(i);
  // With nothing on chip around it, an op is free to choose its PE spread.
  bool free = true;
  for (const int buffer : touches_[i]) free = free && !plan_.buffers[buffer].on_chip;
  const std::array<std::int64_t, 11> key{shared_.shape(i),
                                         free ? -1 : std::int64_t(chosen_[i]),
                                         c.input_staged + 2 * c.operand2_staged + 4 * c.output_staged +
                                             8 * c.output_stored + 16 * c.weights_pinned + 32 * (i == 0),
                                         c.exchange_bytes,
                                         c.input_buffer.channels,
                                         c.input_buffer.width,
                                         c.output_buffer.channels,
                                         c.output_buffer.width,
                                         c.pe_memory,
                                         c.core_memory,
                                         std::int64_t(c.cycles_per_instruction)};
  auto known = memo_.find(key);
  if (known == memo_.end()) known = memo_.emplace(key, best_candidate(i, c, free)).first;
  if (const auto* failure = std::get_if<machine::Infeasible>(&known->second)) return *failure;
  const map::Candidate& best = std::get<map::Candidate>(known->second);
  for (std::size_t s = 0; free && s < spread_count(i); ++s) {
    const map::Spread& spread = shared_.spreads(i).spreads[s];
    if (spread.rows == best.mapping.rows && spread.columns == best.mapping.columns) choose(std::size_t(i), s);
  }
  decisions::OpDecision& decision = plan_.ops[i];
  decision.mapping = best.mapping;
  decision.input = best.input;
  decision.operand2 = best.operand2;
  decision.output = best.output;
  decision.psum = best.psum;
  return std::nullopt;
}

}  // namespace apollo::compiler::plan
