// The planner's choice of PE spreads.
#include <algorithm>
#include <limits>

#include "apollo/compiler/planner.h"

namespace apollo::compiler {

using simulator::LoopNest;

namespace {

// Readers and writers of one buffer that an estimate of its exchange looks at.
constexpr std::size_t kFew = 8;

}  // namespace

void Planner::choose(std::size_t op, std::size_t spread) {
  states_[op].chosen = spread;
  nests_[op] = &states_[op].nests[spread];
}

// Cycles to bring a buffer's contents to those who hold it: over the network, or through DRAM if the holds
// are too large.
double Planner::exchange_cycles(int b, const std::vector<simulator::Box>& hold) const {
  if (!options_.keep_on_chip || largest(hold) > accelerator_.configuration.pe_memory_bytes * 3 / 4)
    return 2 * double(accelerator_.dram_cycles(network_.buffers[b].buffer.shape.elements()));
  // Many writers are the steps of a sequence, all alike: the first few stand for the rest.
  const std::vector<int>& writers = uses_[b].writers;
  const std::size_t few = std::min(writers.size(), kFew);
  double exchanged = 0;
  for (std::size_t i = 0; i < few; ++i) exchanged += double(exchange_bytes(nest(writers[i]), hold));
  exchanged *= double(writers.size()) / double(few);
  return exchanged / accelerator_.constants.activation_entry_bytes;
}

double Planner::exchange_cycles(int b) const {
  BufferUses uses = uses_[b];
  if (uses.writers.empty() || uses.readers.empty()) return 0;
  if (uses.readers.size() > kFew) uses.readers.resize(kFew);
  return exchange_cycles(b, hold_boxes(network_, b, uses, nests_));
}

double Planner::writer_cost(int op, double exchange) const {
  const double compute = double(states_[op].spreads[states_[op].chosen].compute_cycles());
  // Transfers overlap with compute but for the first and last tiles.
  return std::max(compute, exchange) + std::min(compute, exchange) / 4;
}

// Compute cycles of the op, and what its neighbours have to move because of its spread.
double Planner::spread_cost(int op) const {
  const auto cost_of = [&](int writer) {
    return writer_cost(writer, exchange_cycles(network_.ops[writer].output.buffer));
  };
  double cost = cost_of(op);
  for (const int buffer : touches_[op]) {
    if (buffer == network_.ops[op].output.buffer) continue;
    const std::vector<int>& writers = uses_[buffer].writers;
    for (std::size_t i = 0; i < std::min(writers.size(), kFew); ++i)
      if (writers[i] != op) cost += cost_of(writers[i]);
  }
  return cost;
}

// Shortest path over the ops in order, with the PE spreads as states and what an op hands to the next as
// transitions. Exact for a chain of ops; what branches is left to the descent that follows.
void Planner::choose_along_chain() {
  const std::size_t count = states_.size();
  std::vector<std::vector<std::size_t>> from(count);
  std::vector<double> cost(1, 0);
  for (std::size_t i = 0; i < count; ++i) {
    OpState& state = states_[i];
    std::vector<double> next(state.spreads.size(), std::numeric_limits<double>::max());
    from[i].assign(state.spreads.size(), 0);
    const int buffer = network_.ops[i].input.buffer;
    const bool chained = i > 0 && network_.ops[i - 1].output.buffer == buffer;
    BufferUses link;
    link.readers = {static_cast<int>(i)};
    for (std::size_t s = 0; s < state.spreads.size(); ++s) {
      choose(i, s);
      const auto hold = chained ? hold_boxes(network_, buffer, link, nests_) : std::vector<simulator::Box>();
      for (std::size_t p = 0; p < cost.size(); ++p) {
        double total = cost[p];
        if (i > 0) {
          choose(i - 1, p);
          const double exchange = chained ? exchange_cycles(buffer, hold) : 0;
          total += writer_cost(static_cast<int>(i) - 1, exchange);
        }
        if (total < next[s]) next[s] = total, from[i][s] = p;
      }
    }
    cost = std::move(next);
  }
  std::size_t best = 0;
  for (std::size_t s = 0; s < cost.size(); ++s) {
    const auto total = [&](std::size_t i) {
      return cost[i] + double(states_.back().spreads[i].compute_cycles());
    };
    if (total(s) < total(best)) best = s;
  }
  for (std::size_t i = count; i-- > 0; best = from[i][best]) choose(i, best);
}

void Planner::choose_spreads() {
  choose_along_chain();
  constexpr int kSweeps = 3;
  for (int sweep = 0; sweep < kSweeps; ++sweep) {
    bool changed = false;
    for (std::size_t i = 0; i < states_.size(); ++i) {
      OpState& state = states_[i];
      const std::size_t before = state.chosen;
      std::size_t best = before;
      double best_cost = spread_cost(static_cast<int>(i));
      for (std::size_t s = 0; s < state.spreads.size(); ++s) {
        if (s == before || double(state.spreads[s].compute_cycles()) >= best_cost) continue;
        choose(i, s);
        const double cost = spread_cost(static_cast<int>(i));
        if (cost < best_cost) best_cost = cost, best = s;
      }
      choose(i, best);
      changed = changed || best != before;
    }
    if (!changed) break;
  }
}

}  // namespace apollo::compiler
