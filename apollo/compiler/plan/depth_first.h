#pragma once
#include <vector>

#include "apollo/compiler/plan/chain_costs.h"

namespace apollo::compiler::plan {

// Chains, in order, and how much they save together.
struct BestChains {
  std::vector<lower::Chain> chains;
  double saved = 0;
};

// Chains of ops to run part by part, so that what they hand on fits a room of so many bytes of all PE
// memories together, with all else that is alive: those by which the ops cost least (chain_costs.h), and how
// much less than each alone. The network is not cut yet.
BestChains depth_first_chains(const Problem& problem, std::int64_t room,
                              const std::vector<OpTime>& times = {});

// A chain, and how much it saved in a program.
struct TriedChain {
  lower::Chain chain;
  double saved = 0;
};

// Of chains that may overlap, those that together saved most.
BestChains best_chains(std::vector<TriedChain> tried);

}  // namespace apollo::compiler::plan
