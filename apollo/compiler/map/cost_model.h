#pragma once
#include <array>

#include "apollo/compiler/decisions/plan.h"

// What a mapping of one op costs, in closed form: the busiest unit of the pipeline plus the ends that do not
// overlap.
namespace apollo::compiler::map {

// What an op finds around it.
struct OpContext {
  bool input_staged =
      true;  // the input comes from DRAM tile by tile; otherwise it is in the PE memories already
  bool operand2_staged = false;
  bool output_staged = true;  // results go to slots first; otherwise straight into the output buffer's hold
  bool output_stored = true;  // results go to DRAM
  bool weights_pinned = false;
  std::int64_t exchange_bytes = 0;               // results that go to other PEs, over all tiles
  workloads::Shape input_buffer, output_buffer;  // for DRAM runs
  std::int64_t pe_memory = 0;                    // bytes free for slots and partial sums
  std::int64_t core_memory = 0;                  // bytes of the weight ring, or for pinned weights
  std::int64_t parameter_memory = 0, activation_memory = 0;  // bytes
  double cycles_per_instruction = 0;  // price of an instruction, when instruction memory is short
};

struct Candidate {
  program::Mapping mapping;
  decisions::Slots input, operand2, output, psum;  // counts and bytes; no addresses yet
  double cycles = 0;                               // estimate: the busiest unit, plus what does not overlap
  double bound = 0;               // no mapping with the same spreads and split takes fewer cycles
  std::int64_t instructions = 0;  // estimate
  double cost = 0;                // cycles + cycles_per_instruction * instructions
  std::int64_t temporary_bytes() const {
    return input.total() + operand2.total() + output.total() + psum.total();
  }
};

// The smallest sizes of each memory that would do for a mapping (single slots).
struct Fit {
  std::int64_t pe_memory = 0, core_memory = 0, parameter_memory = 0, activation_memory = 0;
};

// One tile extent along one of the loops y, x, g and k, and all that follows from it alone.
struct LoopExtent {
  int tile = 1, tiles = 1;
  double vectors = 1;  // of one PE, over all its tiles
  // y, x, g: input rows, columns or channels, but what follows this dimension where the op rearranges.
  std::int64_t window = 1;                     // of a tile at most
  std::int64_t row = 1;                        // of a row (one y) of a transfer's piece, at most
  double carried = 1;                          // of all transfers together
  std::int64_t covered = 1;                    // g, k: what the first tiles of all parts cover together
  std::int64_t of_core = 1, of_core_last = 1;  // g, k: what a core has of the first and of the last tile
  // Of the dimension that the cores spread: see Tiling.
  int step_beats = 0, psum_beats = 0, operand2_beats = 0, drain_beats = 0, psum_drain_beats = 0;
};

// Likewise along c.
struct ReductionExtent {
  int tile = 1, tiles = 1;
  int channels = 1, last_channels = 1;  // of a tile
  int steps = 1, last_steps = 1;        // Tiling::steps of these
};

// One tile of a mapping: entries of the caller's tables, of the split that the model has.
struct TileShape {
  std::array<const LoopExtent*, 4> along{};  // by Dim
  const ReductionExtent* c = nullptr;
  program::LoopOrder order = program::LoopOrder::skc;
};

class CostModel;

// The shape of one mapping, with the extents that it refers to.
class MappingShape {
 public:
  // Sets the model's split.
  MappingShape(CostModel* model, const program::Mapping& mapping);
  MappingShape(const MappingShape&) = delete;
  MappingShape& operator=(const MappingShape&) = delete;
  const TileShape& operator*() const { return shape_; }

 private:
  std::array<LoopExtent, 4> extents_;  // by Dim
  ReductionExtent reduction_;
  TileShape shape_;
};

class CostModel {
 public:
  // Keeps references to all three.
  CostModel(const program::Op& op, const OpContext& context, const machine::Accelerator& accelerator);

  // The part of the mapping that is not the tile: PE spreads, cores, lanes and ways. Call it first; extents
  // are of this split.
  void set_split(const program::Mapping& split);
  int share(program::Dim dim) const { return whole_.share[static_cast<int>(dim)]; }
  LoopExtent extent(program::Dim dim, int tile) const;
  ReductionExtent reduction(int tile) const;

  // The slots and weight tiles of a shape, in bytes.
  struct Sizes {
    std::int64_t input = 0, operand2 = 0, output = 0, psum = 0;  // slots
    std::int64_t core = 0;                                       // a weight tile in one core memory
    std::int64_t parameter = 0;                                  // in parameter memory
  };
  Sizes sizes(const TileShape& shape) const;
  Fit smallest_needs(const TileShape& shape, const Sizes& sizes) const;
  bool fits(const Fit& needs) const;
  // Chooses slots and estimates cycles; `bound` is left to the caller. Requires that the smallest needs fit.
  Candidate estimate(const TileShape& shape, const Sizes& sizes) const;

  // Cycles that transfers take whatever the mapping.
  double least_transfer() const { return least_transfer_; }

 private:
  std::int64_t weight_bytes(std::int64_t outputs, int channels, bool last) const {
    return fixed_weight_bytes_ + outputs * (channels * weight_taps_ + (last ? bias_bytes_ : 0));
  }
  double carried(program::Dim dim, int tiles, int tile) const;
  program::Tiling with_tile(program::Dim dim, int tile) const;  // the whole share but along one dimension
  double dram_cycles(double bytes) const { return bytes * cycles_per_byte_; }

  const program::Op& op_;
  const OpContext& context_;
  const machine::Accelerator& accelerator_;
  const bool row_kernel_, cell_kernel_, has_weights_;
  // Op::weight_bytes: of a whole row kernel; of each weight's window; of each output channel.
  const std::int64_t fixed_weight_bytes_, weight_taps_, bias_bytes_;
  const double cycles_per_byte_;  // of DRAM
  const double flits_per_byte_, flits_per_parameter_byte_;
  const double latency_;  // of the network
  double least_transfer_ = 0;
  program::Tiling whole_;  // of the split
};

}  // namespace apollo::compiler::map
