#pragma once
#include <cstdint>

#include "simulator/program/program.h"

namespace apollo::systemc {

// Rule T5, of fill_parameters: a PE's memory is read beat by beat, and each of its cores is written an entry
// of parameter memory per cycle; cores that use the same weights take them at once.
class CoreFill {
 public:
  // Of the PE in that row and column. Not active() if its cores use nothing of the tile.
  void begin(const program::Program& program, const program::Instruction& instruction, int row, int column);
  bool active() const { return cycles_left_ > 0; }
  bool cycle();  // whether it reads a beat; while active()

  const program::Instruction& instruction() const { return *instruction_; }
  std::int64_t bytes() const { return bytes_; }            // that the PE's memory gives
  std::int64_t core_bytes() const { return core_bytes_; }  // that its cores take together

 private:
  const program::Instruction* instruction_ = nullptr;
  std::int64_t bytes_ = 0, core_bytes_ = 0, beats_left_ = 0, cycles_left_ = 0;
};

}  // namespace apollo::systemc
