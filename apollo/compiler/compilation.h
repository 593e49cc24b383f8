#pragma once
#include <functional>
#include <memory>
#include <string>
#include <variant>
#include <vector>

#include "apollo/compiler/attempts.h"
#include "apollo/compiler/plan/chain_costs.h"

namespace apollo::compiler {

// The share of a program's cycles that plans of their own have to gain to be worthwhile.
inline constexpr double kWorthwhile = 0.01;

// What Compiler promises: which plans are tried for an accelerator and a goal, in which order, and what is
// remembered between accelerators.
class Compilation {
 public:
  explicit Compilation(const workloads::Network& network);

  std::variant<machine::Counters, machine::Infeasible> compile(const machine::Accelerator& accelerator,
                                                               const Goal& goal);
  program::Program program();

 private:
  // A plan whose weights all come anew: where its draft is; null: none has been made.
  struct Anew {
    Workshop* in = nullptr;
    double cycles = 0;
    std::vector<emit::WeightTraffic> traffic;  // by op
  };
  // Has plans made of the network cut into these chains. Whether smaller rooms are to be tried.
  using MakePlans = std::function<bool(const std::vector<lower::Chain>&)>;

  // In compilation.cpp.
  // Makes the next plans there, as if PE memories had only that share of their bytes.
  void use(Workshop* shop, double share, const map::Prices& prices);
  // Whether ops leave PE rows or columns idle, and with them their memories.
  bool leaves_idle(const decisions::Plan& plan) const;
  // Whether plans of the whole array may be better than those that leave PEs idle: what leaves the chip for
  // lack of memory might stay then, and else they cost about the same.
  bool may_need_whole_array(plan::PlanOptions options);
  // For fewest cycles, in the workshop in use: with activations on chip, all weights anew; with weights at
  // rest if that is the fastest such plan so far; with all activations in DRAM if nothing else has worked.
  void try_plans(const plan::PlanOptions& options, Attempts* attempts);
  // Plans with spreads by computation and exchange alone, if these are others.
  void try_plain_spreads(plan::PlanOptions options, Attempts* attempts);
  // A plan whose weights all come anew, activations on chip. Whether it is the fastest such plan so far, or
  // has no program that fits when none has.
  bool try_anew(const plan::PlanOptions& options, Attempts* attempts);
  // The plan of the last try_anew() that said so, with weights at rest: in what it leaves; with mappings for
  // those of whole ops pinned; with mappings beside room for any tiles.
  void try_at_rest(const plan::PlanOptions& options, Attempts* attempts);
  // Takes the draft's plan, with weights in what it leaves of core and PE memories: those of that traffic.
  bool add_with_kept(const std::optional<machine::Infeasible>& failure, const map::Prices& prices,
                     const std::vector<emit::WeightTraffic>& traffic, Attempts* attempts);
  // The fastest plan with the weights on the chip that it waits for, as far as it leaves room; again for what
  // it waits for then; and with mappings for weights that are there.
  void try_kept_weights(const plan::PlanOptions& options, Attempts* attempts);
  // What the best plan leaves of the accelerator to activations.
  machine::Accelerator below_kept_weights() const;

  // In compilation_chains.cpp.
  // Whether the fastest program's array waits while activations that did not fit on chip go through DRAM.
  bool waits_for_evicted(const Attempts& attempts) const;
  // Plans for fewest cycles of the network in chains, so that less goes through DRAM, in smaller rooms until
  // that gains little; then with those of all these chains that saved most.
  void try_chains(const plan::PlanOptions& options, Attempts* attempts);
  // By op of a network, in its program of so many cycles that has that traffic. What comes after the last
  // op's computation, that waits for.
  static std::vector<plan::OpTime> op_times(const std::vector<emit::WeightTraffic>& traffic, double cycles);
  // Cycles of its ops in a program of that network, whole or cut.
  static double time_of(const lower::Chain& chain, const lower::LoweredNetwork& network,
                        const std::vector<plan::OpTime>& times);
  // Has plans made of the network cut into chains, for smaller and smaller rooms for what is alive at once,
  // until these say no. Returns the chains.
  std::vector<std::vector<lower::Chain>> cut(const map::Prices& prices,
                                             const std::vector<plan::OpTime>& times,
                                             const MakePlans& make_plans);
  // Has plans made of the network cut into these chains, which is the last of cut_.
  bool with_chains(const std::vector<lower::Chain>& chains, const MakePlans& make_plans);

  // In compilation_goals.cpp.
  // Plans by energy: with activations on chip, without and with pinned weights.
  void try_priced_plans(const plan::PlanOptions& options, const map::Prices& prices, Attempts* attempts);
  // Takes the draft's plan with kept weights.
  bool add_priced(const std::optional<machine::Infeasible>& failure, const map::Prices& prices,
                  Attempts* attempts);
  // What an op should be weighed by to serve the goal of the whole network, of which there is a program. Of
  // the product E x T, a change of E by dE is worth as much as one of T by -dE x T / E.
  map::Prices prices_of(const Goal& goal) const;
  // After there is a program: plans for a goal other than cycles, of the network as it is and of what it is
  // when chains of its ops run part by part, so that they need only so much of PE memories.
  void serve(const Goal& goal, const plan::PlanOptions& options, Attempts* attempts);
  // Plans for activations in shares of PE memories, the rest being for weights, until less costs more.
  void try_shares(Workshop* shop, plan::PlanOptions options, const map::Prices& prices, Attempts* attempts);
  // The best plan with other PE spreads, as long as that is better.
  void refine(const plan::PlanOptions& options, const map::Prices& prices, Attempts* attempts);

  const std::string name_;
  const std::shared_ptr<plan::ShapeWork> known_ = std::make_shared<plan::ShapeWork>();
  Workshop whole_;
  fast::DeliveryCounter deliveries_;
  // Of the last compilation.
  machine::Accelerator accelerator_, planned_;  // planned_: what plans are made for
  std::vector<std::unique_ptr<Workshop>> cut_;  // into chains
  Workshop* shop_ = nullptr;                    // in use
  Made best_;
  Anew anew_;  // the fastest of them
  decisions::Plan kept_plan_;
  std::int64_t used_ = 0;  // bytes of a PE memory that activations take in any of the last plans
};

}  // namespace apollo::compiler
