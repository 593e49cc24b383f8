#pragma once
#include <vector>

#include "simulator/program/hold_overlap.h"
#include "simulator/program/program.h"

namespace apollo::program {

// The exchange of each tile of an op whose output's holds are a product of ranges: the pieces of a PE are a
// product then too, and their sums come from tables per axis.
class ExchangeTable {
 public:
  // False, and nothing to ask for, if the holds are no product. May be called again, for another op. Keeps no
  // reference.
  bool assign(const LoopNest& nest, bool output_in_place, const HoldOverlap& holds);
  // Of the pieces of a tile (exchange_pieces): their bytes; and how many of these the holds of all PEs have,
  // the senders' own too. `nest` as assigned.
  std::int64_t bytes(const LoopNest& nest, const Tile& tile) const;
  std::int64_t received(const LoopNest& nest, const Tile& tile) const;

 private:
  // The range of a PE's results along one axis, and the distinct parts of it that some hold has.
  struct Along {
    std::int64_t extent = 0;
    std::int64_t covers = 0;           // distinct ranges that hold it whole
    std::int64_t pieces = 0;           // extents of the parts, summed
    std::int64_t pieces_received = 0;  // what the ranges have in common with the parts, summed
    std::int64_t received = 0;         // what the ranges have in common with the whole range, summed
  };
  // Adds up value(y, x, c, whole) over the PEs that have results in the tile; `whole`: their pieces are the
  // whole tile box.
  template <typename Value>
  std::int64_t sum(const LoopNest& nest, const Tile& tile, Value value) const;
  static Along along(Range made, const std::vector<Range>& ranges, std::vector<Range>* scratch);

  // Whether a PE has a hold that nobody shares, and its results in it: they need no exchange.
  bool own() const { return output_in_place_ && times_ == 1; }

  std::vector<Along> rows_, columns_, channels_;  // by tile index and part
  std::int64_t times_ = 1;                        // PEs that have each combination of ranges
  bool output_in_place_ = false;
  std::vector<Range> scratch_;
};

}  // namespace apollo::program
