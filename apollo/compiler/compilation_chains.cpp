#include <algorithm>
#include <limits>

#include "apollo/compiler/compilation.h"
#include "apollo/compiler/plan/depth_first.h"
#include "apollo/compiler/plan/residency.h"

namespace apollo::compiler {

bool Compilation::waits_for_evicted(const Attempts& attempts) const {
  const auto bytes = static_cast<std::int64_t>(
      plan::evicted_traffic({whole_.network, whole_.uses, accelerator_, {}}, best_.plan));
  const double gain = std::min(attempts.array_waits(), static_cast<double>(accelerator_.dram_cycles(bytes)));
  return gain > kWorthwhile * attempts.cycles();
}

void Compilation::try_chains(const plan::PlanOptions& options, Attempts* attempts) {
  const std::vector<plan::OpTime> times = op_times(best_.weight_traffic, attempts->cycles());
  std::vector<plan::TriedChain> tried;
  const double start = attempts->cycles();
  double before = std::numeric_limits<double>::infinity();
  const auto try_cut = [&](const std::vector<lower::Chain>& chains) {
    use(cut_.back().get(), 1, map::kCyclesAlone);
    attempts->forget_tried();
    try_anew(options, attempts);
    const double last = before;
    before = attempts->least_tried();
    if (before >= last) return false;
    const std::vector<plan::OpTime> in_parts = op_times(shop_->emitter.weight_traffic(), before);
    for (const lower::Chain& chain : chains)
      tried.push_back(
          {chain, time_of(chain, whole_.network, times) - time_of(chain, shop_->network, in_parts)});
    return before < (1 - kWorthwhile) * last;
  };
  const std::vector<std::vector<lower::Chain>> known = cut(map::kCyclesAlone, times, try_cut);
  const plan::BestChains best = plan::best_chains(tried);
  const bool worthwhile = start - best.saved < (1 - kWorthwhile) * attempts->cycles();
  if (worthwhile && std::count(known.begin(), known.end(), best.chains) == 0)
    with_chains(best.chains, try_cut);
  if (anew_.in != &whole_) try_at_rest(options, attempts);
}

std::vector<plan::OpTime> Compilation::op_times(const std::vector<emit::WeightTraffic>& traffic,
                                                double cycles) {
  std::vector<plan::OpTime> times;
  for (const emit::WeightTraffic& op : traffic) {
    times.push_back({static_cast<double>(op.busy), static_cast<double>(op.cycles - op.busy)});
    cycles -= static_cast<double>(op.cycles);
  }
  times.back().waits += cycles;
  return times;
}

double Compilation::time_of(const lower::Chain& chain, const lower::LoweredNetwork& network,
                            const std::vector<plan::OpTime>& times) {
  double cycles = 0;
  for (std::size_t op = 0; op < times.size(); ++op) {
    const int of = network.parts_of.empty() ? static_cast<int>(op) : network.parts_of[op];
    if (chain.first <= of && of <= chain.last) cycles += times[op].busy + times[op].waits;
  }
  return cycles;
}

std::vector<std::vector<lower::Chain>> Compilation::cut(const map::Prices& prices,
                                                        const std::vector<plan::OpTime>& times,
                                                        const MakePlans& make_plans) {
  constexpr double kRooms[] = {0.8, 0.5, 0.25, 0.1};  // of all PE memories
  const double least = prices.of_energy ? 0 : kWorthwhile * static_cast<double>(best_.counters.cycles);
  const double all = static_cast<double>(accelerator_.configuration.pe_memory_bytes) * accelerator_.pes();
  std::vector<std::vector<lower::Chain>> known{{}};
  for (const double room : kRooms) {
    plan::BestChains best = plan::depth_first_chains({whole_.network, whole_.uses, accelerator_, {}, prices},
                                                     static_cast<std::int64_t>(room * all), times);
    if (best.chains == known.back() || best.saved < least) continue;
    const bool go_on = with_chains(best.chains, make_plans);
    known.push_back(std::move(best.chains));
    if (!go_on) break;
  }
  return known;
}

bool Compilation::with_chains(const std::vector<lower::Chain>& chains, const MakePlans& make_plans) {
  cut_.push_back(std::make_unique<Workshop>(lower::cut(whole_.network, chains), known_));
  const bool go_on = make_plans(chains);
  if (best_.in != cut_.back().get() && anew_.in != cut_.back().get()) cut_.pop_back();  // of no use any more
  return go_on;
}

}  // namespace apollo::compiler
