#pragma once
#include <array>
#include <vector>

#include "simulator/fast/fast_engine.h"
#include "simulator/program/program.h"

namespace apollo::compiler::emit {

// The instructions of a program as they are written, counted for each unit. A wait for what an earlier
// instruction of the same unit has waited for is left out: units start their instructions in order.
// They are simulated as they are written, so that what is written next can go by when units are free.
class InstructionList {
 public:
  // `engine` knows all ops; null: nothing is simulated.
  void clear(fast::FastEngine* engine = nullptr) {
    engine_ = engine;
    if (engine_) engine_->begin(instructions_.size());  // those before: about as many
    instructions_.clear();
    counts_.fill(0);
    for (auto& waited : waited_) waited.fill(0);
  }
  // Returns when it is under way, if that is simulated.
  simulator::Event add(const program::Instruction& instruction) {
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
    return engine_ ? engine_->execute(instructions_.back()) : simulator::Event();
  }
  // The first cycle in which a unit, the DRAM's data bus for the dma, has nothing to do.
  std::int64_t busy_until(machine::Unit unit) const {
    return unit == machine::Unit::dma ? engine_->dram_end() + 1 : engine_->free(unit);
  }
  // What the next instruction of a unit will be within that unit, counted from 1.
  std::uint32_t next_index(machine::Unit unit) const { return counts_[static_cast<int>(unit)] + 1; }
  std::vector<program::Instruction>& instructions() { return instructions_; }

 private:
  fast::FastEngine* engine_ = nullptr;
  std::vector<program::Instruction> instructions_;
  std::array<std::uint32_t, machine::kUnits> counts_{};
  std::array<std::array<std::uint32_t, machine::kUnits>, machine::kUnits> waited_{};  // by unit, for each
};

}  // namespace apollo::compiler::emit
