#include "apollo/compiler/compiler.h"

#include <algorithm>
#include <optional>

#include "apollo/compiler/parked_weights.h"
#include "apollo/compiler/plan/depth_first.h"
#include "apollo/compiler/plan/keeping.h"
#include "apollo/compiler/plan/planner.h"
#include "apollo/compiler/plan/residency.h"

namespace apollo::compiler {

using machine::Accelerator;
using machine::Counters;
using program::Instruction;
using program::Program;

namespace {

// The share of a program's cycles that plans of their own have to gain to be worthwhile.
constexpr double kWorthwhile = 0.01;

}  // namespace

class Compiler::State {
 public:
  explicit State(const workloads::Network& network)
      : name_(network.name), whole_(lower::lower(network), known_) {}

  std::variant<Counters, machine::Infeasible> compile(const Accelerator& accelerator, const Goal& goal) {
    // Prices of an entry of instruction memory in cycles, tried in order until a program fits instruction
    // memory.
    constexpr double kPrices[] = {0, 10, 100, 1e4};
    accelerator_ = accelerator;
    Attempts attempts(accelerator_, goal, &deliveries_, &best_);
    cut_.clear();
    known_->begin();
    use(&whole_, 1, map::kCyclesAlone);
    plan::PlanOptions options;
    for (const double price : kPrices) {
      options.cycles_per_entry = price;
      try_plans_and_kept_weights(options, &attempts);
      if (!attempts.only_too_long()) break;
    }
    if (!attempts.succeeded() || (leaves_idle(best_.plan) && may_need_whole_array(options))) {
      options.whole_array = true;
      try_plans_and_kept_weights(options, &attempts);
      options.whole_array = false;
    }
    if (!attempts.succeeded()) return attempts.failure();
    if (waits_for_evicted(attempts)) {
      options.plain_spreads = true;
      try_plans_and_kept_weights(options, &attempts);
      options.plain_spreads = false;
      try_chains(options, &attempts);
    }
    try_parked_weights(accelerator_, best_, kWorthwhile * attempts.cycles(), &attempts);
    if (goal.measure != Goal::Measure::cycles) serve(goal, options, &attempts);
    return best_.counters;
  }

  Program program() {
    Program program = best_.in->emitter.program(accelerator_, best_.plan, std::move(best_.instructions),
                                                std::move(best_.rings));
    program.network_name = name_;
    return program;
  }

 private:
  // What an op should be weighed by to serve the goal of the whole network, of which there is a program. Of
  // the product E x T, a change of E by dE is worth as much as one of T by -dE x T / E.
  map::Prices prices_of(const Goal& goal) const {
    const double average = picojoules(best_.counters, accelerator_, goal.picojoules) /
                           static_cast<double>(best_.counters.cycles);
    map::Prices prices{true, goal.picojoules, average};
    if (goal.measure == Goal::Measure::energy_delay) prices.picojoules.cycle += average;
    return prices;
  }

  // After there is a program: plans for a goal other than cycles, of the network as it is and of what it is
  // when chains of its ops run part by part, so that they need only so much of PE memories.
  void serve(const Goal& goal, const plan::PlanOptions& options, Attempts* attempts) {
    const map::Prices prices = prices_of(goal);
    attempts->serve_goal();
    try_shares(&whole_, options, prices, attempts);
    cut(prices, {}, [&](const std::vector<lower::Chain>&) {
      try_shares(cut_.back().get(), options, prices, attempts);
      return true;
    });
    refine(options, prices, attempts);
  }

  // The best plan with other PE spreads, as long as that is better.
  void refine(const plan::PlanOptions& options, const map::Prices& prices, Attempts* attempts) {
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

  // What the best plan leaves of the accelerator to activations.
  Accelerator below_kept_weights() const {
    Accelerator below = accelerator_;
    below.configuration.pe_memory_bytes = best_.plan.kept_weights_address;
    return below;
  }

  // Plans for activations in shares of PE memories, the rest being for weights, until less costs more.
  void try_shares(Workshop* shop, plan::PlanOptions options, const map::Prices& prices, Attempts* attempts) {
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

  // Whether the fastest program's array waits while activations that did not fit on chip go through DRAM.
  bool waits_for_evicted(const Attempts& attempts) const {
    const auto bytes = static_cast<std::int64_t>(
        plan::evicted_traffic({whole_.network, whole_.uses, accelerator_, {}}, best_.plan));
    const double gain =
        std::min(attempts.array_waits(), static_cast<double>(accelerator_.dram_cycles(bytes)));
    return gain > kWorthwhile * attempts.cycles();
  }

  // Plans for fewest cycles of the network in chains, so that less goes through DRAM, in smaller rooms until
  // that gains little; then with those of all these chains that saved most.
  void try_chains(const plan::PlanOptions& options, Attempts* attempts) {
    const std::vector<plan::OpTime> times = attempts->op_times();
    std::vector<plan::TriedChain> tried;
    const double start = attempts->cycles();
    double before = std::numeric_limits<double>::infinity();
    attempts->time_ops(true);
    const auto try_cut = [&](const std::vector<lower::Chain>& chains) {
      use(cut_.back().get(), 1, map::kCyclesAlone);
      attempts->forget_tried();
      try_plans(options, map::kCyclesAlone, attempts);
      if (best_.in == shop_) try_kept_weights(options, attempts);
      const double last = before;
      before = attempts->least_tried();
      if (before >= last) return false;
      for (const lower::Chain& chain : chains)
        tried.push_back({chain, time_of(chain, whole_.network, times) -
                                    time_of(chain, shop_->network, attempts->times_tried())});
      return before < (1 - kWorthwhile) * last;
    };
    const std::vector<std::vector<lower::Chain>> known = cut(map::kCyclesAlone, times, try_cut);
    const plan::BestChains best = plan::best_chains(tried);
    const bool worthwhile = start - best.saved < (1 - kWorthwhile) * attempts->cycles();
    if (worthwhile && std::count(known.begin(), known.end(), best.chains) == 0)
      with_chains(best.chains, try_cut);
    attempts->time_ops(false);
  }

  // Cycles of its ops in a program of that network, whole or cut.
  static double time_of(const lower::Chain& chain, const lower::LoweredNetwork& network,
                        const std::vector<plan::OpTime>& times) {
    double cycles = 0;
    for (std::size_t op = 0; op < times.size(); ++op) {
      const int of = network.parts_of.empty() ? static_cast<int>(op) : network.parts_of[op];
      if (chain.first <= of && of <= chain.last) cycles += times[op].busy + times[op].waits;
    }
    return cycles;
  }

  // Has plans made of the network cut into chains, for smaller and smaller rooms for what is alive at once,
  // until these say no. Returns the chains.
  template <class MakePlans>
  std::vector<std::vector<lower::Chain>> cut(const map::Prices& prices,
                                             const std::vector<plan::OpTime>& times, MakePlans make_plans) {
    constexpr double kRooms[] = {0.8, 0.5, 0.25, 0.1};  // of all PE memories
    const double all = static_cast<double>(accelerator_.configuration.pe_memory_bytes) * accelerator_.pes();
    std::vector<std::vector<lower::Chain>> known{{}};
    for (const double room : kRooms) {
      std::vector<lower::Chain> chains =
          plan::depth_first_chains({whole_.network, whole_.uses, accelerator_, {}, prices},
                                   static_cast<std::int64_t>(room * all), times);
      if (chains == known.back()) continue;
      const bool go_on = with_chains(chains, make_plans);
      known.push_back(std::move(chains));
      if (!go_on) break;
    }
    return known;
  }

  // Has plans made of the network cut into these chains, which is the last of cut_.
  template <class MakePlans>
  bool with_chains(const std::vector<lower::Chain>& chains, MakePlans make_plans) {
    cut_.push_back(std::make_unique<Workshop>(lower::cut(whole_.network, chains), known_));
    const bool go_on = make_plans(chains);
    if (best_.in != cut_.back().get()) cut_.pop_back();  // of no use any more
    return go_on;
  }

  // Makes the next plans there, as if PE memories had only that share of their bytes.
  void use(Workshop* shop, double share, const map::Prices& prices) {
    shop_ = shop;
    planned_ = accelerator_;
    planned_.configuration.pe_memory_bytes =
        static_cast<std::int64_t>(share * static_cast<double>(accelerator_.configuration.pe_memory_bytes));
    shop_->scratch.set_accelerator(planned_);
    if (prices.of_energy) shop_->scratch.set_prices(prices);
    plan::start({shop_->network, shop_->uses, planned_, {}, prices}, shop_->scratch.shared, &shop_->draft);
  }

  // Whether ops leave PE rows or columns idle, and with them their memories.
  bool leaves_idle(const decisions::Plan& plan) const {
    const machine::Configuration& c = accelerator_.configuration;
    return std::any_of(plan.ops.begin(), plan.ops.end(), [&](const decisions::OpDecision& op) {
      return op.mapping.rows_at_work < c.pes_y || op.mapping.columns_at_work < c.pes_x;
    });
  }

  // Whether plans of the whole array may be better than those that leave PEs idle: what leaves the chip for
  // lack of memory might stay then, and else they cost about the same.
  bool may_need_whole_array(plan::PlanOptions options) {
    constexpr double kAboutTheSame = 1.1;
    const auto cost = [&](bool whole) {
      options.whole_array = whole;
      return plan::spreads_of({shop_->network, shop_->uses, planned_, options}, &shop_->scratch,
                              &shop_->draft)
          .cost;
    };
    const plan::Problem problem{shop_->network, shop_->uses, planned_, options};
    const std::vector<decisions::BufferDecision>& buffers = best_.plan.buffers;
    for (std::size_t b = 0; b < buffers.size(); ++b)
      if (!buffers[b].on_chip && plan::may_stay_on_chip(problem, static_cast<int>(b))) return true;
    return cost(true) <= kAboutTheSame * cost(false);
  }

  // With activations on chip, without and with pinned weights; with all activations in DRAM if nothing else
  // has worked.
  void try_plans(plan::PlanOptions options, const map::Prices& prices, Attempts* attempts) {
    // Weights that stay gain at most what the DRAM has less to do, or what the array waits.
    constexpr double kPinnedShare = 0.8;
    constexpr double kMostByPinning = 1.25;  // of energy
    plan::Draft* const draft = &shop_->draft;
    plan::Scratch* const scratch = &shop_->scratch;
    const plan::Problem on_chip{shop_->network, shop_->uses, planned_, options, prices};
    const auto failure = plan::make_plan(on_chip, scratch, draft);
    if (options.fast_spreads && scratch->fast_spreads[1].of_op == scratch->spreads[1].of_op)
      return;  // the same again
    if (add(failure, prices, attempts)) {
      if (prices.of_energy && plan::bring_back(on_chip, scratch, draft)) add(std::nullopt, prices, attempts);
      if (prices.of_energy && attempts->least_tried() > kMostByPinning * attempts->value()) return;
      const std::vector<emit::WeightTraffic> traffic = shop_->emitter.weight_traffic();
      if (!prices.of_energy && attempts->succeeded() &&
          emit::waits(best_.weight_traffic) > kWorthwhile * attempts->cycles())
        add_with_kept(std::nullopt, prices, traffic, attempts);
      const plan::PinnedWeights pinned = plan::pin_weights(on_chip, kPinnedShare, scratch->shared, draft);
      const double gain = std::min(pinned.dram_cycles_saved, attempts->array_waits());
      if (pinned.all || prices.of_energy)
        add(plan::remake_with_pinned_weights(on_chip, scratch, draft), prices, attempts);
      else if (!attempts->succeeded() || gain > kWorthwhile * attempts->cycles())
        add_with_kept(plan::remake_with_pinned_weights(on_chip, scratch, draft), prices, traffic, attempts);
      if (!pinned.all && !prices.of_energy && attempts->succeeded() &&
          emit::waits(best_.weight_traffic) > kWorthwhile * attempts->cycles()) {
        for (decisions::OpDecision& op : draft->plan.ops) op.pinned_tiles = 0;  // their room is for any tiles
        add_with_kept(plan::remake_with_pinned_weights(on_chip, scratch, draft), prices, traffic, attempts);
      }
    }
    options.keep_on_chip = false;
    const plan::Problem in_dram{shop_->network, shop_->uses, planned_, options, prices};
    if (!attempts->succeeded()) attempts->add(shop_, draft->plan, plan::make_plan(in_dram, scratch, draft));
  }

  void try_plans_and_kept_weights(const plan::PlanOptions& options, Attempts* attempts) {
    const double before = attempts->succeeded() ? attempts->cycles() : 0;
    try_plans(options, map::kCyclesAlone, attempts);
    if (attempts->succeeded() && attempts->cycles() != before) try_kept_weights(options, attempts);
  }

  // Takes the draft's plan as Attempts does; for energy with kept weights.
  bool add(const std::optional<machine::Infeasible>& failure, const map::Prices& prices, Attempts* attempts) {
    const decisions::Plan& plan = shop_->draft.plan;
    if (failure || !prices.of_energy) return attempts->add(shop_, plan, failure);
    shop_->emitter.instructions(accelerator_, plan);
    std::vector<emit::WeightTraffic> traffic = shop_->emitter.weight_traffic();
    add_with_kept(std::nullopt, prices, traffic, attempts);
    for (emit::WeightTraffic& op : traffic) op.waits = 0;  // all bytes alike
    used_ = std::max(used_, kept_plan_.kept_weights_address);
    return add_with_kept(std::nullopt, prices, traffic, attempts);
  }

  // Takes the draft's plan, with weights in what it leaves of core and PE memories: those of that traffic.
  bool add_with_kept(const std::optional<machine::Infeasible>& failure, const map::Prices& prices,
                     const std::vector<emit::WeightTraffic>& traffic, Attempts* attempts) {
    kept_plan_ = shop_->draft.plan;
    if (!failure)
      plan::keep_weights({shop_->network, shop_->uses, accelerator_, {}, prices}, traffic, &kept_plan_);
    return attempts->add(shop_, kept_plan_, failure);
  }

  // The fastest plan with the weights on the chip that it waits for, as far as it leaves room; again for what
  // it waits for then; and with mappings for weights that are there.
  void try_kept_weights(const plan::PlanOptions& options, Attempts* attempts) {
    constexpr int kTimes = 2;
    const plan::Problem all{shop_->network, shop_->uses, accelerator_, options};
    std::vector<emit::WeightTraffic> traffic = best_.weight_traffic;
    for (int time = 0; time < kTimes; ++time) {
      const double before = attempts->cycles();
      if (emit::waits(best_.weight_traffic) <= kWorthwhile * before) break;
      kept_plan_ = best_.plan;
      plan::keep_weights(all, traffic, &kept_plan_);
      attempts->add(shop_, kept_plan_, std::nullopt);
      if (attempts->cycles() == before) break;
      for (std::size_t op = 0; op < traffic.size(); ++op) {
        traffic[op].waits += best_.weight_traffic[op].waits;
        traffic[op].bytes = std::max(traffic[op].bytes, best_.weight_traffic[op].bytes);
      }
    }
    if (attempts->array_waits() <= kWorthwhile * attempts->cycles()) return;
    plan::take_up(best_.plan, shop_->scratch, &shop_->draft);
    const Accelerator below = below_kept_weights();
    const auto remade = plan::remake_with_kept_weights({shop_->network, shop_->uses, below, options},
                                                       &shop_->scratch, &shop_->draft);
    if (const bool* changed = std::get_if<bool>(&remade); changed && *changed)
      add_with_kept(std::nullopt, map::kCyclesAlone, traffic, attempts);
  }

  const std::string name_;
  const std::shared_ptr<plan::ShapeWork> known_ = std::make_shared<plan::ShapeWork>();
  Workshop whole_;
  fast::DeliveryCounter deliveries_;
  // Of the last compilation.
  Accelerator accelerator_, planned_;           // planned_: what plans are made for
  std::vector<std::unique_ptr<Workshop>> cut_;  // into chains
  Workshop* shop_ = nullptr;                    // in use
  Made best_;
  decisions::Plan kept_plan_;
  std::int64_t used_ = 0;  // bytes of a PE memory that activations take in any of the last plans
};

Compiler::Compiler(const workloads::Network& network) : state_(std::make_unique<State>(network)) {}
Compiler::~Compiler() = default;
Compiler::Compiler(Compiler&&) noexcept = default;

std::variant<Counters, machine::Infeasible> Compiler::compile(const Accelerator& accelerator,
                                                              const Goal& goal) {
  return state_->compile(accelerator, goal);
}

Program Compiler::program() { return state_->program(); }

std::variant<Program, machine::Infeasible> compile(const workloads::Network& network,
                                                   const Accelerator& accelerator, const Goal& goal) {
  Compiler compiler(network);
  const auto compiled = compiler.compile(accelerator, goal);
  if (const auto* infeasible = std::get_if<machine::Infeasible>(&compiled)) return *infeasible;
  return compiler.program();
}

}  // namespace apollo::compiler
