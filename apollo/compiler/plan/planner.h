#pragma once
#include "apollo/compiler/plan/op_mapping.h"
#include "apollo/compiler/plan/pinning.h"

// Decides about a whole network, in stages that each take and return values:
//
//   start          every op on its fastest PE spread             draft.h
//   choose_spreads PE spreads along the network                  spread_choice.h
//   start_buffers  which activations stay on chip                residency.h
//   map_op         each op's mapping in the memory that is left  op_mapping.h
//   place          addresses in PE memory                        placement.h
//   pin_weights    which weights stay in core memories           pinning.h
namespace apollo::compiler::plan {

// The PE spreads of plans with these options, chosen once from the draft's: the scratch remembers them.
const ChosenSpreads& spreads_of(const Problem& problem, Scratch* scratch, Draft* draft);

// Makes draft->plan, or says why there is none. Call start() first for an accelerator. Spreads are chosen
// once for plans that keep activations on chip, starting from the draft's, and once for those that do not;
// the scratch remembers them.
std::optional<machine::Infeasible> make_plan(const Problem& problem, Scratch* scratch, Draft* draft);

// Brings buffers that left for DRAM back on chip, those first that save most traffic, as far as everything
// still fits: what left later has made room for them. Whether there was one. After make_plan() with
// activations on chip.
bool bring_back(const Problem& problem, Scratch* scratch, Draft* draft);

// The draft's plan again, after pin_weights(): mappings that are still good stay.
std::optional<machine::Infeasible> remake_with_pinned_weights(const Problem& problem, Scratch* scratch,
                                                              Draft* draft);

// Makes a finished plan the draft's: mappings, spreads, holds, addresses.
void take_up(const decisions::Plan& plan, const Scratch& scratch, Draft* draft);

// The draft's plan again, after keep_weights(), in the PE memory that the problem's accelerator has: mappings
// of kept weights were made for weights that come slowly, and may leave the array idle now. Whether one has
// changed; the plan is spoilt if there is a failure.
std::variant<bool, machine::Infeasible> remake_with_kept_weights(const Problem& problem, Scratch* scratch,
                                                                 Draft* draft);

// The draft's plan again, after refine_spreads() in the PE memory that the problem's accelerator has; spoilt
// if there is a failure.
std::optional<machine::Infeasible> remake_refined(const Problem& problem, Scratch* scratch, Draft* draft);

// The draft's plan again, with those ops mapped for as much PE memory as the problem's accelerator has, where
// they take more: weights may wait in the rest. `all`: the same with all PE memory. Whether one has changed;
// the plan is spoilt if there is a failure.
std::variant<bool, machine::Infeasible> remake_in_less(const Problem& problem, const Problem& all,
                                                       const std::vector<int>& ops, Scratch* scratch,
                                                       Draft* draft);

}  // namespace apollo::compiler::plan
