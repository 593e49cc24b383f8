#include "simulator/systemc/issue.h"

namespace apollo::systemc {

std::string describe(const program::Program& program, const Issue& issue) {
  const program::Instruction& i = *issue.instruction;
  return "instruction " + std::to_string(issue.index) + " (" + to_string(i.opcode) + " of " +
         program.ops[i.op].op().name + ")";
}

}  // namespace apollo::systemc
