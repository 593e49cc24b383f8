#include "apollo/compiler/plan/chain_costs.h"

#include <algorithm>
#include <limits>

#include "apollo/compiler/plan/residency.h"

namespace apollo::compiler::plan {

using lower::Chain;
using lower::PartOfChain;
using program::Op;

namespace {

constexpr double kNever = std::numeric_limits<double>::max();
constexpr double kStartup = 100;  // cycles of an op

double weight_bytes(const Op& op) { return static_cast<double>(op.weight_bytes(op.G, op.K, op.C, true)); }

double multiplications(const Op& op) { return static_cast<double>(op.macs()) * op.macs_per_product(); }

// Bytes of weights of a part.
double weight_bytes(const PartOfChain& part) {
  double bytes = 0;
  for (const PartOfChain::PartOfOp& p : part.ops) bytes += weight_bytes(p.op);
  return bytes;
}

}  // namespace

ChainCosts::ChainCosts(const Problem& problem, std::int64_t room, const std::vector<OpTime>& times)
    : problem_(problem), network_(problem.network), room_(room), times_(times) {
  for (std::size_t b = 0; b < network_.buffers.size(); ++b) {
    const int buffer = static_cast<int>(b);
    life_of_.push_back(-1);
    if (!may_stay_on_chip(problem, buffer)) continue;
    life_of_.back() = static_cast<int>(lives_.size());
    const decisions::BufferUses& uses = problem.uses.buffers[b];
    Life life{buffer, uses.writers[0], uses.writers[0], 0, 0, false};
    life.read_wholly = lower::read_wholly(network_, buffer, uses.readers);
    for (const auto* list : {&uses.writers, &uses.readers, &uses.weight_readers})
      for (const int op : *list) {
        life.first = std::min(life.first, op);
        life.last = std::max(life.last, op);
      }
    const program::Buffer& stored = network_.buffers[b].buffer;
    life.bytes = stored.shape.elements() * stored.element_bytes;
    life.traffic = saved_traffic(problem, buffer) / (life.last - life.first + 1);
    lives_.push_back(life);
  }
  alive_.resize(network_.ops.size());
  for (const Life& life : lives_)
    for (int op = life.first; op <= life.last; ++op)
      alive_[op].push_back({life.buffer, life.traffic, life.bytes});
  for (std::vector<Alive>& alive : alive_) sort_by_density(&alive);
  for (int op = 0; op < static_cast<int>(network_.ops.size()); ++op) {
    const double bytes = evicted(op, {}, room_);
    if (problem_.prices.of_energy) {
      alone_.push_back(dram_price(bytes));
    } else {
      const double dram = dram_cycles(bytes + certain_bytes(network_.ops[op]));
      alone_.push_back(std::clamp(dram - times_[op].busy, 0.0, times_[op].waits));
    }
  }
}

std::vector<int> ChainCosts::inner(int first, int last) const {
  std::vector<int> buffers;
  buffers.reserve(static_cast<std::size_t>(last - first));
  for (int op = first; op < last; ++op) {
    const int buffer = network_.ops[op].output.buffer;
    const Life* const life = life_of(buffer);
    if (!life || !life->read_wholly || life->first < first || life->last > last ||
        in_dram_anyway(problem_, buffer) || network_.ops[last].output.buffer == buffer)
      return {};
    if (std::count(buffers.begin(), buffers.end(), buffer) == 0) buffers.push_back(buffer);
  }
  return buffers;
}

double ChainCosts::of(const Chain& chain) const {
  const auto part = lower::part_of_chain(network_, chain, chain.parts[chain.parts.size() / 2]);
  if (!part) return kNever;
  const std::int64_t room = room_ - most_alive(chain, *part);
  if (room < 0) return kNever;
  return problem_.prices.of_energy ? energy(chain, *part, evicted(chain.first, chain.last, chain.inner, room))
                                   : cycles(chain, *part, room);
}

double ChainCosts::least(const Chain& chain) const {
  if (problem_.prices.of_energy) return dram_price(evicted(chain.first, chain.last, chain.inner, room_));
  double cycles = 0;
  for (int op = chain.first; op <= chain.last; ++op)
    cycles += std::max(0.0, dram_cycles(evicted(op, chain.inner, room_) + certain_bytes(network_.ops[op])) -
                                times_[op].busy);
  return cycles;
}

double ChainCosts::startup(const Chain& chain, std::size_t parts) const {
  const auto ops = static_cast<std::size_t>(chain.last - chain.first) + 1;
  return problem_.prices.of_cycles(kStartup * static_cast<double>((parts - 1) * ops));
}

double ChainCosts::busy(const Chain& chain) const {
  double cycles = 0;
  for (int op = chain.first; op <= chain.last; ++op) cycles += times_[op].busy;
  return cycles;
}

double ChainCosts::dram_cycles(double bytes) const {
  return bytes * static_cast<double>(problem_.accelerator.dram_cycles(1 << 20)) / (1 << 20);
}

double ChainCosts::dram_price(double bytes) const {
  const cost::EventEnergies& pj = problem_.prices.picojoules;
  return bytes * (pj.dram_byte + pj.flit_byte) + pj.cycle * dram_cycles(bytes);
}

// DRAM bytes of an op's weights, and of what of its operands has to be there.
double ChainCosts::certain_bytes(const Op& op) const {
  double bytes = weight_bytes(op);
  for (const program::View* view : {&op.input, &op.operand2, &op.output}) {
    if (view->buffer < 0 || may_stay_on_chip(problem_, view->buffer)) continue;
    bytes +=
        static_cast<double>(view->shape.elements() * network_.buffers[view->buffer].buffer.element_bytes);
  }
  return bytes;
}

void ChainCosts::sort_by_density(std::vector<Alive>* alive) {
  std::stable_sort(alive->begin(), alive->end(), [](const Alive& l, const Alive& r) {
    return l.traffic * static_cast<double>(r.bytes) < r.traffic * static_cast<double>(l.bytes);
  });
}

// Bytes through DRAM because what is alive, but inner buffers, does not fit the room.
double ChainCosts::cheapest(const std::vector<Alive>& alive, const std::vector<int>& inner,
                            std::int64_t room) {
  const auto stays = [&](const Alive& a) { return std::count(inner.begin(), inner.end(), a.buffer) > 0; };
  std::int64_t excess = -room;
  for (const Alive& a : alive)
    if (!stays(a)) excess += a.bytes;
  if (excess <= 0) return 0;
  double bytes = 0, one = kNever;
  std::int64_t left = excess;
  for (const Alive& a : alive) {
    if (stays(a)) continue;
    if (a.bytes >= excess) one = std::min(one, a.traffic);
    if (left > 0) bytes += a.traffic, left -= a.bytes;
  }
  return std::min(bytes, one);
}

double ChainCosts::evicted(int op, const std::vector<int>& inner, std::int64_t room) const {
  return cheapest(alive_[op], inner, room);
}

double ChainCosts::evicted(int first, int last, const std::vector<int>& inner, std::int64_t room) const {
  std::vector<Alive> alive;
  for (const Life& life : lives_) {
    const int ops = std::min(life.last, last) - std::max(life.first, first) + 1;
    if (ops > 0) alive.push_back({life.buffer, life.traffic * ops, life.bytes});
  }
  sort_by_density(&alive);
  return cheapest(alive, inner, room);
}

// Bytes of inner buffers that are alive at once during a part.
std::int64_t ChainCosts::most_alive(const Chain& chain, const PartOfChain& part) const {
  std::int64_t most = 0;
  for (int op = chain.first; op <= chain.last; ++op) {
    std::int64_t bytes = 0;
    for (std::size_t i = 0; i < chain.inner.size(); ++i) {
      const Life& life = *life_of(chain.inner[i]);
      if (life.first <= op && op <= life.last)
        bytes += part.needed[i].elements() * network_.buffers[chain.inner[i]].buffer.element_bytes;
    }
    most = std::max(most, bytes);
  }
  return most;
}

double ChainCosts::energy(const Chain& chain, const PartOfChain& part, double evicted_bytes) const {
  const double parts = static_cast<double>(chain.parts.size());
  double twice = 0, all_weights = 0;  // multiplications; bytes
  for (const PartOfChain::PartOfOp& p : part.ops) twice += parts * multiplications(p.op);
  for (int op = chain.first; op <= chain.last; ++op) {
    twice -= multiplications(network_.ops[op]);
    all_weights += weight_bytes(network_.ops[op]);
  }
  twice = std::max(twice, 0.0);
  const cost::EventEnergies& pj = problem_.prices.picojoules;
  const machine::Accelerator& a = problem_.accelerator;
  constexpr double kUsed = 0.7;          // of the array
  constexpr double kWithOperands = 1.5;  // a MAC
  const double weights = weight_bytes(part), again = std::max(0.0, parts * weights - all_weights);
  const bool stay = weights <= static_cast<double>(a.parameter_memory_bytes());
  const double cycles = twice / (kUsed * static_cast<double>(a.macs_per_cycle()));
  return dram_price(evicted_bytes) + twice * kWithOperands * pj.multiplication + cycles * pj.cycle +
         startup(chain, chain.parts.size()) +
         again * (pj.parameter_read_byte + pj.flit_byte + a.pes() * pj.core_write_byte) +
         (stay ? 0 : dram_price(again));
}

// Transfers overlap with the computation of their own op.
double ChainCosts::cycles(const Chain& chain, const PartOfChain& part, std::int64_t room) const {
  const double parts = static_cast<double>(chain.parts.size());
  const bool stay = weight_bytes(part) <= static_cast<double>(problem_.accelerator.parameter_memory_bytes());
  double cycles = startup(chain, chain.parts.size()) - busy(chain);
  for (const PartOfChain::PartOfOp& p : part.ops) {
    const Op& whole = network_.ops[p.of];
    const double again = parts * static_cast<double>(p.op.output.shape.elements()) /
                         static_cast<double>(whole.output.shape.elements());
    const double fetched = stay ? 0 : parts * weight_bytes(p.op) - weight_bytes(whole);
    const double bytes = evicted(p.of, chain.inner, room) + certain_bytes(whole) + std::max(0.0, fetched);
    cycles += std::max(std::max(again, 1.0) * times_[p.of].busy, dram_cycles(bytes));
  }
  return cycles;
}

}  // namespace apollo::compiler::plan
