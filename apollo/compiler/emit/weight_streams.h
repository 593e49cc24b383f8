#pragma once
#include <vector>

#include "apollo/compiler/emit/stream.h"
#include "simulator/program/mapping.h"

namespace apollo::compiler::emit {

// The weights of all tiles of an op, over the parts of g and k (LoopNest::weight_pieces).
class WeightStreams {
 public:
  // May be called again, for another op: memory is reused. `nest` has to live as long.
  void assign(const program::LoopNest& nest, int burst_bytes);
  Stream of(const program::Tile& tile) const;

 private:
  struct Outputs {
    int sum = 0;               // of the parts
    std::int64_t rounded = 0;  // each part rounded up to bursts, summed
  };
  Outputs outputs(program::Dim dim, int tile) const;
  std::int64_t rounded(std::int64_t bytes) const { return machine::round_up(bytes, burst_); }

  const program::LoopNest* nest_ = nullptr;
  std::int64_t burst_ = 1;
  std::vector<Outputs> groups_, outputs_;  // by tile index along g, along k
};

}  // namespace apollo::compiler::emit
