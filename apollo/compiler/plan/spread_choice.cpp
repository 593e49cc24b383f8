#include "apollo/compiler/plan/spread_choice.h"

#include <algorithm>
#include <limits>

namespace apollo::compiler::plan {

using decisions::BufferUses;

namespace {

// Readers and writers of one buffer that an estimate of its exchange looks at. Many are the steps of a
// sequence, all alike.
constexpr std::size_t kFew = SharedWork::Spreads::static_capacity / 2;

constexpr double kNotAllowed = std::numeric_limits<double>::infinity();

// Two things that overlap but for the first and last tiles.
double together(double a, double b) { return std::max(a, b) + std::min(a, b) / 4; }

class Chooser {
 public:
  Chooser(const Problem& problem, Scratch* scratch, Draft* draft)
      : problem_(problem),
        ops_(static_cast<int>(problem.network.ops.size())),
        scratch_(*scratch),
        draft_(*draft) {}

  double along_chain();  // what it costs
  bool descend();        // once over the ops at branches; whether it changed anything

 private:
  struct Arrival {
    double cost;
    std::size_t from;  // spread of the op before
  };

  const std::vector<map::Spread>& spreads(int op) const { return scratch_.shared.spreads(op).spreads; }
  void choose(int op, std::size_t spread) { choose_spread(scratch_.shared, op, spread, &draft_); }
  double compute_cycles(int op, std::size_t spread) const {
    return static_cast<double>(spreads(op)[spread].compute_cycles());
  }
  std::size_t worthwhile(int op) const;
  bool is_allowed(int op, std::size_t spread) const {
    return !problem_.options.whole_array || spreads(op)[spread].is_of_whole(problem_.accelerator);
  }
  Arrival best_arrival(int op, std::size_t spread, const std::vector<double>& costs_before);
  SharedWork::Handover handover(int op, std::size_t spread, std::size_t spread_before);
  // What it takes to bring a buffer's contents to those who hold it.
  struct Moving {
    double cycles = 0, picojoules = 0;
  };

  std::int64_t exchanged_bytes(int buffer);
  const decisions::Shares& shares_before(int op, std::size_t spread_before);
  Moving moving(int buffer, const SharedWork::Handover& handover) const;
  Moving moving(int buffer);
  Moving through_dram(std::int64_t bytes) const;
  double fetching(int op, std::size_t spread) const;
  double own_cost(int op, std::size_t spread) const;
  double writer_cost(int op, const Moving& moving) const;
  double cost_with_neighbours(int op);

  const Problem& problem_;
  const int ops_;
  Scratch& scratch_;
  Draft& draft_;
  // Of handovers to one op: what the op before makes, by its spread, and what the op holds.
  int shares_of_ = -1;
  std::vector<decisions::Shares> before_;
  decisions::Shares held_;
  std::int64_t largest_hold_ = 0;
};

// The first so many spreads of an op are worth considering. What the others lose in computation exceeds what
// an exchange can save, which takes no longer than the bus for all.
std::size_t Chooser::worthwhile(int op) const {
  constexpr std::int64_t kTooSlow = 2;
  std::int64_t most = kTooSlow * spreads(op)[0].compute_cycles();
  if (!problem_.options.whole_array)
    most = std::max(most, map::bus_cycles(problem_.network.ops[op], problem_.accelerator));
  std::size_t count = 1;
  while (count < spreads(op).size() && spreads(op)[count].compute_cycles() <= most) ++count;
  return count;
}

// Bytes that the writers of a buffer send to other PEs, so that each has its scratch_.hold.
std::int64_t Chooser::exchanged_bytes(int buffer) {
  const std::vector<int>& writers = problem_.uses.buffers[buffer].writers;
  const std::size_t few = std::min(writers.size(), kFew);
  std::int64_t exchanged = 0;
  for (std::size_t i = 0; i < few; ++i)
    exchanged += scratch_.exchange.bytes(draft_.nests[writers[i]], scratch_.hold);
  return exchanged * static_cast<std::int64_t>(writers.size()) / static_cast<std::int64_t>(few);
}

// Written to DRAM and read back.
Chooser::Moving Chooser::through_dram(std::int64_t bytes) const {
  const cost::EventEnergies& pj = problem_.prices.picojoules;
  return {2 * static_cast<double>(problem_.accelerator.dram_cycles(bytes)),
          2 * static_cast<double>(bytes) * (pj.dram_byte + pj.flit_byte)};
}

// Over the network, or through DRAM if the holds are too large, so that little of PE memory is left for
// tiles.
Chooser::Moving Chooser::moving(int buffer, const SharedWork::Handover& handover) const {
  const machine::Accelerator& a = problem_.accelerator;
  const program::Buffer& stored = problem_.network.buffers[buffer].buffer;
  const std::int64_t most = a.configuration.pe_memory_bytes * 3 / 4;
  if (!problem_.options.keep_on_chip || handover.largest_hold * stored.element_bytes > most)
    return through_dram(stored.shape.elements() * stored.element_bytes);
  const auto bytes = static_cast<double>(handover.bytes);
  const cost::EventEnergies& pj = problem_.prices.picojoules;
  // What a hold takes beyond half of PE memory, for two are alive at once, has to make way elsewhere.
  const std::int64_t excess = std::max<std::int64_t>(
      0, handover.largest_hold * stored.element_bytes - a.configuration.pe_memory_bytes / 2);
  const double hold =
      static_cast<double>(std::max<std::int64_t>(handover.largest_hold * stored.element_bytes, 1));
  const double crowd =
      problem_.options.plain_spreads ? 0 : std::max(0.0, 1 - static_cast<double>(most) * 2 / 3 / hold);
  const double away =
      crowd > 0 ? crowd * through_dram(stored.shape.elements() * stored.element_bytes).cycles : 0;
  return {(1 - crowd) * bytes / a.constants.activation_entry_bytes + away,
          bytes * (2 * pj.flit_byte + pj.activation_read_byte + pj.activation_write_byte + pj.pe_read_byte +
                   pj.pe_write_byte) +
              static_cast<double>(excess * a.pes()) * pj.dram_byte};
}

Chooser::Moving Chooser::moving(int b) {
  const BufferUses& uses = problem_.uses.buffers[b];
  if (uses.writers.empty() || uses.readers.empty()) return {};
  const auto few = [](const std::vector<int>& ops) { return std::min(ops.size(), kFew); };
  SharedWork::Spreads spreads;
  for (const auto* ops : {&uses.writers, &uses.readers})
    for (std::size_t i = 0; i < few(*ops); ++i)
      spreads.push_back(static_cast<std::uint16_t>(draft_.spreads[(*ops)[i]]));
  SharedWork::Handover& handover = scratch_.shared.handover(b, spreads);
  if (handover.bytes < 0) {
    scratch_.readers.assign(uses.readers.begin(),
                            uses.readers.begin() + static_cast<std::ptrdiff_t>(few(uses.readers)));
    decisions::hold_boxes(problem_.network, b, scratch_.readers, draft_.nests, &scratch_.hold);
    handover = {exchanged_bytes(b), decisions::largest(scratch_.hold)};
  }
  return moving(b, handover);
}

double Chooser::fetching(int op, std::size_t spread) const {
  return problem_.options.plain_spreads ? 0 : scratch_.shared.fetching(op, spread);
}

// Of the computation and the weights alone.
double Chooser::own_cost(int op, std::size_t spread) const {
  const double cycles = compute_cycles(op, spread) + fetching(op, spread);
  return problem_.prices.of_energy ? problem_.prices.of_cycles(cycles) + scratch_.shared.events(op, spread)
                                   : cycles;
}

double Chooser::writer_cost(int op, const Moving& moving) const {
  const double cycles =
      together(compute_cycles(op, draft_.spreads[op]), moving.cycles) + fetching(op, draft_.spreads[op]);
  if (!problem_.prices.of_energy) return cycles;
  return problem_.prices.of_cycles(cycles) + scratch_.shared.events(op, draft_.spreads[op]) +
         moving.picojoules;
}

// Compute cycles of the op, and what its neighbours have to move because of its spread.
double Chooser::cost_with_neighbours(int op) {
  const auto cost_of = [&](int writer) {
    return writer_cost(writer, moving(problem_.network.ops[writer].output.buffer));
  };
  double cost = cost_of(op);
  for (const int buffer : problem_.uses.of_op[op]) {
    if (buffer == problem_.network.ops[op].output.buffer) continue;
    const std::vector<int>& writers = problem_.uses.buffers[buffer].writers;
    for (std::size_t i = 0; i < std::min(writers.size(), kFew); ++i)
      if (writers[i] != op) cost += cost_of(writers[i]);
  }
  return cost;
}

// The draft has that spread of the op before.
const decisions::Shares& Chooser::shares_before(int op, std::size_t spread_before) {
  if (shares_of_ != op) {
    shares_of_ = op;
    before_.assign(spreads(op - 1).size(), {});
  }
  decisions::Shares& shares = before_[spread_before];
  if (shares.of_pe.empty()) decisions::shares_of_output(draft_.nests[op - 1], &shares);
  return shares;
}

// What an op hands to the next, both with the spreads that the draft has now: remembered where it depends on
// these two alone.
SharedWork::Handover Chooser::handover(int op, std::size_t spread, std::size_t spread_before) {
  const int buffer = problem_.network.ops[op].input.buffer;
  const bool shared = problem_.uses.buffers[buffer].writers.size() == 1;
  SharedWork::Handover handover;
  if (shared) handover = scratch_.shared.handover(op, spread, spread_before);
  if (handover.bytes >= 0) return handover;
  if (scratch_.hold.empty()) {
    scratch_.readers = {op};
    decisions::hold_boxes(problem_.network, buffer, scratch_.readers, draft_.nests, &scratch_.hold);
    held_.of_pe = scratch_.hold;
    held_.find_ranges();
    largest_hold_ = decisions::largest(scratch_.hold);
  }
  handover = {shared ? problem_.network.ops[op - 1].out_q.bytes() *
                           decisions::exchanged_elements(shares_before(op, spread_before), held_)
                     : exchanged_bytes(buffer),
              largest_hold_};
  if (shared) scratch_.shared.handover(op, spread, spread_before) = handover;
  return handover;
}

// The cheapest way to an op's spread; by spread of the op before, what it costs up to there.
Chooser::Arrival Chooser::best_arrival(int op, std::size_t spread, const std::vector<double>& costs_before) {
  const int buffer = problem_.network.ops[op].input.buffer;
  const bool chained = op > 0 && problem_.network.ops[op - 1].output.buffer == buffer;
  Arrival best{kNotAllowed, 0};
  choose(op, spread);
  scratch_.hold.clear();
  for (std::size_t before = 0; before < costs_before.size(); ++before) {
    double total = costs_before[before];
    if (total >= best.cost) continue;
    if (op > 0) {
      choose(op - 1, before);
      total += writer_cost(op - 1, chained ? moving(buffer, handover(op, spread, before)) : Moving());
    }
    if (total < best.cost) best = {total, before};
  }
  return best;
}

// Shortest path over the ops in order, with the PE spreads as states and what an op hands to the next as
// transitions. Exact for a chain of ops; what branches is left to the descent that follows.
double Chooser::along_chain() {
  std::vector<std::vector<std::size_t>> from(static_cast<std::size_t>(ops_));
  std::vector<double> costs(1, 0), next;
  for (int op = 0; op < ops_; ++op) {
    next.clear();
    const std::size_t count = worthwhile(op);
    for (std::size_t spread = 0; spread < count; ++spread) {
      const Arrival arrival =
          is_allowed(op, spread) ? best_arrival(op, spread, costs) : Arrival{kNotAllowed, 0};
      next.push_back(arrival.cost);
      from[op].push_back(arrival.from);
    }
    costs.swap(next);
  }
  for (std::size_t s = 0; s < costs.size(); ++s) costs[s] += own_cost(ops_ - 1, s);
  auto best = static_cast<std::size_t>(std::min_element(costs.begin(), costs.end()) - costs.begin());
  const double cost = costs[best];
  for (int op = ops_; op-- > 0; best = from[op][best]) choose(op, best);
  return cost;
}

bool Chooser::descend() {
  bool changed = false;
  for (int op = 0; op < ops_; ++op) {
    if (!problem_.uses.branches[op] || problem_.uses.models[op] != op) continue;
    const std::size_t before = draft_.spreads[op];
    std::size_t best = before;
    double best_cost = cost_with_neighbours(op);
    const std::size_t count = worthwhile(op);
    for (std::size_t s = 0; s < count; ++s) {
      if (s == before || !is_allowed(op, s) || own_cost(op, s) >= best_cost) continue;
      choose(op, s);
      const double cost = cost_with_neighbours(op);
      if (cost < best_cost) best_cost = cost, best = s;
    }
    choose(op, best);
    changed = changed || best != before;
  }
  return changed;
}

}  // namespace

double choose_spreads(const Problem& problem, Scratch* scratch, Draft* draft) {
  if (problem.accelerator.pes() == 1) return 0;  // nothing to choose
  constexpr int kSweeps = 3;  // each costs as much as the shortest path, and the third changes few ops
  Chooser chooser(problem, scratch, draft);
  const double cost = chooser.along_chain();
  for (int sweep = 0; sweep < kSweeps && chooser.descend(); ++sweep) {
  }
  return cost;
}

}  // namespace apollo::compiler::plan
