#pragma once
#include <vector>

#include "apollo/compiler/plan.h"

// Who needs which part of a buffer: the holds of a buffer that stays on chip follow from the PE spreads of
// its consumers.
namespace apollo::compiler {

// Per buffer: the ops that write it and the ops that read it as input or second operand, and as weights.
struct BufferUses {
  std::vector<int> writers, readers, weight_readers;
};
std::vector<BufferUses> buffer_uses(const LoweredNetwork& network);

// The bounding box per PE of what the readers need, in buffer coordinates.
std::vector<simulator::Box> hold_boxes(const LoweredNetwork& network, int buffer, const BufferUses& uses,
                                       const std::vector<const simulator::LoopNest*>& nests);
std::int64_t largest(const std::vector<simulator::Box>& boxes);

// Bytes that a writer sends to other PEs so that every PE has its hold (an estimate: exact where the holds
// are products of ranges).
std::int64_t exchange_bytes(const simulator::LoopNest& writer, const std::vector<simulator::Box>& hold);

}  // namespace apollo::compiler
