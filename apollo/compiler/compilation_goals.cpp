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

void Compilation::try_priced_plans(const plan::PlanOptions& options, const map::Prices& prices,
                                   Attempts* attempts) {
  constexpr double kPinnedShare = 0.8;
  constexpr double kMostByPinning = 1.25;  // of energy
  plan::Draft* const draft = &shop_->draft;
  plan::Scratch* const scratch = &shop_->scratch;
  const plan::Problem on_chip{shop_->network, shop_->uses, planned_, options, prices};
  const auto failure = plan::make_plan(on_chip, scratch, draft);
  if (options.fast_spreads && scratch->fast_spreads[1].of_op == scratch->spreads[1].of_op)
    return;  // the same again
  if (!add_priced(failure, prices, attempts)) return;
  if (plan::bring_back(on_chip, scratch, draft)) add_priced(std::nullopt, prices, attempts);
  if (attempts->least_tried() > kMostByPinning * attempts->value()) return;
  plan::pin_weights(on_chip, kPinnedShare, scratch->shared, draft);
  add_priced(plan::remake_with_pinned_weights(on_chip, scratch, draft), prices, attempts);
}

bool Compilation::add_priced(const std::optional<machine::Infeasible>& failure, const map::Prices& prices,
                             Attempts* attempts) {
  const decisions::Plan& plan = shop_->draft.plan;
  if (failure) return attempts->add(shop_, plan, failure);
  shop_->emitter.instructions(accelerator_, plan);
  std::vector<emit::WeightTraffic> traffic = shop_->emitter.weight_traffic();
  add_with_kept(std::nullopt, prices, traffic, attempts);
  for (emit::WeightTraffic& op : traffic) op.waits = 0;  // all bytes alike
  used_ = std::max(used_, kept_plan_.kept_weights_address);
  return add_with_kept(std::nullopt, prices, traffic, attempts);
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
      try_priced_plans(options, prices, attempts);
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
    if (!add_priced(failure, prices, attempts) || attempts->value() == before) return;
  }
}

}  // namespace apollo::compiler
