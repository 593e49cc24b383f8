#pragma once
#include <cstdint>
#include <vector>

#include "apollo/compiler/lower/lowering.h"

// Which elements of its buffers an op cannot do without.
namespace apollo::compiler::bound {

// Of one operand of an op.
struct Read {
  int op = -1, buffer = -1;
  bool as_weights = false;      // by the parameter bus: the second operand of a matmul
  program::Box box;             // around all that is needed, in the buffer
  std::int64_t elements = 0;    // that are needed
  bool by_every_output = true;  // each output of the op needs at least one of them

  bool is_whole() const { return elements == box.elements(); }
};

// What a view covers, in its buffer.
program::Box box_of(const program::View& view);

// Of all ops in order, the input of each first.
std::vector<Read> reads_of(const lower::LoweredNetwork& network);

// No more than the elements of these reads, of one buffer, without those that several need.
std::int64_t distinct_elements(std::vector<Read> reads);

// Whether the reads, of one buffer, need all of a box.
bool need_all(const std::vector<Read>& reads, const program::Box& box);

}  // namespace apollo::compiler::bound
