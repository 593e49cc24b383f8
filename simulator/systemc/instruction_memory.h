#pragma once
#include <cstdint>
#include <systemc>
#include <vector>

#include "simulator/program/code.h"

namespace apollo::systemc {

class InstructionMemoryIf : virtual public sc_core::sc_interface {
 public:
  virtual bool at_end() const = 0;
  // The instruction that comes next, in the loops around it.
  virtual const program::Instruction& next() = 0;
};

// Holds the program that runs, in loops, and the sequencer's loop counters. Counts instructions read in
// `reads`: an instruction and what it advances by are read together.
class InstructionMemory : public sc_core::sc_module, public InstructionMemoryIf {
 public:
  InstructionMemory(sc_core::sc_module_name name, std::int64_t& reads) : sc_module(name), reads_(reads) {}
  // Keeps a reference to the instructions, which outlive the run. Rings by op: as fold() takes them.
  void load(const std::vector<program::Instruction>& instructions,
            const std::vector<program::OpRings>& rings);
  bool at_end() const override { return reader_.at_end(); }
  // Throws std::logic_error if the loops give another instruction than the program has there.
  const program::Instruction& next() override;
  void trace(sc_core::sc_trace_file* file) const override;

 private:
  std::int64_t& reads_;
  const std::vector<program::Instruction>* instructions_ = nullptr;
  program::Code code_;
  program::CodeReader reader_{code_};
  std::size_t executed_ = 0;
  std::uint32_t program_counter_ = 0;  // the part of the code that is read next
};

}  // namespace apollo::systemc
