#pragma once
#include <array>
#include <vector>

#include "simulator/program/program.h"

namespace apollo::compiler::emit {

// The instructions of a program as they are written, counted for each unit.
class InstructionList {
 public:
  void clear() {
    instructions_.clear();
    counts_.fill(0);
  }
  void add(const program::Instruction& instruction) {
    instructions_.push_back(instruction);
    ++counts_[static_cast<int>(unit_of(instruction.opcode))];
  }
  // What the next instruction of a unit will be within that unit, counted from 1.
  std::uint32_t next_index(machine::Unit unit) const { return counts_[static_cast<int>(unit)] + 1; }
  std::vector<program::Instruction>& instructions() { return instructions_; }

 private:
  std::vector<program::Instruction> instructions_;
  std::array<std::uint32_t, machine::kUnits> counts_{};
};

}  // namespace apollo::compiler::emit
