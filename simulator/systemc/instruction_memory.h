#pragma once
#include <cstdint>
#include <systemc>
#include <vector>

#include "simulator/program/program.h"

namespace apollo::systemc {

class InstructionMemoryIf : virtual public sc_core::sc_interface {
 public:
  virtual std::uint32_t entries() const = 0;
  virtual const program::Instruction& read(std::uint32_t entry) = 0;
};

// Holds the program that runs; one instruction per entry. Counts entries read in `reads`.
class InstructionMemory : public sc_core::sc_module, public InstructionMemoryIf {
 public:
  InstructionMemory(sc_core::sc_module_name name, std::int64_t& reads) : sc_module(name), reads_(reads) {}
  // `instructions` outlives the run.
  void load(const std::vector<program::Instruction>& instructions) { instructions_ = &instructions; }
  std::uint32_t entries() const override { return static_cast<std::uint32_t>(instructions_->size()); }
  const program::Instruction& read(std::uint32_t entry) override {
    ++reads_;
    return (*instructions_)[entry];
  }

 private:
  std::int64_t& reads_;
  const std::vector<program::Instruction>* instructions_ = nullptr;
};

}  // namespace apollo::systemc
