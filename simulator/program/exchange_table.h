#pragma once
#include <vector>

#include "simulator/program/hold_overlap.h"
#include "simulator/program/program.h"

namespace apollo::program {

// What the exchange of a tile (exchange_pieces) carries, and what it brings.
struct Exchange {
  std::int64_t bytes = 0;     // of its pieces
  std::int64_t received = 0;  // of the pieces in the holds of all PEs, the senders' own too
};

// The exchange of each tile of an op whose output's holds are a product of ranges: the pieces of a PE are a
// product then too, and their sums come from tables per axis.
class ExchangeTable {
 public:
  // False, and nothing to ask for, if the holds are no product. May be called again, for another op. Keeps no
  // reference.
  bool assign(const LoopNest& nest, bool output_in_place, const HoldOverlap& holds);
  Exchange of(const LoopNest& nest, const Tile& tile) const;

 private:
  // The range of a PE's results along one axis, and the distinct parts of it that some hold has.
  struct Along {
    std::int64_t extent = 0;
    std::int64_t covers = 0;           // distinct ranges that hold it whole
    std::int64_t pieces = 0;           // extents of the parts, summed
    std::int64_t pieces_received = 0;  // what the ranges have in common with the parts, summed
    std::int64_t received = 0;         // what the ranges have in common with the whole range, summed
  };
  static Along along(Range made, const std::vector<Range>& ranges, std::vector<Range>* scratch);

  std::vector<Along> rows_, columns_, channels_;  // by tile index and part
  std::int64_t times_ = 1;                        // PEs that have each combination of ranges
  bool output_in_place_ = false;
  std::vector<Range> scratch_;
};

}  // namespace apollo::program
