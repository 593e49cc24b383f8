#include "apollo/compiler/compilation.h"

#include <algorithm>
#include <optional>

#include "apollo/compiler/local_weights.h"
#include "apollo/compiler/parked_weights.h"
#include "apollo/compiler/plan/keeping.h"
#include "apollo/compiler/plan/planner.h"
#include "apollo/compiler/plan/residency.h"

namespace apollo::compiler {

using machine::Accelerator;
using machine::Counters;
using program::Program;

Compilation::Compilation(const workloads::Network& network)
    : name_(network.name), whole_(lower::lower(network), known_) {}

std::variant<Counters, machine::Infeasible> Compilation::compile(const Accelerator& accelerator,
                                                                 const Goal& goal) {
  // Prices of an entry of instruction memory in cycles, tried in order until a program fits instruction
  // memory.
  constexpr double kPrices[] = {0, 10, 100, 1e4};
  accelerator_ = accelerator;
  Attempts attempts(accelerator_, goal, &deliveries_, &best_);
  cut_.clear();
  anew_.in = nullptr;
  known_->begin();
  use(&whole_, 1, map::kCyclesAlone);
  plan::PlanOptions options;
  for (const double price : kPrices) {
    options.cycles_per_entry = price;
    try_plans(options, &attempts);
    if (!attempts.only_too_long()) break;
  }
  if (!attempts.succeeded() || (leaves_idle(best_.plan) && may_need_whole_array(options))) {
    options.whole_array = true;
    try_plans(options, &attempts);
    options.whole_array = false;
  }
  if (!attempts.succeeded()) return attempts.failure();
  if (waits_for_evicted(attempts)) {
    try_plain_spreads(options, &attempts);
    try_chains(options, &attempts);
  }
  shop_ = best_.in;
  try_kept_weights(options, &attempts);
  try_parked_weights(accelerator_, best_, kWorthwhile * attempts.cycles(), &attempts);
  if (goal.measure != Goal::Measure::cycles) serve(goal, options, &attempts);
  try_local_weights(accelerator_, best_, kWorthwhile * attempts.cycles(), &attempts);
  return best_.counters;
}

Program Compilation::program() {
  Program program = best_.in->emitter.program(accelerator_, best_.plan, std::move(best_.instructions),
                                              std::move(best_.rings));
  program.network_name = name_;
  return program;
}

void Compilation::use(Workshop* shop, double share, const map::Prices& prices) {
  shop_ = shop;
  planned_ = accelerator_;
  planned_.configuration.pe_memory_bytes =
      static_cast<std::int64_t>(share * static_cast<double>(accelerator_.configuration.pe_memory_bytes));
  shop_->scratch.set_accelerator(planned_);
  if (prices.of_energy) shop_->scratch.set_prices(prices);
  plan::start({shop_->network, shop_->uses, planned_, {}, prices}, shop_->scratch.shared, &shop_->draft);
}

bool Compilation::leaves_idle(const decisions::Plan& plan) const {
  const machine::Configuration& c = accelerator_.configuration;
  return std::any_of(plan.ops.begin(), plan.ops.end(), [&](const decisions::OpDecision& op) {
    return op.mapping.rows_at_work < c.pes_y || op.mapping.columns_at_work < c.pes_x;
  });
}

bool Compilation::may_need_whole_array(plan::PlanOptions options) {
  constexpr double kAboutTheSame = 1.1;
  const auto cost = [&](bool whole) {
    options.whole_array = whole;
    return plan::spreads_of({shop_->network, shop_->uses, planned_, options}, &shop_->scratch, &shop_->draft)
        .cost;
  };
  const plan::Problem problem{shop_->network, shop_->uses, planned_, options};
  const std::vector<decisions::BufferDecision>& buffers = best_.plan.buffers;
  for (std::size_t b = 0; b < buffers.size(); ++b)
    if (!buffers[b].on_chip && plan::may_stay_on_chip(problem, static_cast<int>(b))) return true;
  return cost(true) <= kAboutTheSame * cost(false);
}

void Compilation::try_plans(const plan::PlanOptions& options, Attempts* attempts) {
  if (try_anew(options, attempts)) try_at_rest(options, attempts);
  if (attempts->succeeded()) return;
  plan::PlanOptions in_dram = options;
  in_dram.keep_on_chip = false;
  plan::Draft* const draft = &shop_->draft;
  attempts->add(shop_, draft->plan,
                plan::make_plan({shop_->network, shop_->uses, planned_, in_dram}, &shop_->scratch, draft));
}

void Compilation::try_plain_spreads(plan::PlanOptions options, Attempts* attempts) {
  const auto spreads = [&] {
    return plan::spreads_of({whole_.network, whole_.uses, planned_, options}, &whole_.scratch, &whole_.draft)
        .of_op;
  };
  const std::vector<std::size_t> before = spreads();
  options.plain_spreads = true;
  if (spreads() != before) try_plans(options, attempts);
}

bool Compilation::try_anew(const plan::PlanOptions& options, Attempts* attempts) {
  const auto failure =
      plan::make_plan({shop_->network, shop_->uses, planned_, options}, &shop_->scratch, &shop_->draft);
  if (!attempts->add(shop_, shop_->draft.plan, failure)) return false;
  const auto cycles = static_cast<double>(shop_->emitter.engine().counters().cycles);
  if (attempts->succeeded() && anew_.in && cycles >= anew_.cycles) return false;
  anew_ = {shop_, cycles, shop_->emitter.weight_traffic()};
  return true;
}

void Compilation::try_at_rest(const plan::PlanOptions& options, Attempts* attempts) {
  // Weights that stay gain at most what the DRAM has less to do, or what the array waits.
  constexpr double kPinnedShare = 0.8, kWorthPinning = 0.05;
  shop_ = anew_.in;
  plan::Draft* const draft = &shop_->draft;
  plan::Scratch* const scratch = &shop_->scratch;
  const plan::Problem on_chip{shop_->network, shop_->uses, planned_, options};
  const auto waits_for_weights = [&] {
    return attempts->succeeded() && emit::waits(best_.weight_traffic) > kWorthwhile * attempts->cycles();
  };
  const auto add = [&](const std::optional<machine::Infeasible>& failure) {
    add_with_kept(failure, map::kCyclesAlone, anew_.traffic, attempts);
  };
  if (waits_for_weights()) add(std::nullopt);
  const plan::PinnedWeights pinned = plan::pin_weights(on_chip, kPinnedShare, scratch->shared, draft);
  const double gain = std::min(pinned.dram_cycles_saved, attempts->array_waits());
  if (pinned.all) {
    attempts->add(shop_, draft->plan, plan::remake_with_pinned_weights(on_chip, scratch, draft));
    return;
  }
  if (!attempts->succeeded() || gain > kWorthPinning * attempts->cycles())
    add(plan::remake_with_pinned_weights(on_chip, scratch, draft));
  if (!waits_for_weights()) return;
  for (decisions::OpDecision& op : draft->plan.ops) op.pinned_tiles = 0;  // their room is for any tiles
  add(plan::remake_with_pinned_weights(on_chip, scratch, draft));
}

bool Compilation::add_with_kept(const std::optional<machine::Infeasible>& failure, const map::Prices& prices,
                                const std::vector<emit::WeightTraffic>& traffic, Attempts* attempts) {
  kept_plan_ = shop_->draft.plan;
  if (!failure)
    plan::keep_weights({shop_->network, shop_->uses, accelerator_, {}, prices}, traffic, &kept_plan_);
  return attempts->add(shop_, kept_plan_, failure);
}

void Compilation::try_kept_weights(const plan::PlanOptions& options, Attempts* attempts) {
  // Waits, of a program's cycles, of which this may gain a little.
  constexpr double kWorthKeeping = 0.1, kWorthRemaking = 0.15;
  constexpr int kTimes = 2;
  const plan::Problem all{shop_->network, shop_->uses, accelerator_, options};
  std::vector<emit::WeightTraffic> traffic = best_.weight_traffic;
  for (int time = 0; time < kTimes; ++time) {
    const double before = attempts->cycles();
    if (emit::waits(best_.weight_traffic) <= kWorthKeeping * before) break;
    kept_plan_ = best_.plan;
    plan::keep_weights(all, traffic, &kept_plan_);
    attempts->add(shop_, kept_plan_, std::nullopt);
    if (attempts->cycles() == before) break;
    for (std::size_t op = 0; op < traffic.size(); ++op) {
      traffic[op].waits += best_.weight_traffic[op].waits;
      traffic[op].bytes = std::max(traffic[op].bytes, best_.weight_traffic[op].bytes);
    }
  }
  if (attempts->array_waits() <= kWorthRemaking * attempts->cycles()) return;
  plan::take_up(best_.plan, shop_->scratch, &shop_->draft);
  const Accelerator below = below_kept_weights();
  const auto remade = plan::remake_with_kept_weights({shop_->network, shop_->uses, below, options},
                                                     &shop_->scratch, &shop_->draft);
  if (const bool* changed = std::get_if<bool>(&remade); changed && *changed)
    add_with_kept(std::nullopt, map::kCyclesAlone, traffic, attempts);
}

Accelerator Compilation::below_kept_weights() const {
  Accelerator below = accelerator_;
  below.configuration.pe_memory_bytes = best_.plan.kept_weights_address;
  return below;
}

}  // namespace apollo::compiler
