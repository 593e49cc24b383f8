#include "apollo/compiler/plan/depth_first.h"

#include <algorithm>
#include <limits>
#include <optional>

namespace apollo::compiler::plan {

using lower::Chain;
using program::Box;
using program::Op;

namespace {

class Cutter {
 public:
  Cutter(const Problem& problem, std::int64_t room, const std::vector<OpTime>& times)
      : problem_(problem), network_(problem.network), costs_(problem, room, times) {}

  // The cheapest way through the network, op by op or chain by chain.
  BestChains best() {
    const int ops = static_cast<int>(network_.ops.size());
    struct Step {
      double cost = std::numeric_limits<double>::max();
      int from = 0;
      std::optional<Chain> chain;
    };
    std::vector<Step> best(static_cast<std::size_t>(ops) + 1);
    Chain chain;
    best[0].cost = 0;
    for (int last = 0; last < ops; ++last) {
      Step& to = best[last + 1];
      to = {best[last].cost + costs_.alone(last), last, std::nullopt};
      std::vector<std::vector<Box>> divided;  // when a chain asks for it
      double gain = costs_.alone(last);       // of chains from `first` on, at most
      for (int first = last - 1; first >= 0 && last - first < lower::kLongestChain; --first) {
        gain += costs_.alone(first);
        if (gain == 0 || best[first].cost >= to.cost) continue;
        chain.first = first, chain.last = last;
        chain.inner = costs_.inner(first, last);
        chain.parts.clear();
        if (chain.inner.empty()) continue;
        const double least = best[first].cost + costs_.least(chain);
        if (least >= to.cost) continue;
        if (divided.empty()) divided = divisions(network_.ops[last]);
        for (const std::vector<Box>& parts : divided) {  // more and more
          if (least + costs_.startup(chain, parts.size()) >= to.cost) break;
          chain.parts = parts;
          const double total = best[first].cost + costs_.of(chain);
          if (total < to.cost) to = {total, first, chain};
        }
      }
    }
    BestChains result{{}, -best[ops].cost};
    for (int op = 0; op < ops; ++op) result.saved += costs_.alone(op);
    for (int op = ops; op > 0; op = best[op].from)
      if (best[op].chain) result.chains.insert(result.chains.begin(), *best[op].chain);
    return result;
  }

 private:
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
        if (parts.size() <= before) continue;
        before = parts.size();
        all.push_back(std::move(parts));
      }
    }
    return all;
  }

  const Problem& problem_;
  const lower::LoweredNetwork& network_;
  const ChainCosts costs_;
};

}  // namespace

BestChains depth_first_chains(const Problem& problem, std::int64_t room, const std::vector<OpTime>& times) {
  return Cutter(problem, room, times).best();
}

BestChains best_chains(std::vector<TriedChain> tried) {
  std::stable_sort(tried.begin(), tried.end(),
                   [](const TriedChain& l, const TriedChain& r) { return l.chain.last < r.chain.last; });
  struct Best {  // of the first so many
    double saved = 0;
    std::size_t before = 0;  // of these, if the last one is taken
    bool taken = false;
  };
  std::vector<Best> best(tried.size() + 1);
  for (std::size_t i = 0; i < tried.size(); ++i) {
    std::size_t before = i;
    while (before > 0 && tried[before - 1].chain.last >= tried[i].chain.first) --before;
    const double saved = best[before].saved + tried[i].saved;
    best[i + 1] = {std::max(saved, best[i].saved), before, saved > best[i].saved};
  }
  BestChains result{{}, best.back().saved};
  for (std::size_t i = tried.size(); i > 0; i = best[i].taken ? best[i].before : i - 1)
    if (best[i].taken) result.chains.insert(result.chains.begin(), tried[i - 1].chain);
  return result;
}

}  // namespace apollo::compiler::plan
