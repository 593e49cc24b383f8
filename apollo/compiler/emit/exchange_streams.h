#pragma once
#include <vector>

#include "apollo/compiler/decisions/hold_overlap.h"
#include "apollo/compiler/emit/tile_streams.h"

namespace apollo::compiler::emit {

// What the exchange of each tile of an op carries (program::exchange_pieces), where the holds of its output
// are a product of ranges: the pieces of a PE are a product then too, and their sums come from tables per
// axis.
class ExchangeStreams {
 public:
  // False, and nothing to ask for, if the holds are no product. May be called again, for another op. Keeps no
  // reference.
  bool assign(const program::LoopNest& nest, bool output_in_place, const decisions::HoldOverlap& holds);
  Stream of(const program::LoopNest& nest, const program::Tile& tile) const;

 private:
  // The range of a PE's results along one axis, and the distinct parts of it that some hold has.
  struct Along {
    std::int64_t extent = 0;
    std::int64_t covers = 0;           // distinct ranges that hold it whole
    std::int64_t pieces = 0;           // extents of the parts, summed
    std::int64_t pieces_received = 0;  // what the ranges have in common with the parts, summed
    std::int64_t received = 0;         // what the ranges have in common with the whole range, summed
  };
  static Along along(program::Range made, const std::vector<program::Range>& ranges,
                     std::vector<program::Range>* scratch);

  std::vector<Along> rows_, columns_, channels_;  // by tile index and part
  std::int64_t times_ = 1;                        // PEs that have each combination of ranges
  bool output_in_place_ = false;
  std::vector<program::Range> scratch_;
};

}  // namespace apollo::compiler::emit
