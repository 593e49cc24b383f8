#pragma once
#include <cstdint>
#include <string>

#include "simulator/program/program.h"

namespace apollo::systemc {

// An instruction on its way from the sequencer to its unit.
struct Issue {
  const program::Instruction* instruction = nullptr;
  std::uint32_t index = 0;      // in the program
  std::int64_t dispatched = 0;  // cycle
};

// "instruction 7 (collect of conv1)", for messages.
std::string describe(const program::Program& program, const Issue& issue);

}  // namespace apollo::systemc
