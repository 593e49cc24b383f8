#pragma once
#include <vector>

#include "apollo/compiler/decisions/plan.h"

// Who needs which part of a buffer: the holds of a buffer that stays on chip follow from the PE spreads of
// its consumers.
namespace apollo::compiler::decisions {

// Per buffer: the ops that write it and the ops that read it as input or second operand, and as weights.
struct BufferUses {
  std::vector<int> writers, readers, weight_readers;
};
std::vector<BufferUses> buffer_uses(const lower::LoweredNetwork& network);

// The bounding box per PE of what the readers (ops) need, in buffer coordinates. Replaces the contents of
// `hold`.
void hold_boxes(const lower::LoweredNetwork& network, int buffer, const std::vector<int>& readers,
                const std::vector<program::LoopNest>& nests, std::vector<program::Box>* hold);
std::int64_t largest(const std::vector<program::Box>& boxes);  // in elements

// Boxes of a buffer by PE, with what an estimate of their exchange needs of them.
struct Shares {
  std::vector<program::Box> of_pe;
  std::vector<program::Range> y, x, c;  // distinct ones of each axis
  std::size_t pes = 0;                  // whose box is not empty

  // Of `of_pe`.
  void find_ranges();
};
// What the PEs make of a writer's output, in buffer coordinates.
void shares_of_output(const program::LoopNest& writer, Shares* out);

// Bytes that a writer sends to other PEs so that every PE has its hold: exact where the holds are products of
// ranges, an estimate elsewhere.
std::int64_t exchanged_elements(const Shares& made, const Shares& held);
// The same of one pair. Keeps its memory between calls.
class ExchangeEstimate {
 public:
  std::int64_t bytes(const program::LoopNest& writer, const std::vector<program::Box>& hold);

 private:
  Shares made_, held_;
};

}  // namespace apollo::compiler::decisions
