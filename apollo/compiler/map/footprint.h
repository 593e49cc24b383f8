#pragma once
#include "apollo/compiler/map/extents.h"
#include "apollo/compiler/map/op_context.h"
#include "apollo/compiler/map/spreads.h"

// What a mapping takes of each memory (rules C1 to C4 of docs/template.md), from the tables of its extents.
namespace apollo::compiler::map {

// Bytes of one of each kind of slot, and of weight tiles.
struct Footprint {
  std::int64_t input = 0, operand2 = 0, output = 0, psum = 0;  // in every PE memory
  std::int64_t core = 0;       // in every core memory: a weight tile, or all of them if they are pinned
  std::int64_t parameter = 0;  // in parameter memory: a weight tile
};

// Of one op in its surroundings.
class FootprintModel {
 public:
  // Keeps references to op and context. `transfers_held`: the template constant.
  FootprintModel(const program::Op& op, const OpContext& context, int transfers_held);

  // `whole`: the tiling of the shape's split (SplitExtents::whole).
  Footprint of(const program::Tiling& whole, const TileShape& shape) const;
  // The smallest memories that would do: single slots; of weight tiles, and of rows of each transfer's piece,
  // as many as must be held.
  Memories needs(const TileShape& shape, const Footprint& footprint) const;
  // Whether memories have room for all weights of the op, as often as must be held.
  bool fits_all_weights() const;
  // Input channels over which a weight tile can reduce that keeps all lanes and cores of a split at work; C
  // if it can be all. `share`: a tiling with the split's spread.
  int most_channels(const program::Tiling& share, const Split& split) const;

 private:
  // Of a core's weights as they arrive: of pinned ones only parameter memory matters.
  std::int64_t free_for_weights() const {
    return context_.weights_pinned ? context_.free.parameter : context_.free.core;
  }
  std::int64_t weight_bytes(std::int64_t outputs, int channels, bool last) const {
    return fixed_weight_bytes_ +
           outputs * (machine::ceil_div(channels * window_bits_, 8) + (last ? bias_bytes_ : 0));
  }
  std::int64_t weight_tile(std::int64_t outputs, const ReductionExtent& c) const;
  std::int64_t all_weight_tiles(const TileShape& shape) const;

  const program::Op& op_;
  const OpContext& context_;
  const int transfers_held_;
  const bool row_kernel_, cell_kernel_, has_weights_;
  // Op::weight_bytes: of a whole row kernel; of each window, in bits; of each output channel.
  const std::int64_t fixed_weight_bytes_, window_bits_, bias_bytes_;
  const int input_bytes_, operand2_bytes_, output_bytes_, sum_bytes_;  // of an element
};

}  // namespace apollo::compiler::map
