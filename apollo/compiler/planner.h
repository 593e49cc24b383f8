#pragma once
#include <map>
#include <optional>
#include <variant>
#include <vector>

#include "apollo/compiler/holds.h"
#include "apollo/compiler/infeasible.h"
#include "apollo/compiler/isolated.h"
#include "apollo/compiler/mapping_search.h"
#include "apollo/compiler/plan.h"

namespace apollo::compiler {

// What distinguishes the plans that the compiler tries for a network.
struct PlanOptions {
  bool keep_on_chip = true;           // activations stay in PE memories between layers where they fit
  double cycles_per_instruction = 0;  // price of an instruction, when instruction memory is short
};

// Decides about a whole network: PE spreads (by a shortest path along the ops, then coordinate descent, over
// compute cycles and the exchange of activations between neighbours), which activations stay on chip, each
// op's mapping under the memory that is left, pinned weights, and addresses.
class Planner {
 public:
  Planner(const LoweredNetwork& network, const simulator::Accelerator& accelerator);
  std::variant<Plan, Infeasible> plan(const PlanOptions& options);
  // The last plan with weights that stay in core memories from inference to inference, in this share of every
  // core memory; more if all weights fit.
  std::variant<Plan, Infeasible> pin(double share);

 private:
  struct OpState {
    std::vector<Spread> spreads;
    std::vector<simulator::LoopNest> nests;  // by spread: the best core split, the whole share as one tile
    std::size_t chosen = 0;
  };

  void choose_spreads();
  void choose_along_chain();
  double writer_cost(int op, double exchange) const;
  double exchange_cycles(int buffer, const std::vector<simulator::Box>& hold) const;
  double spread_cost(int op) const;
  double exchange_cycles(int buffer) const;
  const simulator::LoopNest& nest(int op) const { return states_[op].nests[states_[op].chosen]; }
  void choose(std::size_t op, std::size_t spread);
  void refresh_hold(int buffer);
  void start_buffers();
  std::int64_t held_during(int op) const;
  bool evict_during(int op);
  OpContext context(int op) const;
  std::variant<Candidate, Infeasible> best_candidate(int op, const OpContext& context,
                                                     const std::vector<const Spread*>& spreads);
  std::vector<std::int64_t> memo_key(const simulator::Op& op, const OpContext& context, const OpState& state,
                                     bool free) const;
  std::optional<Infeasible> map_op(int op);
  std::optional<Infeasible> map_all();
  void pin_weights(double share);
  std::optional<Infeasible> place_all();

  const LoweredNetwork& network_;
  const simulator::Accelerator& accelerator_;
  const std::vector<BufferUses> uses_;
  std::vector<OpState> states_;
  std::array<std::vector<std::size_t>, 2>
      chosen_spreads_;                             // by op; of plans that keep activations on chip or not
  std::vector<const simulator::LoopNest*> nests_;  // by op: that of its chosen spread
  std::vector<std::vector<int>> touches_;          // buffers that an op reads or writes
  std::map<std::vector<std::int64_t>, std::variant<Candidate, Infeasible>>
      memo_;  // mapping searches done so far
  IsolatedOp isolated_;
  PlanOptions options_;
  Plan plan_;
};

}  // namespace apollo::compiler
