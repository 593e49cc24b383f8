#pragma once
#include <array>
#include <map>
#include <optional>
#include <variant>
#include <vector>

#include "apollo/compiler/decisions/holds.h"
#include "apollo/compiler/plan/isolated.h"
#include "apollo/compiler/plan/shared_work.h"
#include "simulator/machine/infeasible.h"

namespace apollo::compiler::plan {

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
  explicit Planner(const lower::LoweredNetwork& network);

  // For the next plans; has to live as long as they are made.
  void set_accelerator(const machine::Accelerator& accelerator);
  // Makes a plan, or says why there is none.
  std::optional<machine::Infeasible> make(const PlanOptions& options);
  const decisions::Plan& plan() const { return plan_; }  // the last one made
  // Chooses weights that stay in core memories from inference to inference, in this share of every core
  // memory; all, if they fit. Call it after a plan.
  struct PinnedWeights {
    bool all = false;
    double dram_cycles_saved = 0;
  };
  PinnedWeights pin_weights(double share);
  // The last plan again, with these.
  std::optional<machine::Infeasible> make_with_pinned_weights();

 private:
  void choose_spreads();
  std::size_t worthwhile_spreads(int op) const;
  void choose_along_chain();
  double writer_cost(int op, double exchange) const;
  double exchange_cycles(int buffer, std::int64_t exchanged, std::int64_t largest_hold) const;
  std::int64_t exchanged_bytes(int buffer, const std::vector<program::Box>& hold);
  double spread_cost(int op);
  double exchange_cycles(int buffer);
  const map::Spread& chosen(int op) const { return shared_.spreads(op).spreads[chosen_[op]]; }
  std::size_t spread_count(int op) const { return shared_.spreads(op).spreads.size(); }
  void choose(std::size_t op, std::size_t spread);
  void refresh_hold(int buffer);
  void start_buffers();
  std::int64_t held_during(int op) const;
  bool evict_during(int op);
  map::OpContext context(int op);
  std::variant<map::Candidate, machine::Infeasible> best_candidate(int op, const map::OpContext& context,
                                                                   bool any_spread);
  std::optional<machine::Infeasible> map_op(int op);
  bool still_good(int op);
  std::optional<machine::Infeasible> map_all();
  std::optional<machine::Infeasible> place_all();

  const lower::LoweredNetwork& network_;
  const std::vector<decisions::BufferUses> uses_;
  std::vector<std::vector<int>> touches_;  // buffers that an op reads or writes
  std::vector<bool> branches_;  // whether an op's tensors have other readers or writers than a chain's
  const machine::Accelerator* accelerator_ = nullptr;
  SharedWork shared_;
  IsolatedOp isolated_;
  decisions::ExchangeEstimate exchange_;
  std::vector<std::size_t> chosen_;       // by op: its spread
  std::vector<program::LoopNest> nests_;  // by op: that of its spread, the whole share as one tile
  std::array<std::vector<std::size_t>, 2>
      chosen_spreads_;  // by op; of plans that keep activations on chip or not
  // The best candidate of an op in its surroundings, for this accelerator.
  std::map<std::array<std::int64_t, 11>, std::variant<map::Candidate, machine::Infeasible>> memo_;
  std::vector<program::Box> hold_;  // of the buffer that an exchange is estimated for, and its readers
  std::vector<int> readers_;
  PlanOptions options_;
  decisions::Plan plan_;
};

}  // namespace apollo::compiler::plan
