#pragma once
#include <memory>
#include <variant>

#include "apollo/compiler/goal.h"
#include "simulator/engine.h"
#include "simulator/machine/infeasible.h"
#include "simulator/program/program.h"
#include "workloads/network.h"

namespace apollo::compiler {

class Compilation;

// The mapping compiler: turns a network into a program for an accelerator, the best by its simulated counters
// among the plans that it tries, or says why there is none. docs/compiler.md explains how. Best is what has
// the fewest cycles (within 0.1 % the least DRAM traffic), or, by the goal, the least energy or the least
// product of the two: then plans for fewest cycles are tried first and others beside them, so that the goal
// decides neither whether there is a program nor makes its energy larger.
//
// Deterministic: what it has compiled before makes it faster, and changes nothing else. One thread at a time.
class Compiler {
 public:
  explicit Compiler(const workloads::Network& network);  // validated; keeps no reference
  ~Compiler();
  Compiler(Compiler&&) noexcept;

  // What the fast engine counts for the best program found.
  std::variant<machine::Counters, machine::Infeasible> compile(const machine::Accelerator& accelerator,
                                                               const Goal& goal = {});
  // That program. Call it once after compile() has given counters.
  program::Program program();

 private:
  std::unique_ptr<Compilation> compilation_;
};

// The program of one network for one accelerator.
std::variant<program::Program, machine::Infeasible> compile(const workloads::Network& network,
                                                            const machine::Accelerator& accelerator,
                                                            const Goal& goal = {});

}  // namespace apollo::compiler
