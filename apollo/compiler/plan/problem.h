#pragma once
#include <vector>

#include "apollo/compiler/decisions/holds.h"
#include "apollo/compiler/map/prices.h"

namespace apollo::compiler::plan {

// Who uses what in a network: the same for all its plans.
struct NetworkUses {
  explicit NetworkUses(const lower::LoweredNetwork& network);

  std::vector<decisions::BufferUses> buffers;
  std::vector<std::vector<int>> of_op;  // by op: the buffers that it reads or writes as activations
  std::vector<int> models;              // by op: lower::model_parts()
  std::vector<int> weight_groups;       // by op: lower::weight_groups()
  std::vector<bool> branches;  // by op: whether one of these has several readers or writers, unlike a chain's
  std::vector<bool>
      repeats_weights;  // by op: whether it has the weights of the last op before it that has any
};

// What distinguishes the plans that the compiler tries for a network.
struct PlanOptions {
  bool keep_on_chip = true;     // activations stay in PE memories between layers where they fit
  double cycles_per_entry = 0;  // price of an entry of instruction memory, when that is short
  bool plain_spreads = false;   // spreads count computation and exchange alone
  bool whole_array = false;     // no op leaves PE rows or columns idle that it could use
  bool fast_spreads = false;    // PE spreads as for cycles alone, whatever the prices
};

// What a plan is made for.
struct Problem {
  const lower::LoweredNetwork& network;
  const NetworkUses& uses;
  const machine::Accelerator& accelerator;
  PlanOptions options;
  const map::Prices& prices = map::kCyclesAlone;  // those of the scratch
};

}  // namespace apollo::compiler::plan
