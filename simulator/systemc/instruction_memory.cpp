#include "simulator/systemc/instruction_memory.h"

#include <stdexcept>
#include <string>

namespace apollo::systemc {

void InstructionMemory::load(const std::vector<program::Instruction>& instructions,
                             const std::vector<program::OpRings>& rings) {
  instructions_ = &instructions;
  code_ = program::fold(instructions, rings);
  reader_.restart();
  executed_ = 0;
  program_counter_ = 0;
}

const program::Instruction& InstructionMemory::next() {
  ++reads_;
  const program::Instruction& expected = (*instructions_)[executed_];
  program::Instruction given = reader_.next();
  given.wait = expected.wait;  // what the sequencer's scoreboard finds
  if (!(given == expected))
    throw std::logic_error("loops give another instruction " + std::to_string(executed_));
  ++executed_;
  program_counter_ = static_cast<std::uint32_t>(reader_.position());
  return expected;
}

void InstructionMemory::trace(sc_core::sc_trace_file* file) const {
  sc_core::sc_trace(file, program_counter_, std::string(name()) + ".program_counter");
}

}  // namespace apollo::systemc
