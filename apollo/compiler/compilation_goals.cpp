#include <algorithm>
#include <limits>

#include "apollo/compiler/compilation.h"
#include "apollo/compiler/plan/planner.h"

namespace apollo::compiler {

using machine::Accelerator;

map::Prices Compilation::prices_of(const Goal& goal) const {
  const double average =
      picojoules(best_.counters, accelerator_, goal.picojoules) / static_cast<double>(best_.counters.cycles);
  map::Prices prices{true, goal.picojoules, average};
  if (goal.measure == Goal::Measure::energy_delay) prices.picojoules.cycle += average;
  return prices;
}

void Compilation::serve(const Goal& goal, const plan::PlanOptions& options, Attempts* attempts) {
  const map::Prices prices = prices_of(goal);
  attempts->serve_goal();
  try_shares(&whole_, options, prices, attempts);
  cut(prices, {}, [&](const std::vector<lower::Chain>&) {
    try_shares(cut_.back().get(), options, prices, attempts);
    return true;
  });
  refine(options, prices, attempts);
}

void Compilation::try_shares(Workshop* shop, plan::PlanOptions options, const map::Prices& prices,
                             Attempts* attempts) {
  constexpr double kShares[] = {1, 0.7, 0.5, 0.35, 0.25, 0.18, 0.12};
  constexpr double kMore = 1.03;
  double least = std::numeric_limits<double>::infinity(), used = 1;
  for (const double share : kShares) {
    if (share > used) continue;  // the same plans again
    use(shop, share, prices);
    used_ = 0;
    attempts->forget_tried();
    for (const bool fast_spreads : {false, true}) {
      options.fast_spreads = fast_spreads;
      try_plans(options, prices, attempts);
    }
    if (attempts->least_tried() > kMore * least) break;
    least = std::min(least, attempts->least_tried());
    used = static_cast<double>(used_) / static_cast<double>(accelerator_.configuration.pe_memory_bytes);
  }
}

void Compilation::refine(const plan::PlanOptions& options, const map::Prices& prices, Attempts* attempts) {
  constexpr int kTimes = 4;
  use(best_.in, 1, prices);
  for (int time = 0; time < kTimes; ++time) {
    const double before = attempts->value();
    plan::take_up(best_.plan, shop_->scratch, &shop_->draft);
    const Accelerator below = below_kept_weights();
    const auto failure = plan::remake_refined({shop_->network, shop_->uses, below, options, prices},
                                              &shop_->scratch, &shop_->draft);
    if (!add(failure, prices, attempts) || attempts->value() == before) return;
  }
}

}  // namespace apollo::compiler
