#pragma once
#include "apollo/compiler/decisions/plan.h"

namespace apollo::compiler::map {

// A mapping with its slots, and what it is estimated to cost.
struct Candidate {
  program::Mapping mapping;
  decisions::Slots input, operand2, output, psum;  // counts and bytes; no addresses yet
  double cycles = 0;                               // the busiest unit, plus what does not overlap
  double bound = 0;                                // no mapping with the same spreads and split costs less
  std::int64_t instructions = 0;
  double entries = 0;  // of instruction memory that these take in loops, about; 0 unless they have a price
  double cost = 0;     // by the Prices, with cycles_per_entry for each entry
  std::int64_t temporary_bytes() const {
    return input.total() + operand2.total() + output.total() + psum.total();
  }
};

}  // namespace apollo::compiler::map
