#include "apollo/compiler/plan/isolated.h"

#include <algorithm>

namespace apollo::compiler::plan {

std::int64_t IsolatedOp::cycles(const std::vector<decisions::BufferDecision>& buffers, int index,
                                const map::Candidate& candidate, const map::OpContext& around) {
  const program::Op& op = network_.ops[index];
  if (!nest_ || nest_op_ != index) nest_.emplace(op, candidate.mapping, *accelerator_);
  nest_op_ = index;
  program::LoopNest& nest = *nest_;
  nest.tiling = program::Tiling(op, candidate.mapping, *accelerator_);
  decisions::OpDecision decision;
  decision.mapping = candidate.mapping;
  decision.input = candidate.input;
  decision.operand2 = candidate.operand2;
  decision.output = candidate.output;
  decision.psum = candidate.psum;
  if (around.weights_pinned) decision.pinned_tiles = decisions::kAllTiles;
  if (around.weights_kept) decision.kept_tiles = decisions::kAllTiles;
  // One after the other in PE memory: only what overlaps matters.
  std::int64_t next = 0;
  const auto place = [&](std::int64_t bytes) {
    const std::int64_t address = next;
    next += machine::round_up(bytes, 4);
    return address;
  };
  hold_addresses_.assign(buffers.size(), 0);
  int last = -1;
  for (const program::View* view : {&op.input, &op.operand2, &op.output}) {
    const int b = view->buffer;
    if (b < 0 || b == last || !buffers[b].on_chip) continue;
    if (view == &op.output && b == op.input.buffer) continue;
    hold_addresses_[b] = place(buffers[b].hold_bytes);
    last = b;
  }
  for (decisions::Slots* slots : {&decision.input, &decision.operand2, &decision.output, &decision.psum})
    slots->address = place(slots->total());

  const std::int64_t pinned_bytes =
      around.weights_pinned ? decisions::all_weight_tiles_bytes(op, nest.tiling) : 0;
  placed_ = {emit::placed_op(index, nest, decision, buffers, &exchange_)};
  instructions_ = &emitter_.write({network_, *accelerator_, buffers, hold_addresses_, pinned_bytes}, placed_);
  const fast::FastEngine& engine = emitter_.engine();
  const machine::Counters& counters = engine.counters();
  if (index == 0) return counters.cycles;
  std::int64_t busiest = counters.cycles - engine.first_compute_start();
  for (const auto& unit : counters.units) busiest = std::max(busiest, unit.busy);
  return busiest;
}

double IsolatedOp::cost(const std::vector<decisions::BufferDecision>& buffers, int index,
                        const map::Candidate& candidate, const map::OpContext& around,
                        const map::Prices& prices) {
  const auto taken = static_cast<double>(cycles(buffers, index, candidate, around));
  machine::Counters counters = emitter_.engine().counters();
  if (!prices.of_energy)
    return prices.of_cycles(taken,
                            static_cast<double>(counters.units[static_cast<int>(machine::Unit::array)].busy));
  const decisions::BufferDecision& output = buffers[network_.ops[index].output.buffer];
  deliveries_.set_op(static_cast<std::size_t>(index),
                     {&*nest_, placed_[0].output_in_place, &output.distinct_holds, &output.hold_ranges});
  deliveries_.count(*instructions_, &counters);
  return prices.of(taken, counters, accelerator_->constants);
}

}  // namespace apollo::compiler::plan
