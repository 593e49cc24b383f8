#pragma once
#include <array>
#include <vector>

#include "simulator/program/program.h"

namespace apollo::compiler::emit {

// The instructions of a program as they are written, counted for each unit. A wait for what an earlier
// instruction of the same unit has waited for is left out: units start their instructions in order.
class InstructionList {
 public:
  void clear() {
    instructions_.clear();
    counts_.fill(0);
    for (auto& waited : waited_) waited.fill(0);
  }
  void add(const program::Instruction& instruction) {
    instructions_.push_back(instruction);
    const auto unit = static_cast<std::size_t>(unit_of(instruction.opcode));
    ++counts_[unit];
    for (std::size_t u = 0; u < machine::kUnits; ++u) {
      std::uint32_t& wait = instructions_.back().wait[u];
      if (wait <= waited_[unit][u])
        wait = 0;
      else
        waited_[unit][u] = wait;
    }
  }
  // What the next instruction of a unit will be within that unit, counted from 1.
  std::uint32_t next_index(machine::Unit unit) const { return counts_[static_cast<int>(unit)] + 1; }
  std::vector<program::Instruction>& instructions() { return instructions_; }

 private:
  std::vector<program::Instruction> instructions_;
  std::array<std::uint32_t, machine::kUnits> counts_{};
  std::array<std::array<std::uint32_t, machine::kUnits>, machine::kUnits> waited_{};  // by unit, for each
};

}  // namespace apollo::compiler::emit
