// The planner's choice of PE spreads.
#include <algorithm>
#include <limits>

#include "apollo/compiler/plan/planner.h"

namespace apollo::compiler::plan {

namespace {

// Readers and writers of one buffer that an estimate of its exchange looks at.
constexpr std::size_t kFew = 8;

}  // namespace

void Planner::choose(std::size_t op, std::size_t spread) {
  chosen_[op] = spread;
  nests_[op].tiling = shared_.spreads(static_cast<int>(op)).tilings[spread];
}

// Cycles to bring a buffer's contents to those who hold it: over the network, or through DRAM if the holds
// are too large.
double Planner::exchange_cycles(int buffer, std::int64_t exchanged, std::int64_t largest_hold) const {
  if (!options_.keep_on_chip || largest_hold > accelerator_->configuration.pe_memory_bytes * 3 / 4)
    return 2 * double(accelerator_->dram_cycles(network_.buffers[buffer].buffer.shape.elements()));
  return double(exchanged) / accelerator_->constants.activation_entry_bytes;
}

std::int64_t Planner::exchanged_bytes(int buffer, const std::vector<program::Box>& hold) {
  // Many writers are the steps of a sequence, all alike: the first few stand for the rest.
  const std::vector<int>& writers = uses_[buffer].writers;
  const std::size_t few = std::min(writers.size(), kFew);
  std::int64_t exchanged = 0;
  for (std::size_t i = 0; i < few; ++i) exchanged += exchange_.bytes(nests_[writers[i]], hold);
  return exchanged * std::int64_t(writers.size()) / std::int64_t(few);
}

double Planner::exchange_cycles(int b) {
  const decisions::BufferUses& uses = uses_[b];
  if (uses.writers.empty() || uses.readers.empty()) return 0;
  readers_.assign(uses.readers.begin(),
                  uses.readers.begin() + std::ptrdiff_t(std::min(uses.readers.size(), kFew)));
  decisions::hold_boxes(network_, b, readers_, nests_, &hold_);
  return exchange_cycles(b, exchanged_bytes(b, hold_), decisions::largest(hold_));
}

double Planner::writer_cost(int op, double exchange) const {
  const double compute = double(chosen(op).compute_cycles());
  // Transfers overlap with compute but for the first and last tiles.
  return std::max(compute, exchange) + std::min(compute, exchange) / 4;
}

// Compute cycles of the op, and what its neighbours have to move because of its spread.
double Planner::spread_cost(int op) {
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

// The first so many spreads of an op are worth considering: what the others lose in computation, no exchange
// makes up for.
std::size_t Planner::worthwhile_spreads(int op) const {
  constexpr std::int64_t kTooSlow = 2;
  const auto& spreads = shared_.spreads(op).spreads;
  std::size_t count = 1;
  while (count < spreads.size() && spreads[count].compute_cycles() <= kTooSlow * spreads[0].compute_cycles())
    ++count;
  return count;
}

// Shortest path over the ops in order, with the PE spreads as states and what an op hands to the next as
// transitions. Exact for a chain of ops; what branches is left to the descent that follows.
void Planner::choose_along_chain() {
  const std::size_t count = network_.ops.size();
  std::vector<std::vector<std::size_t>> from(count);
  std::vector<double> cost(1, 0);
  for (std::size_t i = 0; i < count; ++i) {
    const std::size_t spreads = worthwhile_spreads(static_cast<int>(i));
    std::vector<double> next(spreads, std::numeric_limits<double>::max());
    from[i].assign(spreads, 0);
    const int buffer = network_.ops[i].input.buffer;
    const bool chained = i > 0 && network_.ops[i - 1].output.buffer == buffer;
    readers_ = {static_cast<int>(i)};
    // What it depends on besides the two spreads does not change while there is only one writer.
    const bool shared = chained && uses_[buffer].writers.size() == 1;
    for (std::size_t s = 0; s < spreads; ++s) {
      choose(i, s);
      hold_.clear();
      for (std::size_t p = 0; p < cost.size(); ++p) {
        double total = cost[p];
        if (i > 0) {
          SharedWork::Handover handover;
          choose(i - 1, p);
          if (shared) handover = shared_.handover(static_cast<int>(i), s, p);
          if (chained && handover.bytes < 0) {
            if (hold_.empty()) decisions::hold_boxes(network_, buffer, readers_, nests_, &hold_);
            handover = {exchanged_bytes(buffer, hold_), decisions::largest(hold_)};
            if (shared) shared_.handover(static_cast<int>(i), s, p) = handover;
          }
          total += writer_cost(static_cast<int>(i) - 1,
                               chained ? exchange_cycles(buffer, handover.bytes, handover.largest_hold) : 0);
        }
        if (total < next[s]) next[s] = total, from[i][s] = p;
      }
    }
    cost = std::move(next);
  }
  std::size_t best = 0;
  for (std::size_t s = 0; s < cost.size(); ++s) {
    const auto total = [&](std::size_t i) {
      const auto& spreads = shared_.spreads(static_cast<int>(count) - 1).spreads;
      return cost[i] + double(spreads[i].compute_cycles());
    };
    if (total(s) < total(best)) best = s;
  }
  for (std::size_t i = count; i-- > 0; best = from[i][best]) choose(i, best);
}

void Planner::choose_spreads() {
  if (accelerator_->pes() == 1) return;  // nothing to choose
  choose_along_chain();
  constexpr int kSweeps = 3;
  for (int sweep = 0; sweep < kSweeps; ++sweep) {
    bool changed = false;
    for (std::size_t i = 0; i < network_.ops.size(); ++i) {
      if (!branches_[i]) continue;
      const auto& spreads = shared_.spreads(static_cast<int>(i)).spreads;
      const std::size_t worthwhile = worthwhile_spreads(static_cast<int>(i));
      const std::size_t before = chosen_[i];
      std::size_t best = before;
      double best_cost = spread_cost(static_cast<int>(i));
      for (std::size_t s = 0; s < worthwhile; ++s) {
        if (s == before || double(spreads[s].compute_cycles()) >= best_cost) continue;
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

}  // namespace apollo::compiler::plan
