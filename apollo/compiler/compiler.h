#pragma once
#include <memory>
#include <variant>

#include "simulator/engine.h"
#include "simulator/machine/infeasible.h"
#include "simulator/program/program.h"
#include "workloads/network.h"

namespace apollo::compiler {

// The mapping compiler: turns a network into a program for an accelerator, the one with the fewest simulated
// cycles among the plans that it tries (within 0.1 % the one with the least DRAM traffic), or says why there
// is none. docs/compiler.md explains how.
//
// Deterministic: what it has compiled before makes it faster, and changes nothing else. One thread at a time.
class Compiler {
 public:
  explicit Compiler(const workloads::Network& network);  // validated; keeps no reference
  ~Compiler();
  Compiler(Compiler&&) noexcept;

  // What the fast engine counts for the best program found.
  std::variant<machine::Counters, machine::Infeasible> compile(const machine::Accelerator& accelerator);
  // That program. Call it once after compile() has given counters.
  program::Program program();

 private:
  class State;
  std::unique_ptr<State> state_;
};

// The program of one network for one accelerator.
std::variant<program::Program, machine::Infeasible> compile(const workloads::Network& network,
                                                            const machine::Accelerator& accelerator);

}  // namespace apollo::compiler
