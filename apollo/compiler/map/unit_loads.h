#pragma once
#include "apollo/compiler/map/extents.h"

namespace apollo::compiler::map {

// How often each loop of a tile shape turns.
struct TileCounts {
  std::int64_t spatial, channel;   // y x x; g x k
  std::int64_t input, output;      // distinct input tiles; distinct output tiles
  std::int64_t all;                // compute instructions
  std::int64_t passes_over_input;  // times that the loops outside of an input tile's come back to it
  bool refetch_order;              // the order comes back to an input tile after others

  explicit TileCounts(const TileShape& shape);
};

// What a mapping asks of each unit.
struct UnitLoads {
  double array = 0, parameter_bus = 0, activation_bus = 0, output_bus = 0;  // cycles
  double dram_weights = 0, dram_load = 0, dram_store = 0;                   // bytes on the DRAM bus
  double kept_weights = 0;  // cycles of the output bus that weights from PE memories take, not in output_bus
  // Cycles that do not overlap with compute: a memory that holds one tile only makes its filling and its use
  // take turns.
  double serial = 0;
  // Share of the tiles during which weights are on their way from DRAM: where they are kept, later passes
  // bring none, and they are fetched no more than the emitter's lookahead before their use.
  double fetching = 1;
  std::int64_t transfers = 0;  // instructions
};

}  // namespace apollo::compiler::map
