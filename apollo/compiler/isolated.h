#pragma once
#include <optional>

#include "apollo/compiler/emitter.h"
#include "apollo/compiler/mapping_search.h"
#include "simulator/fast_engine.h"

namespace apollo::compiler {

// Simulates one op alone. Keeps its memory between calls.
class IsolatedOp {
 public:
  IsolatedOp(const LoweredNetwork& network, const simulator::Accelerator& accelerator)
      : network_(network), accelerator_(accelerator), emitter_(network), engine_(accelerator) {}

  // Cycles of the op with its operands where `buffers` (by buffer index of the network) says they are, mapped
  // as the candidate says, its weights in core memory from the start if `pinned`. For an op that is not the
  // network's first, the time before its first compute instruction does not count, because earlier ops hide
  // it, unless a unit is busy for longer than what remains.
  std::int64_t cycles(const std::vector<BufferDecision>& buffers, int op, const Candidate& candidate,
                      bool pinned);

 private:
  const LoweredNetwork& network_;
  const simulator::Accelerator& accelerator_;
  Emitter emitter_;
  simulator::FastEngine engine_;
  std::optional<simulator::LoopNest> nest_;  // of the last op, so that its Op need not be copied again
  int nest_op_ = -1;
  std::vector<std::int64_t> hold_addresses_;  // by buffer
};

}  // namespace apollo::compiler
