#include "simulator/systemc/issue.h"

namespace apollo::simulator::systemc {

std::string describe(const Program& program, const Issue& issue) {
  const Instruction& i = *issue.instruction;
  return "instruction " + std::to_string(issue.index) + " (" + to_string(i.opcode) + " of " +
         program.ops[i.op].op().name + ")";
}

}  // namespace apollo::simulator::systemc
