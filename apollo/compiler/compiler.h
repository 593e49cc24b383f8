#pragma once
#include <variant>

#include "apollo/compiler/infeasible.h"
#include "simulator/program.h"
#include "workloads/network.h"

namespace apollo::compiler {

// The mapping compiler: turns a validated network into a program for an accelerator, the one with the fewest
// simulated cycles among the plans that it tries, or says why there is none. Deterministic. docs/compiler.md
// explains how.
std::variant<simulator::Program, Infeasible> compile(const workloads::Network& network,
                                                     const simulator::Accelerator& accelerator);

}  // namespace apollo::compiler
