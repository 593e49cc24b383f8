#include "apollo/designs/occupation.h"

namespace apollo::designs {

using machine::Unit;
using simulator::Event;

Event occupation(const program::Instruction& instruction, const Event& event,
                 const machine::Accelerator& accelerator) {
  const machine::TemplateConstants& k = accelerator.constants;
  const Unit unit = unit_of(instruction.opcode);
  if (unit == Unit::array) return event;
  if (unit == Unit::dma) return {event.end - accelerator.dram_cycles(instruction.dram_bytes) + 1, event.end};
  const int flit = unit == Unit::parameter_bus ? k.parameter_entry_bytes : k.activation_entry_bytes;
  return {event.start, event.start + (instruction.bytes + flit - 1) / flit - 1};
}

}  // namespace apollo::designs
