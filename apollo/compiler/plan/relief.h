#pragma once
#include "apollo/compiler/plan/draft.h"
#include "apollo/compiler/plan/scratch.h"

namespace apollo::compiler::plan {

// Where activations that stay on chip leave an op so little PE memory that it costs much more than it would
// have to, sends those of them to DRAM that it pays to send: the ops during their lives cost less then, by
// the estimates. All ops of the draft have mappings, and keep some.
void relieve(const Problem& problem, Scratch* scratch, Draft* draft);

}  // namespace apollo::compiler::plan
