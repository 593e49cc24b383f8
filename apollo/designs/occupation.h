#pragma once
#include "simulator/engine.h"
#include "simulator/machine/accelerator.h"
#include "simulator/program/program.h"

namespace apollo::designs {

// The cycles, first and last, in which an instruction occupies its unit (rules T3, T4 and T5 of
// docs/template.md): the array from start to end, the DRAM bus for the bursts before the end, a bus for the
// flits after the start, without the way through the network. `event` is when it ran.
simulator::Event occupation(const program::Instruction& instruction, const simulator::Event& event,
                            const machine::Accelerator& accelerator);

}  // namespace apollo::designs
