#pragma once
#include <cstdint>

#include "simulator/program/mapping.h"

namespace apollo::compiler::map {

// Of one dimension of an op that rearranges: the elements of the input along the
// axes that follow this dimension, as a product.
struct RearrangedExtent {
  std::int64_t window = 1;  // that a PE's tile needs at most
  std::int64_t row = 1;     // of a row (one y) of a transfer's piece, at most
  double carried = 0;       // of all pieces of all tiles, summed
};
RearrangedExtent rearranged_extent(const program::Rearrangement& rearrangement, const program::Tiling& tiling,
                                   program::Dim dim);

}  // namespace apollo::compiler::map
