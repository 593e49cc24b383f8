#pragma once
#include <cstdint>
#include <vector>

#include "apollo/compiler/decisions/plan.h"

namespace apollo::compiler::decisions {

// Bytes of every PE memory that activations take from op `first` to op `last`: a hold, an op's slots, its
// partial sums.
struct Lifetime {
  int first, last;
  std::int64_t begin, end;
};

// All of a plan that has its addresses.
std::vector<Lifetime> activation_lifetimes(const Plan& plan);
// Where the highest of them ends; 0 without any.
std::int64_t end_of(const std::vector<Lifetime>& lifetimes);

// Where what a PE memory of so many bytes keeps of weights begins, or the memory ends: weights may wait
// below.
std::int64_t end_of_parking(const Plan& plan, std::int64_t pe_memory_bytes);

}  // namespace apollo::compiler::decisions
