#include "apollo/compiler/plan/depth_first.h"

#include <algorithm>
#include <limits>
#include <optional>

#include "apollo/compiler/plan/residency.h"

namespace apollo::compiler::plan {

using lower::Chain;
using program::Box;
using program::Op;

namespace {

constexpr int kLongest = 16;  // ops in a chain
constexpr double kNever = std::numeric_limits<double>::max();

// A buffer that may stay on chip, while it is alive.
struct Life {
  int buffer, first, last;  // ops that touch it first and last
  std::int64_t bytes;
  double traffic;  // through DRAM, per op of its life
};

class Cutter {
 public:
  Cutter(const Problem& problem, std::int64_t bytes)
      : problem_(problem), network_(problem.network), room_(bytes) {
    for (std::size_t b = 0; b < network_.buffers.size(); ++b) {
      const int buffer = static_cast<int>(b);
      if (!may_stay_on_chip(problem, buffer)) continue;
      const decisions::BufferUses& uses = problem.uses.buffers[b];
      Life life{buffer, uses.writers[0], uses.writers[0], 0, 0};
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
  }

  // The cheapest way through the network, op by op or chain by chain.
  std::vector<Chain> chains() {
    const int ops = static_cast<int>(network_.ops.size());
    struct Step {
      double cost = kNever;
      int from = 0;
      std::optional<Chain> chain;
    };
    std::vector<Step> best(static_cast<std::size_t>(ops) + 1);
    best[0].cost = 0;
    std::vector<double> alone;
    for (int op = 0; op < ops; ++op) alone.push_back(dram(evicted(op, op, {}, room_)));
    for (int last = 0; last < ops; ++last) {
      Step& to = best[last + 1];
      to = {best[last].cost + alone[last], last, std::nullopt};
      const std::vector<std::vector<Box>> divided = divisions(network_.ops[last]);
      double gain = alone[last];  // of chains from `first` on, at most
      for (int first = last - 1; first >= 0 && last - first < kLongest; --first) {
        gain += alone[first];
        if (gain == 0) continue;
        Chain chain{first, last, inner(first, last), {}};
        if (chain.inner.empty()) continue;
        for (const std::vector<Box>& parts : divided) {
          chain.parts = parts;
          const double total = best[first].cost + cost(chain);
          if (total < to.cost) to = {total, first, chain};
        }
      }
    }
    std::vector<Chain> chains;
    for (int op = ops; op > 0; op = best[op].from)
      if (best[op].chain) chains.insert(chains.begin(), *best[op].chain);
    return chains;
  }

 private:
  // What all ops but the last write, if nobody else uses it; else nothing.
  std::vector<int> inner(int first, int last) const {
    std::vector<int> buffers;
    for (int op = first; op < last; ++op) {
      const int buffer = network_.ops[op].output.buffer;
      const auto life =
          std::find_if(lives_.begin(), lives_.end(), [&](const Life& l) { return l.buffer == buffer; });
      if (life == lives_.end() || life->first < first || life->last > last ||
          in_dram_anyway(problem_, buffer) || network_.ops[last].output.buffer == buffer)
        return {};
      if (std::count(buffers.begin(), buffers.end(), buffer) == 0) buffers.push_back(buffer);
    }
    return buffers;
  }

  // Ways to cut an op's output: along its rows, or columns where it has one row; groups without parameters
  // one after the other or together.
  std::vector<std::vector<Box>> divisions(const Op& op) const {
    constexpr int kCounts[] = {1, 2, 3, 4, 6, 8, 12, 16, 24};
    const bool rows = op.Y > 1;
    const int extent = rows ? op.Y : op.X;
    const int quantum = rows ? problem_.accelerator.configuration.pes_y : problem_.accelerator.pes();
    const bool grouped = op.kernel == program::Kernel::mac && op.G > 1 && op.parameter_layer < 0;
    std::vector<std::vector<Box>> all;
    for (const int groups : {1, op.G}) {
      if (groups > 1 && !grouped) break;
      std::size_t before = 1;
      for (const int count : kCounts) {
        const int size = count == 1 ? extent : machine::round_up(machine::ceil_div(extent, count), quantum);
        const int channels = op.output_channels() / groups;
        std::vector<Box> parts;
        for (int c = 0; c < op.output_channels(); c += channels)
          for (int begin = 0; begin < extent; begin += size) {
            const int end = std::min(extent, begin + size);
            parts.push_back(rows ? Box{begin, end, 0, op.X, c, c + channels}
                                 : Box{0, op.Y, begin, end, c, c + channels});
          }
        if (parts.size() > before) all.push_back(parts);
        before = std::max(before, parts.size());
      }
    }
    return all;
  }

  double dram(double bytes) const {
    const cost::EventEnergies& pj = problem_.prices.picojoules;
    return bytes * (pj.dram_byte + pj.flit_byte +
                    pj.cycle * static_cast<double>(problem_.accelerator.dram_cycles(1 << 20)) / (1 << 20));
  }

  // Bytes through DRAM during these ops because what is alive then, but inner buffers, does not fit the room.
  double evicted(int first, int last, const std::vector<int>& inner, std::int64_t room) const {
    std::vector<std::pair<double, std::int64_t>> alive;  // traffic, bytes
    std::int64_t excess = -room;
    for (const Life& life : lives_) {
      if (life.first > last || life.last < first) continue;
      if (std::count(inner.begin(), inner.end(), life.buffer) > 0) continue;
      const int ops = std::min(life.last, last) - std::max(life.first, first) + 1;
      alive.emplace_back(life.traffic * ops, life.bytes);
      excess += life.bytes;
    }
    if (excess <= 0) return 0;
    std::sort(alive.begin(), alive.end(), [](const auto& l, const auto& r) {
      return l.first * static_cast<double>(r.second) < r.first * static_cast<double>(l.second);
    });
    double bytes = 0, one = kNever;
    std::int64_t left = excess;
    for (const auto& [traffic, size] : alive) {
      if (size >= excess) one = std::min(one, traffic);
      if (left > 0) bytes += traffic, left -= size;
    }
    return std::min(bytes, one);
  }

  double cost(const Chain& chain) const {
    const auto part = lower::part_of_chain(network_, chain, chain.parts[chain.parts.size() / 2]);
    if (!part) return kNever;
    const std::int64_t room = room_ - most_alive(chain, *part);
    if (room < 0) return kNever;
    const double parts = static_cast<double>(chain.parts.size());
    double macs = 0, weights = 0, all_weights = 0;
    for (const lower::PartOfChain::PartOfOp& p : part->ops) {
      macs += parts * static_cast<double>(p.op.macs()) * p.op.macs_per_product();
      weights += static_cast<double>(p.op.weight_bytes(p.op.G, p.op.K, p.op.C, true));
    }
    for (int op = chain.first; op <= chain.last; ++op) {
      const Op& o = network_.ops[op];
      macs -= static_cast<double>(o.macs()) * o.macs_per_product();
      all_weights += static_cast<double>(o.weight_bytes(o.G, o.K, o.C, true));
    }
    const cost::EventEnergies& pj = problem_.prices.picojoules;
    const machine::Accelerator& a = problem_.accelerator;
    constexpr double kUsed = 0.7;          // of the array
    constexpr double kWithOperands = 1.5;  // a MAC
    constexpr double kStartup = 100;       // cycles of an op
    const double again = std::max(0.0, parts * weights - all_weights);
    const bool stay = weights <= static_cast<double>(a.parameter_memory_bytes());
    const double cycles = std::max(macs, 0.0) / (kUsed * static_cast<double>(a.macs_per_cycle())) +
                          kStartup * (parts - 1) * static_cast<double>(part->ops.size());
    return dram(evicted(chain.first, chain.last, chain.inner, room)) +
           std::max(macs, 0.0) * kWithOperands * pj.multiplication + cycles * pj.cycle +
           again * (pj.parameter_read_byte + pj.flit_byte + a.pes() * pj.core_write_byte) +
           (stay ? 0 : dram(again));
  }

  // Bytes of inner buffers that are alive at once during a part.
  std::int64_t most_alive(const Chain& chain, const lower::PartOfChain& part) const {
    std::int64_t most = 0;
    for (int op = chain.first; op <= chain.last; ++op) {
      std::int64_t bytes = 0;
      for (std::size_t i = 0; i < chain.inner.size(); ++i) {
        const auto life = std::find_if(lives_.begin(), lives_.end(),
                                       [&](const Life& l) { return l.buffer == chain.inner[i]; });
        if (life->first <= op && op <= life->last)
          bytes += part.needed[i].elements() * network_.buffers[chain.inner[i]].buffer.element_bytes;
      }
      most = std::max(most, bytes);
    }
    return most;
  }

  const Problem& problem_;
  const lower::LoweredNetwork& network_;
  const std::int64_t room_;
  std::vector<Life> lives_;
};

}  // namespace

std::vector<Chain> depth_first_chains(const Problem& problem, std::int64_t bytes) {
  return Cutter(problem, bytes).chains();
}

}  // namespace apollo::compiler::plan
