#pragma once
#include <array>
#include <map>
#include <optional>
#include <variant>
#include <vector>

#include "apollo/compiler/holds.h"
#include "apollo/compiler/infeasible.h"
#include "apollo/compiler/isolated.h"
#include "apollo/compiler/shared_work.h"

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
  explicit Planner(const LoweredNetwork& network);

  // For the next plans; has to live as long as they are made.
  void set_accelerator(const simulator::Accelerator& accelerator);
  // Makes a plan, or says why there is none.
  std::optional<Infeasible> make(const PlanOptions& options);
  const Plan& plan() const { return plan_; }  // the last one made
  // Chooses weights that stay in core memories from inference to inference, in this share of every core
  // memory; all, if they fit. Call it after a plan.
  struct PinnedWeights {
    bool all = false;
    double dram_cycles_saved = 0;
  };
  PinnedWeights pin_weights(double share);
  // The last plan again, with these.
  std::optional<Infeasible> make_with_pinned_weights();

 private:
  void choose_spreads();
  std::size_t worthwhile_spreads(int op) const;
  void choose_along_chain();
  double writer_cost(int op, double exchange) const;
  double exchange_cycles(int buffer, std::int64_t exchanged, std::int64_t largest_hold) const;
  std::int64_t exchanged_bytes(int buffer, const std::vector<simulator::Box>& hold);
  double spread_cost(int op);
  double exchange_cycles(int buffer);
  const Spread& chosen(int op) const { return shared_.spreads(op).spreads[chosen_[op]]; }
  std::size_t spread_count(int op) const { return shared_.spreads(op).spreads.size(); }
  void choose(std::size_t op, std::size_t spread);
  void refresh_hold(int buffer);
  void start_buffers();
  std::int64_t held_during(int op) const;
  bool evict_during(int op);
  OpContext context(int op);
  std::variant<Candidate, Infeasible> best_candidate(int op, const OpContext& context, bool any_spread);
  std::optional<Infeasible> map_op(int op);
  bool still_good(int op);
  std::optional<Infeasible> map_all();
  std::optional<Infeasible> place_all();

  const LoweredNetwork& network_;
  const std::vector<BufferUses> uses_;
  std::vector<std::vector<int>> touches_;  // buffers that an op reads or writes
  std::vector<bool> branches_;  // whether an op's tensors have other readers or writers than a chain's
  const simulator::Accelerator* accelerator_ = nullptr;
  SharedWork shared_;
  IsolatedOp isolated_;
  ExchangeEstimate exchange_;
  std::vector<std::size_t> chosen_;         // by op: its spread
  std::vector<simulator::LoopNest> nests_;  // by op: that of its spread, the whole share as one tile
  std::array<std::vector<std::size_t>, 2>
      chosen_spreads_;  // by op; of plans that keep activations on chip or not
  // The best candidate of an op in its surroundings, for this accelerator.
  std::map<std::array<std::int64_t, 11>, std::variant<Candidate, Infeasible>> memo_;
  std::vector<simulator::Box> hold_;  // of the buffer that an exchange is estimated for, and its readers
  std::vector<int> readers_;
  PlanOptions options_;
  Plan plan_;
};

}  // namespace apollo::compiler
