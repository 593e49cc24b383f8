#include "apollo/compiler/plan/op_mapping.h"

#include <algorithm>
#include <limits>

#include "apollo/compiler/map/estimate.h"
#include "apollo/compiler/plan/residency.h"

namespace apollo::compiler::plan {

using machine::Accelerator;
using map::Candidate;
using program::LoopNest;
using program::Op;

namespace {

// Bytes beyond which more memory makes no difference to an op that moves so many bytes through it: room for
// everything, twice, and for tiles that overlap or are padded.
std::int64_t ample(std::int64_t bytes) { return 4 * bytes + 4096; }

// What an op cannot use does not count, so that accelerators that differ only in it share a search.
void leave_out_unusable(const Op& op, map::OpContext* c) {
  const std::int64_t weights = op.weight_bytes(op.G, op.K, op.C, true);
  const std::int64_t outputs = op.output.shape.elements(), produced = outputs * op.out_q.bytes();
  const std::int64_t input = op.input.shape.elements() * op.in_q.bytes();
  const std::int64_t operand2 = op.operand2.shape.elements() * op.operand2_q.bytes();
  std::int64_t moved = c->exchange_bytes + (c->output_stored ? produced : 0), slots = 0;
  if (c->input_staged) moved += input, slots += input;
  if (c->operand2_staged) moved += operand2, slots += operand2;
  if (c->output_staged) slots += produced;
  c->free.pe = std::min(c->free.pe, ample(slots + op.sum_bytes() * outputs));
  c->free.core = std::min(c->free.core, ample(weights));
  c->free.parameter = std::min(c->free.parameter, ample(weights));
  c->free.activation = std::min(c->free.activation, ample(moved));
}

// The candidate of least cost, as far as simulating promises to tell more than the estimates.
Candidate best_of(const Problem& problem, int op, const map::OpContext& context,
                  const std::vector<Candidate>& promising, const Draft& draft, Scratch* scratch) {
  // Estimates so close to the best are worth simulating. Nothing is gained by looking closer where the best
  // estimate is at its bound, or where a simulation, of so many instructions times PEs, would cost more than
  // it may save.
  constexpr double kPromising = 1.25, kAtBound = 1.003;
  constexpr std::int64_t kCostly = 200000;
  const Candidate& front = promising.front();
  if (promising.size() == 1 || front.cost <= kAtBound * front.bound ||
      front.instructions * problem.accelerator.pes() > kCostly)
    return front;
  const Candidate* best = nullptr;
  double least = std::numeric_limits<double>::max();
  for (const Candidate& candidate : promising) {
    if (candidate.cost > kPromising * front.cost || candidate.cost >= least ||
        least <= kAtBound * candidate.bound)
      break;
    const double cost = scratch->isolated.cost(draft.plan.buffers, op, candidate, context, problem.prices) +
                        context.cycles_per_entry * problem.prices.cycle_of_network * candidate.entries;
    if (cost < least) least = cost, best = &candidate;
  }
  return *best;
}

std::variant<Candidate, machine::Infeasible> best_candidate(const Problem& problem, int op,
                                                            const map::OpContext& context, int spread,
                                                            const Draft& draft, Scratch* scratch) {
  // Candidates simulated at most: of small ops, where latencies weigh most, in greater number.
  constexpr std::size_t kSimulated = 6, kSimulatedOfSmall = 24;
  const std::int64_t pe_memory = problem.accelerator.configuration.pe_memory_bytes;
  if (context.free.pe < 0)
    return machine::Infeasible{machine::Infeasible::Reason::pe_memory, problem.network.ops[op].name,
                               static_cast<double>(pe_memory - context.free.pe),
                               static_cast<double>(pe_memory)};
  const bool small = chosen_spread(scratch->shared, op, draft).compute_cycles() < map::kSmallCycles;
  const SharedWork::Found& found =
      scratch->shared.search(op, context, spread, small ? kSimulatedOfSmall : kSimulated);
  if (const auto* infeasible = std::get_if<machine::Infeasible>(&found)) {
    if (!context.weights_pinned || draft.plan.ops[op].pins_all()) return *infeasible;
    map::OpContext fetching = context;  // what repeats weights may fetch them again
    fetching.weights_pinned = false;
    return best_candidate(problem, op, fetching, spread, draft, scratch);
  }
  return best_of(problem, op, context, std::get<std::vector<Candidate>>(found), draft, scratch);
}

// The part before a part of an op; -1: there is none.
int part_before(const lower::LoweredNetwork& network, int op) {
  if (network.parts_of.empty()) return -1;
  int before = op - 1;
  while (before >= 0 && network.parts_of[before] != network.parts_of[op]) --before;
  return before;
}

void decide(const Candidate& candidate, decisions::OpDecision* decision) {
  decision->mapping = candidate.mapping;
  decision->input = candidate.input;
  decision->operand2 = candidate.operand2;
  decision->output = candidate.output;
  decision->psum = candidate.psum;
}

// Maps a part of an op as the part before it, with which it shares weights then. Whether that fits.
bool map_alike(const Problem& problem, int op, bool free, Scratch* scratch, Draft* draft) {
  const int before = part_before(problem.network, op);
  if (before < 0) return false;
  const program::Mapping& mapping = draft->plan.ops[before].mapping;
  if (free) choose_spread_of(mapping, op, scratch->shared, draft);
  const map::Spread& spread = chosen_spread(scratch->shared, op, *draft);
  if (!spread.spreads_like(mapping)) return false;
  const map::OpContext context = context_of(problem, op, *draft, scratch);
  if (context.free.pe < 0) return false;
  const auto alike =
      map::estimate(problem.network.ops[op], context, problem.accelerator, mapping, problem.prices);
  if (alike) decide(*alike, &draft->plan.ops[op]);
  return alike.has_value();
}

}  // namespace

void choose_spread_of(const program::Mapping& mapping, int op, const SharedWork& shared, Draft* draft) {
  const std::vector<map::Spread>& spreads = shared.spreads(op).spreads;
  for (std::size_t s = 0; s < spreads.size(); ++s)
    if (spreads[s].spreads_like(mapping)) choose_spread(shared, op, s, draft);
}

map::OpContext context_of(const Problem& problem, int i, const Draft& draft, Scratch* scratch) {
  const Op& op = problem.network.ops[i];
  const LoopNest& nest = draft.nests[i];
  const std::vector<decisions::BufferDecision>& buffers = draft.plan.buffers;
  const decisions::BufferDecision& out = buffers[op.output.buffer];
  const decisions::OpDecision& decision = draft.plan.ops[i];
  const Accelerator& a = problem.accelerator;
  map::OpContext c;
  c.input_staged = !decisions::reads_in_place(nest, op.input, false, buffers[op.input.buffer]);
  c.operand2_staged = op.operand2.buffer >= 0 &&
                      !decisions::reads_in_place(nest, op.operand2, true, buffers[op.operand2.buffer]);
  c.output_staged = !decisions::writes_in_place(nest, out);
  c.output_stored = out.in_dram;
  c.weights_pinned = decision.pins_all();
  c.weights_kept = decision.at_rest && !c.weights_pinned;
  c.exchange_bytes = out.on_chip ? scratch->exchange.bytes(nest, out.hold) : 0;
  c.input_buffer_channels = problem.network.buffers[op.input.buffer].buffer.shape.channels;
  c.output_buffer_channels = problem.network.buffers[op.output.buffer].buffer.shape.channels;
  c.free.pe = a.configuration.pe_memory_bytes - held_during(i, draft.plan);
  c.free.core = decision.pins_all() ? decision.pinned_bytes
                                    : (a.configuration.core_memory_bytes - draft.plan.pinned_bytes) / 4 * 4;
  c.free.parameter = a.parameter_memory_bytes();
  c.free.activation = a.activation_memory_bytes();
  c.cycles_per_entry = problem.options.cycles_per_entry;
  // Weights that the op before has brought are still in core memories, as if pinned, if these hold them all.
  if (problem.uses.repeats_weights[i] && !decision.pins_all() &&
      decisions::all_weight_tiles_bytes(op, nest.tiling) <= c.free.core)
    c.weights_pinned = true, c.weights_kept = false;
  leave_out_unusable(op, &c);
  return c;
}

std::optional<machine::Infeasible> map_op(const Problem& problem, int i, Scratch* scratch, Draft* draft) {
  const Op& op = problem.network.ops[i];
  const std::vector<int>& touched = problem.uses.of_op[i];
  // With nothing on chip around it, an op is free to choose its PE spread.
  const bool free = std::none_of(touched.begin(), touched.end(),
                                 [&](int buffer) { return draft->plan.buffers[buffer].on_chip; });
  if (map_alike(problem, i, free, scratch, draft)) return std::nullopt;
  OpSurroundings around;
  around.shape = scratch->shared.shape(i);
  around.spread = free ? -1 : static_cast<int>(draft->spreads[i]);
  around.of_energy = problem.prices.of_energy;
  around.first = i == 0;
  around.input_buffer_width = problem.network.buffers[op.input.buffer].buffer.shape.width;
  around.output_buffer_width = problem.network.buffers[op.output.buffer].buffer.shape.width;
  around.context = context_of(problem, i, *draft, scratch);
  ShapeWork& shapes = scratch->shared.known();
  const ShapeWork::Best* known = shapes.best(around);
  if (!known)
    known =
        &shapes.note_best(around, best_candidate(problem, i, around.context, around.spread, *draft, scratch));
  if (const auto* failure = std::get_if<machine::Infeasible>(known)) return *failure;
  const Candidate& best = std::get<Candidate>(*known);
  if (free) choose_spread_of(best.mapping, i, scratch->shared, draft);
  draft->costs[i] = {best.cost, best.bound};
  decide(best, &draft->plan.ops[i]);
  return std::nullopt;
}

}  // namespace apollo::compiler::plan
