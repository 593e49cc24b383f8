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

// Bytes that a writer sends to other PEs so that every PE has its hold: exact where the holds are products of
// ranges, an estimate elsewhere. Keeps its memory between calls.
class ExchangeEstimate {
 public:
  std::int64_t bytes(const program::LoopNest& writer, const std::vector<program::Box>& hold);

 private:
  struct Ranges {  // distinct ones of each axis
    std::vector<program::Range> y, x, c;
    void clear();
    void add_box(const program::Box& box);
  };
  Ranges made_, held_;
};

}  // namespace apollo::compiler::decisions
