#include "apollo/compiler/compiler.h"

#include "apollo/compiler/compilation.h"

namespace apollo::compiler {

Compiler::Compiler(const workloads::Network& network)
    : compilation_(std::make_unique<Compilation>(network)) {}
Compiler::~Compiler() = default;
Compiler::Compiler(Compiler&&) noexcept = default;

std::variant<machine::Counters, machine::Infeasible> Compiler::compile(
    const machine::Accelerator& accelerator, const Goal& goal) {
  return compilation_->compile(accelerator, goal);
}

program::Program Compiler::program() { return compilation_->program(); }

std::variant<program::Program, machine::Infeasible> compile(const workloads::Network& network,
                                                            const machine::Accelerator& accelerator,
                                                            const Goal& goal) {
  Compiler compiler(network);
  const auto compiled = compiler.compile(accelerator, goal);
  if (const auto* infeasible = std::get_if<machine::Infeasible>(&compiled)) return *infeasible;
  return compiler.program();
}

}  // namespace apollo::compiler
