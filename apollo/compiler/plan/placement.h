#pragma once
#include <vector>

#include "apollo/compiler/decisions/plan.h"

namespace apollo::compiler::plan {

// Assigns PE memory addresses to the holds of on-chip buffers and the slots of ops: nothing that is alive
// during one op overlaps. An op's input slots also stay clear of the op before it where there is room
// (OpDecision::prefetch_inputs). Returns the bytes used, which may be more than `capacity`: the caller then
// has to take something off the chip.
std::int64_t place(decisions::Plan* plan, std::int64_t capacity);

}  // namespace apollo::compiler::plan
