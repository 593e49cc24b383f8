#include "apollo/compiler/planner.h"

#include <algorithm>
#include <limits>
#include <numeric>

#include "apollo/compiler/isolated.h"
#include "apollo/compiler/placement.h"
#include "apollo/compiler/tile_loops.h"

namespace apollo::compiler {

using simulator::LoopNest;
using simulator::Mapping;
using simulator::Op;

Planner::Planner(const LoweredNetwork& network, const simulator::Accelerator& accelerator)
    : network_(network), accelerator_(accelerator), uses_(buffer_uses(network)), states_(network.ops.size()), touches_(network.ops.size()) {
  for (std::size_t i = 0; i < network.ops.size(); ++i) {
    const Op& op = network.ops[i];
    OpState& state = states_[i];
    state.spreads = spreads(op, accelerator);
    for (const Spread& s : state.spreads) state.nests.emplace_back(op, s.whole_share, accelerator);
    touches_[i] = {op.output.buffer, op.input.buffer};
    if (op.operand2.buffer >= 0) touches_[i].push_back(op.operand2.buffer);
  }
}

std::variant<Plan, Infeasible> Planner::plan(const PlanOptions& options) {
  options_ = options;
  plan_ = Plan();
  plan_.ops.resize(network_.ops.size());
  plan_.buffers.resize(network_.buffers.size());
  choose_spreads();
  start_buffers();
  if (auto failure = map_all()) return *failure;
  if (options_.pinned_share > 0) {
    pin_weights();
    if (auto failure = map_all()) return *failure;
  }
  if (auto failure = place_all()) return *failure;
  return plan_;
}

// ---- PE spreads

// Cycles to bring a buffer's contents to those who hold it: over the network, or through DRAM if the holds are too large.
double Planner::exchange_cycles(int b, const std::vector<simulator::Box>& hold) const {
  if (!options_.keep_on_chip || largest(hold) > accelerator_.configuration.pe_memory_bytes * 3 / 4)
    return 2 * double(accelerator_.dram_cycles(network_.buffers[b].buffer.shape.elements()));
  double exchanged = 0;
  for (const int writer : uses_[b].writers) exchanged += double(exchange_bytes(nest(writer), hold));
  return exchanged / accelerator_.constants.activation_entry_bytes;
}

double Planner::exchange_cycles(int b) const {
  const BufferUses& uses = uses_[b];
  if (uses.writers.empty() || uses.readers.empty()) return 0;
  return exchange_cycles(b, hold_boxes(network_, b, uses, nests()));
}

double Planner::writer_cost(int op, double exchange) const {
  const double compute = double(states_[op].spreads[states_[op].chosen].compute_cycles);
  // Transfers overlap with compute but for the first and last tiles.
  return std::max(compute, exchange) + std::min(compute, exchange) / 4;
}

// Compute cycles of the op, and what its neighbours have to move because of its spread.
double Planner::spread_cost(int op) const {
  const auto cost_of = [&](int writer) { return writer_cost(writer, exchange_cycles(network_.ops[writer].output.buffer)); };
  double cost = cost_of(op);
  for (const int buffer : touches_[op]) {
    if (buffer == network_.ops[op].output.buffer) continue;
    for (const int writer : uses_[buffer].writers)
      if (writer != op) cost += cost_of(writer);
  }
  return cost;
}

// Shortest path over the ops in order, with the PE spreads as states and what an op hands to the next as transitions. Exact for a chain of
// ops; what branches is left to the descent that follows.
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
      state.chosen = s;
      const auto hold = chained ? hold_boxes(network_, buffer, link, nests()) : std::vector<simulator::Box>();
      for (std::size_t p = 0; p < cost.size(); ++p) {
        double total = cost[p];
        if (i > 0) {
          states_[i - 1].chosen = p;
          double exchange = 0;
          if (chained && largest(hold) > accelerator_.configuration.pe_memory_bytes * 3 / 4) {
            exchange = 2 * double(accelerator_.dram_cycles(network_.buffers[buffer].buffer.shape.elements()));
          } else if (chained) {
            exchange = double(exchange_bytes(nest(static_cast<int>(i) - 1), hold)) / accelerator_.constants.activation_entry_bytes;
          }
          total += writer_cost(static_cast<int>(i) - 1, exchange);
        }
        if (total < next[s]) next[s] = total, from[i][s] = p;
      }
    }
    cost = std::move(next);
  }
  std::size_t best = 0;
  for (std::size_t s = 0; s < cost.size(); ++s) {
    const auto total = [&](std::size_t i) { return cost[i] + double(states_.back().spreads[i].compute_cycles); };
    if (total(s) < total(best)) best = s;
  }
  for (std::size_t i = count; i-- > 0; best = from[i][best]) states_[i].chosen = best;
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
        if (s == before || double(state.spreads[s].compute_cycles) >= best_cost) continue;
        state.chosen = s;
        const double cost = spread_cost(static_cast<int>(i));
        if (cost < best_cost) best_cost = cost, best = s;
      }
      state.chosen = best;
      changed = changed || best != before;
    }
    if (!changed) break;
  }
}

std::vector<const LoopNest*> Planner::nests() const {
  std::vector<const LoopNest*> out;
  out.reserve(states_.size());
  for (std::size_t i = 0; i < states_.size(); ++i) out.push_back(&nest(static_cast<int>(i)));
  return out;
}

// ---- Residency

void Planner::refresh_hold(int b) {
  BufferDecision& buffer = plan_.buffers[b];
  buffer.hold = buffer.on_chip ? hold_boxes(network_, b, uses_[b], nests()) : std::vector<simulator::Box>();
  buffer.hold_bytes = largest(buffer.hold);
}

void Planner::start_buffers() {
  for (std::size_t b = 0; b < plan_.buffers.size(); ++b) {
    BufferDecision& buffer = plan_.buffers[b];
    const BufferUses& uses = uses_[b];
    const bool input = network_.buffers[b].network_input;
    if (uses.writers.empty() && !input) continue;  // fused away
    for (const auto* list : {&uses.writers, &uses.readers, &uses.weight_readers})
      for (const int op : *list) {
        buffer.first = buffer.first < 0 ? op : std::min(buffer.first, op);
        buffer.last = std::max(buffer.last, op);
      }
    buffer.on_chip = options_.keep_on_chip && !input && !uses.readers.empty();
    buffer.in_dram = !buffer.on_chip || network_.buffers[b].network_output || !uses.weight_readers.empty();
    refresh_hold(static_cast<int>(b));
  }
}

std::int64_t Planner::held_during(int op) const {
  std::int64_t bytes = 0;
  for (const BufferDecision& b : plan_.buffers)
    if (b.on_chip && b.first <= op && op <= b.last) bytes += (b.hold_bytes + 3) / 4 * 4;
  return bytes;
}

// Sends one of the buffers that are on chip during `op` to DRAM: the one that takes most PE memory for the DRAM traffic that it saves.
bool Planner::evict_during(int op) {
  int victim = -1;
  double worst = 0;
  for (std::size_t b = 0; b < plan_.buffers.size(); ++b) {
    const BufferDecision& buffer = plan_.buffers[b];
    if (!buffer.on_chip || buffer.first > op || op > buffer.last || buffer.hold_bytes == 0) continue;
    const double span = buffer.last - buffer.first;
    const double traffic = double(network_.buffers[b].buffer.shape.elements()) * double(1 + uses_[b].readers.size());
    const double price = double(buffer.hold_bytes) * (span + 1) / traffic;
    if (price > worst) worst = price, victim = static_cast<int>(b);
  }
  if (victim < 0) return false;
  ++plan_.evictions;
  plan_.buffers[victim].on_chip = false;
  plan_.buffers[victim].in_dram = true;
  refresh_hold(victim);
  return true;
}

// ---- Mappings

namespace {

// Everything that a mapping search depends on: ops of equal shape in equal surroundings share one search.
std::vector<std::int64_t> memo_key_of(const Op& op, const OpContext& c) {
  return {int(op.kernel), op.G, op.K, op.C, op.Y, op.X, op.R(), op.S(), op.rows.stride, op.columns.stride, op.rows.dilation, op.columns.dilation, op.rows.pad,
          op.columns.pad, op.rows.transposed, op.input.shape.height, op.input.shape.width, op.operand2.buffer >= 0, op.broadcast_operand2, op.has_bias,
          op.weight_view.buffer >= 0, op.transpose_weight, c.input_staged, c.operand2_staged, c.output_staged, c.output_stored, c.weights_pinned,
          c.exchange_bytes, c.input_buffer.channels, c.input_buffer.width, c.output_buffer.channels, c.output_buffer.width, c.pe_memory,
          c.core_memory, std::int64_t(c.cycles_per_instruction)};
}

}  // namespace

std::vector<std::int64_t> Planner::memo_key(const Op& op, const OpContext& c, const OpState& state, bool free) const {
  std::vector<std::int64_t> key = memo_key_of(op, c);
  key.push_back(free ? -1 : int(state.spreads[state.chosen].rows) * 4 + int(state.spreads[state.chosen].columns));
  key.push_back(&op == &network_.ops[0]);
  return key;
}

OpContext Planner::context(int i) const {
  const Op& op = network_.ops[i];
  const LoopNest& n = nest(i);
  const BufferDecision& out = plan_.buffers[op.output.buffer];
  OpContext c;
  c.input_staged = !reads_in_place(n, op.input, false, plan_.buffers[op.input.buffer]);
  c.operand2_staged = op.operand2.buffer >= 0 && !reads_in_place(n, op.operand2, true, plan_.buffers[op.operand2.buffer]);
  c.output_staged = !writes_in_place(n, out);
  c.output_stored = out.in_dram;
  c.weights_pinned = plan_.ops[i].pinned;
  c.exchange_bytes = out.on_chip ? exchange_bytes(n, out.hold) : 0;
  c.input_buffer = network_.buffers[op.input.buffer].buffer.shape;
  c.output_buffer = network_.buffers[op.output.buffer].buffer.shape;
  c.pe_memory = accelerator_.configuration.pe_memory_bytes - held_during(i);
  c.core_memory = (accelerator_.configuration.core_memory_bytes - plan_.pinned_bytes) / 4 * 4;
  c.cycles_per_instruction = options_.cycles_per_instruction;
  return c;
}

// The best candidate among the given PE spreads: the most promising by estimate are simulated alone.
std::variant<Candidate, Infeasible> Planner::best_candidate(int i, const OpContext& context, const std::vector<const Spread*>& spreads) const {
  constexpr std::size_t kSimulated = 6;
  constexpr double kPromising = 1.2;  // estimates so close to the best are worth simulating
  const Op& op = network_.ops[i];
  if (context.pe_memory < 0)
    return Infeasible{Infeasible::Reason::pe_memory, op.name, double(accelerator_.configuration.pe_memory_bytes - context.pe_memory),
                      double(accelerator_.configuration.pe_memory_bytes)};
  std::vector<Candidate> promising;
  std::optional<Infeasible> failure;
  for (const Spread* s : spreads) {
    if (promising.size() >= kSimulated && double(s->compute_cycles) > promising.back().cost) continue;
    auto found = search_mapping(op, context, accelerator_, s->rows, s->columns, kSimulated);
    if (const auto* infeasible = std::get_if<Infeasible>(&found)) {
      // Of several spreads, the one that comes closest.
      if (!failure || infeasible->reason != failure->reason || infeasible->needed < failure->needed) failure = *infeasible;
      continue;
    }
    for (Candidate& candidate : std::get<std::vector<Candidate>>(found)) promising.push_back(std::move(candidate));
    std::stable_sort(promising.begin(), promising.end(), [](const Candidate& l, const Candidate& r) { return l.cost < r.cost; });
    if (promising.size() > kSimulated) promising.resize(kSimulated);
  }
  if (promising.empty()) return *failure;
  if (promising.size() == 1) return promising.front();
  const Candidate* best = nullptr;
  double least = std::numeric_limits<double>::max();
  for (const Candidate& candidate : promising) {
    if (candidate.cost > kPromising * promising.front().cost) break;
    const double cost = double(isolated_cycles(network_, plan_.buffers, i, candidate, accelerator_, context.weights_pinned)) +
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
    if (state.spreads[s].rows == best.mapping.rows && state.spreads[s].columns == best.mapping.columns) state.chosen = s;
  OpDecision& decision = plan_.ops[i];
  decision.mapping = best.mapping;
  decision.input = best.input;
  decision.operand2 = best.operand2;
  decision.output = best.output;
  decision.psum = best.psum;
  return std::nullopt;
}

std::optional<Infeasible> Planner::map_all() {
  for (std::size_t i = 0; i < network_.ops.size();) {
    const int op = static_cast<int>(i);
    auto failure = map_op(op);
    if (!failure) {
      ++i;
      continue;
    }
    // Make room; if nothing is left to move out of the way, another PE spread may need less.
    if (failure->reason == Infeasible::Reason::pe_memory && evict_during(op)) {
      i = 0;
      continue;
    }
    OpState& state = states_[i];
    const std::size_t before = state.chosen;
    bool found = false;
    for (std::size_t s = 0; s < state.spreads.size() && !found; ++s) {
      if (s == before) continue;
      state.chosen = s;
      for (const int buffer : touches_[i]) refresh_hold(buffer);
      found = held_during(op) <= accelerator_.configuration.pe_memory_bytes && !map_op(op);
    }
    if (!found) {
      // Fewer constraints with everything around it in DRAM.
      if (evict_during(op)) {
        state.chosen = before;
        for (const int buffer : touches_[i]) refresh_hold(buffer);
        i = 0;
        continue;
      }
      failure->layer = network_.ops[i].name;
      return failure;
    }
    i = 0;
  }
  return std::nullopt;
}

// ---- Pinned weights

void Planner::pin_weights() {
  const std::int64_t capacity = accelerator_.configuration.core_memory_bytes;
  std::vector<std::pair<double, int>> order;  // DRAM bytes saved per byte of core memory
  std::vector<std::int64_t> bytes(network_.ops.size(), 0);
  for (std::size_t i = 0; i < network_.ops.size(); ++i) {
    const Op& op = network_.ops[i];
    if (!op.has_weights()) continue;
    const LoopNest n(op, plan_.ops[i].mapping, accelerator_);
    bytes[i] = all_weight_tiles_bytes(n);
    if (op.parameter_layer >= 0) order.emplace_back(double(op.weight_bytes(op.G, op.K, op.C, true)) / double(bytes[i]), static_cast<int>(i));
  }
  std::stable_sort(order.begin(), order.end(), [](const auto& l, const auto& r) { return l.first > r.first; });
  // All weights, if they fit; otherwise the rest keeps its share for tiles in transit.
  const bool all_fit = std::accumulate(bytes.begin(), bytes.end(), std::int64_t{0}) <= capacity;
  const std::int64_t budget = all_fit ? capacity : std::int64_t(double(capacity) * options_.pinned_share) / 4 * 4;
  std::int64_t used = 0;
  for (const auto& [density, op] : order) {
    if (used + bytes[op] > budget) continue;
    plan_.ops[op].pinned = true;
    plan_.ops[op].pinned_address = used;
    used += bytes[op];
  }
  plan_.pinned_bytes = used;
}

// Mapping again after pinning may have changed the tiles: lays them out anew, and lets go of the largest until the rest fits.
std::optional<Infeasible> Planner::settle_pinned() {
  for (;;) {
    std::int64_t address = 0, most = 0;
    int largest = -1;
    for (std::size_t i = 0; i < plan_.ops.size(); ++i) {
      if (!plan_.ops[i].pinned) continue;
      const std::int64_t bytes = all_weight_tiles_bytes(LoopNest(network_.ops[i], plan_.ops[i].mapping, accelerator_));
      plan_.ops[i].pinned_address = address;
      address += bytes;
      if (bytes > most) most = bytes, largest = static_cast<int>(i);
    }
    if (address <= plan_.pinned_bytes) return std::nullopt;
    plan_.ops[largest].pinned = false;
    if (auto failure = map_op(largest)) return failure;
  }
}

// ---- Addresses

std::optional<Infeasible> Planner::place_all() {
  const std::int64_t capacity = accelerator_.configuration.pe_memory_bytes;
  for (;;) {
    if (auto failure = settle_pinned()) return failure;
    const std::int64_t used = place(&plan_, capacity);
    if (used <= capacity) return std::nullopt;
    // Fragmentation: move something out where it is tightest.
    int tightest = -1;
    std::int64_t most = -1;
    for (std::size_t i = 0; i < plan_.ops.size(); ++i) {
      const OpDecision& op = plan_.ops[i];
      const std::int64_t bytes =
          held_during(static_cast<int>(i)) + op.input.total() + op.operand2.total() + op.output.total() + op.psum.total();
      const bool movable = held_during(static_cast<int>(i)) > 0;
      if (movable && bytes > most) most = bytes, tightest = static_cast<int>(i);
    }
    if (tightest < 0 || !evict_during(tightest))
      return Infeasible{Infeasible::Reason::pe_memory, network_.ops[0].name, double(used), double(capacity)};
    if (auto failure = map_all()) return failure;
  }
}

}  // namespace apollo::compiler
