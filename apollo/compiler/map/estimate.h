#pragma once
#include <algorithm>
#include <optional>

#include "apollo/compiler/map/candidate.h"
#include "apollo/compiler/map/energy_estimate.h"
#include "apollo/compiler/map/footprint.h"
#include "apollo/compiler/map/spreads.h"

// What a mapping of one op costs, in closed form: the busiest unit of the pipeline plus the ends that do not
// overlap. docs/compiler.md says what is counted.
namespace apollo::compiler::map {

// Of one op in its surroundings.
class CostModel {
 public:
  // Keeps references to all four.
  CostModel(const program::Op& op, const OpContext& context, const machine::Accelerator& accelerator,
            const Prices& prices = kCyclesAlone);

  // Chooses slots and estimates cycles of a tile shape whose split has the tiling `whole`; `bound` is left to
  // the caller. Requires that its needs fit what is free.
  Candidate estimate(const program::Tiling& whole, const TileShape& shape, const Footprint& footprint) const;

  // Compute cycles of a split's whole share, reduced over so many input channels at a time.
  double compute_cycles(const program::Tiling& whole, int channels) const;
  // Cycles that transfers take whatever the mapping.
  double least_transfer() const { return least_transfer_; }
  // What any tiles of a split cost at least, whose array takes so many cycles and `events` picojoules:
  // without the share of the array that Prices adds, so that candidates to simulate are found beside the
  // best.
  double bound(double array_cycles, double events) const {
    return prices_.of_cycles(std::max(array_cycles, least_transfer_)) + events;
  }
  // Picojoules of the events that a split has whatever its tiles; 0 if only cycles count.
  double least_events(const Spread& spread, const Split& split) const {
    if (!prices_.of_energy) return 0;
    return energies_.least(program::Tiling(op_, spread.whole_share(op_, split), accelerator_), least_dram_);
  }
  // Whether a mapping of such an estimate is a matter of latencies more than of what bounds tell.
  bool is_small(const Candidate& candidate) const {
    constexpr double kSmall = 2000;  // cycles
    return (prices_.of_energy ? candidate.cycles : candidate.cost) < kSmall;
  }

 private:
  void choose_slots(const TileCounts& counts, const Footprint& footprint, Candidate* out) const;
  double array_cycles(const program::Tiling& whole, const TileShape& shape, const TileCounts& counts) const;
  void add_weights(const TileShape& shape, const TileCounts& counts, const Footprint& footprint,
                   UnitLoads* loads) const;
  void add_input(const program::Tiling& whole, const TileShape& shape, const TileCounts& counts, int slots,
                 UnitLoads* loads) const;
  std::int64_t output_run(const TileShape& shape, const TileCounts& counts) const;
  void add_operand2(const TileShape& shape, const TileCounts& counts, UnitLoads* loads) const;
  void add_results(const TileShape& shape, const TileCounts& counts, int slots, UnitLoads* loads) const;
  // So many later tiles are loaded at most before the results of a tile are stored.
  double loads_before_store(const TileCounts& counts, const UnitLoads& loads, int input_slots) const;
  double dram_ends(const TileCounts& counts, const UnitLoads& loads, int input_slots) const;
  double cycles(const TileCounts& counts, const UnitLoads& loads, int input_slots) const;
  std::int64_t chunks(double bytes, double count) const;
  double dram_cycles(double bytes) const { return bytes * cycles_per_byte_; }

  const program::Op& op_;
  const OpContext& context_;
  const machine::Accelerator& accelerator_;
  const double cycles_per_byte_;  // of DRAM
  const double flits_per_byte_, flits_per_parameter_byte_;
  const double latency_;      // cycles of the on-chip buses
  const double chunk_bytes_;  // of a transfer longer than that
  const Prices& prices_;
  const EnergyModel energies_;
  double least_dram_ = 0, least_transfer_ = 0;  // bytes; cycles
};

// Slots and estimate of one whole mapping, or nothing if it does not fit; `bound` is not set.
std::optional<Candidate> estimate(const program::Op& op, const OpContext& context,
                                  const machine::Accelerator& accelerator, const program::Mapping& mapping,
                                  const Prices& prices = kCyclesAlone);

}  // namespace apollo::compiler::map
