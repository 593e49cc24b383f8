#pragma once
#include "apollo/compiler/mapping_search.h"
#include "apollo/compiler/plan.h"

namespace apollo::compiler {

// The program of one op alone: its operands where `buffers` (by buffer index of the network) says they are,
// mapped as the candidate says, its weights in core memory from the start if `pinned`.
simulator::Program isolated_program(const LoweredNetwork& network, const std::vector<BufferDecision>& buffers,
                                    int op, const Candidate& candidate,
                                    const simulator::Accelerator& accelerator, bool pinned);

// Its simulated cycles. For an op that is not the network's first, the time before its first compute
// instruction does not count, because earlier ops hide it, unless a unit is busy for longer than what
// remains.
std::int64_t isolated_cycles(const LoweredNetwork& network, const std::vector<BufferDecision>& buffers,
                             int op, const Candidate& candidate, const simulator::Accelerator& accelerator,
                             bool pinned);

}  // namespace apollo::compiler
