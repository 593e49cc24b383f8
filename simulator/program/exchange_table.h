#pragma once
#include <vector>

#include "simulator/program/hold_ranges.h"
#include "simulator/program/program.h"

namespace apollo::program {

// The exchange of each tile of an op whose output's holds are a product of ranges: the pieces of a PE are a
// product then too. The PEs are a product of parts, so sums over them are products of sums along each axis,
// which are tabulated.
class ExchangeTable {
 public:
  // False, and nothing to ask for, if the holds are no product. May be called again, for another op. Keeps no
  // reference.
  bool assign(const LoopNest& nest, bool output_in_place, const HoldRanges& holds);
  // Of the pieces of a tile (exchange_pieces): their bytes; and how many of these the holds of all PEs have,
  // the senders' own too.
  std::int64_t bytes(const Tile& tile) const { return result_bytes_ * total(tile, &Sent::elements); }
  std::int64_t received(const Tile& tile) const {
    return times_ * result_bytes_ * total(tile, &Sent::received);
  }

 private:
  // What is sent, along one axis, and what all ranges have in common with it.
  struct Sent {
    std::int64_t elements = 0, received = 0;
  };
  // The results of one PE along one axis: in one piece, and as the distinct parts that some range has.
  struct Along {
    Sent whole, parts;
    int covers = 0;  // distinct ranges that have them whole
  };
  // Sums over the PEs' results along one axis, for one tile index: over all, in one piece if own_, otherwise
  // as parts; and, both ways, over those that some range has whole, if own_ no other than that of their PE.
  struct Sums {
    Sent all, covered_whole, covered_parts;
  };
  void tabulate(const LoopNest& nest, Dim dim, int offset, const std::vector<Range>& ranges);
  void tabulate_channels(const LoopNest& nest, const std::vector<Range>& ranges);
  Along along(Range made, const std::vector<Range>& ranges);
  static Along everywhere(std::int64_t elements, std::size_t ranges);
  void add(const Along& part, Sums* sums) const;
  std::int64_t total(const Tile& tile, std::int64_t Sent::*value) const;

  std::vector<Sums> sums_;  // of rows by tile index, of columns, of channels by tile indices of g and k
  int first_column_ = 0, first_channel_ = 0, tiles_k_ = 1;
  std::int64_t times_ = 1;  // PEs that have each combination of ranges
  int result_bytes_ = 1;
  bool own_ = false;  // a PE has a hold that nobody shares, with its results in it: they need no exchange
  std::vector<Range> distinct_;  // parts of the results of one PE, but the whole
};

}  // namespace apollo::program
