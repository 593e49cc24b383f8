#include "apollo/compiler/map/tile_sizes.h"

#include <algorithm>

#include "simulator/machine/rounding.h"

namespace apollo::compiler::map {

using machine::ceil_div;

TileSizes::TileSizes(int share, int unit, std::size_t count) {
  constexpr int kFew = 8;
  if (share <= kFew * unit) {
    add(share);
    for (int size = (share - 1) / unit * unit; size > 0; size -= unit) add(size);
  }
  for (int n = 1; size_ < count && share > kFew * unit; n = n < 6 ? n + 1 : n * 2) {
    const int size = std::min(share, ceil_div(ceil_div(share, n), unit) * unit);
    if (size_ == 0 || back() != size) add(size);
    if (size <= unit || n > share) break;
  }
  // The smallest, so that what can fit is always tried.
  if (back() > unit) add(std::min(unit, share));
  whole_units_ = size_;
  if (back() > 1) add(1);
}

}  // namespace apollo::compiler::map
