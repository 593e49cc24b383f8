#pragma once
#include "apollo/compiler/map/op_context.h"
#include "apollo/compiler/map/prices.h"
#include "apollo/compiler/map/unit_loads.h"

namespace apollo::compiler::map {

// Picojoules of what a mapping of one op moves and computes, from the same tables as its cycles. Time costs
// nothing here.
class EnergyModel {
 public:
  // Keeps references to all four.
  EnergyModel(const program::Op& op, const OpContext& context, const machine::Accelerator& accelerator,
              const cost::EventEnergies& picojoules)
      : op_(op), context_(context), accelerator_(accelerator), pj_(picojoules) {}

  // Of a tile shape of the split `whole`, with what it asks of the units.
  double of(const program::Tiling& whole, const TileShape& shape, const UnitLoads& loads,
            std::int64_t instructions) const;
  // Of any tiles of a split, which move at least so many bytes through DRAM.
  double least(const program::Tiling& whole, double dram_bytes) const;
  // Cores that each weight goes to: all those of the same channels.
  double copies_of_weights(const program::Tiling& whole) const;
  // All weights once on their way from DRAM to the core memories, without these.
  double fetching_weights() const;

 private:
  // Vectors that one dimension contributes, over all tiles of all PEs; and over their cores.
  struct Vectors {
    double of_pes = 1, of_cores = 1;
    void operator*=(const Vectors& o) { of_pes *= o.of_pes, of_cores *= o.of_cores; }
  };
  Vectors along(const program::Tiling& whole, program::Dim dim, int tile) const;
  double array(const program::Tiling& whole, const Vectors& vectors, double steps, int c_tiles) const;
  double stored(const program::Tiling& whole, const TileShape& shape, const UnitLoads& loads) const;
  double weight_bytes() const { return static_cast<double>(op_.weight_bytes(op_.G, op_.K, op_.C, true)); }

  const program::Op& op_;
  const OpContext& context_;
  const machine::Accelerator& accelerator_;
  const cost::EventEnergies& pj_;
};

}  // namespace apollo::compiler::map
