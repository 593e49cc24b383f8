#pragma once
#include <cstdint>
#include <vector>

#include "simulator/program/functions.h"
#include "simulator/program/program.h"
#include "simulator/systemc/segment.h"

namespace apollo::systemc {

// What one PE does in one compute instruction.
struct TileTask {
  const program::OpPlan* plan = nullptr;
  const program::Instruction* instruction = nullptr;
  program::Range y, x, g, k, c;  // its outputs, and the channels that it reduces over
  std::int64_t vectors = 0;      // of its busiest core; 0: nothing to do
  int steps = 0;                 // per vector
  // Per vector; what this tile does not read is 0, and the drain is that of what it writes.
  program::PortTraffic beats, bytes;
  std::int64_t evaluations = 0;  // of functions, for the results of a core's vector
  int lanes = 0;                 // of a core
  int active_cores = 0;          // have outputs in this tile; the first ones
  std::int64_t macs = 0;         // useful ones, of mac kernels
  // Where its operands lie in PE memory, in view coordinates. Only with data.
  Placement input, operand2, output, psum;
  // Where the outputs' sums go (SimulationResult::sums); null: nowhere. Only with data.
  std::vector<std::int64_t>* sums = nullptr;
};

// The timing part only.
TileTask decode(const program::Program& program, const program::Instruction& instruction, int row,
                int column);
// Fills the placements of a task that has vectors. Throws std::logic_error if an operand in place is not held
// whole.
void locate_operands(const program::Program& program, int row, int column, TileTask* task);

}  // namespace apollo::systemc
