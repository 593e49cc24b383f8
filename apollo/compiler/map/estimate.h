#pragma once
#include <optional>

#include "apollo/compiler/map/candidate.h"
#include "apollo/compiler/map/footprint.h"

// What a mapping of one op costs, in closed form: the busiest unit of the pipeline plus the ends that do not
// overlap. docs/compiler.md says what is counted.
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
  // Cycles that do not overlap with compute: a memory that holds one tile only makes its filling and its use
  // take turns.
  double serial = 0;
  // Share of the tiles during which weights are on their way from DRAM: where they are kept, later passes
  // bring none, and they are fetched no more than the emitter's lookahead before their use.
  double fetching = 1;
  std::int64_t transfers = 0;  // instructions
};

// Of one op in its surroundings.
class CostModel {
 public:
  // Keeps references to all three.
  CostModel(const program::Op& op, const OpContext& context, const machine::Accelerator& accelerator);

  // Chooses slots and estimates cycles of a tile shape whose split has the tiling `whole`; `bound` is left to
  // the caller. Requires that its needs fit what is free.
  Candidate estimate(const program::Tiling& whole, const TileShape& shape, const Footprint& footprint) const;

  // Cycles that transfers take whatever the mapping.
  double least_transfer() const { return least_transfer_; }

 private:
  void choose_slots(const TileCounts& counts, const Footprint& footprint, Candidate* out) const;
  double array_cycles(const program::Tiling& whole, const TileShape& shape, const TileCounts& counts) const;
  void add_weights(const TileShape& shape, const TileCounts& counts, const Footprint& footprint,
                   UnitLoads* loads) const;
  void add_input(const program::Tiling& whole, const TileShape& shape, const TileCounts& counts, int slots,
                 UnitLoads* loads) const;
  void add_operand2(const TileCounts& counts, UnitLoads* loads) const;
  void add_results(const TileShape& shape, const TileCounts& counts, int slots, UnitLoads* loads) const;
  double cycles(const TileCounts& counts, const UnitLoads& loads) const;
  std::int64_t chunks(double bytes, double count) const;
  double dram_cycles(double bytes) const { return bytes * cycles_per_byte_; }

  const program::Op& op_;
  const OpContext& context_;
  const machine::Accelerator& accelerator_;
  const double cycles_per_byte_;  // of DRAM
  const double flits_per_byte_, flits_per_parameter_byte_;
  const double latency_;      // cycles of the on-chip buses
  const double chunk_bytes_;  // of a transfer longer than that
  double least_transfer_ = 0;
};

// Slots and estimate of one whole mapping, or nothing if it does not fit; `bound` is not set.
std::optional<Candidate> estimate(const program::Op& op, const OpContext& context,
                                  const machine::Accelerator& accelerator, const program::Mapping& mapping);

}  // namespace apollo::compiler::map
