#pragma once
#include <string>
#include <vector>

#include "simulator/engine.h"

namespace apollo::testing {

// A line for each peak rate of a program's accelerator that a simulation of it exceeds: MACs per cycle, bytes
// per cycle of each bus and port, DRAM bandwidth, one instruction per cycle; and for each unit that is busy
// for longer than the program takes.
std::vector<std::string> peak_violations(const program::Program& program, const machine::Counters& counters);

}  // namespace apollo::testing
