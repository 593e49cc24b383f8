#include "apollo/compiler/map/rearranged_extent.h"

#include <algorithm>
#include <vector>

namespace apollo::compiler::map {

using program::Dim;
using program::Range;
using program::Rearrangement;
using program::Tiling;

RearrangedExtent rearranged_extent(const Rearrangement& rearrangement, const Tiling& n, Dim dim) {
  const int d = static_cast<int>(dim);
  RearrangedExtent out;
  std::vector<Range> ranges;
  for (int t = 0; t < n.tiles[d]; ++t) {
    for (int part = 0; part < n.parts[d]; ++part)
      if (const Range outputs = n.output_range(dim, part, t); outputs.size() > 0)
        out.window = std::max(out.window, rearrangement.driven_elements(d, outputs));
    std::int64_t row = 1, carried = 1;
    for (int axis = 0; axis < 3; ++axis) {
      if (rearrangement.driver(axis) != d) continue;
      n.rearranged_ranges(rearrangement, axis, t, &ranges);
      std::int64_t sum = 0, longest = 0;
      for (const Range r : ranges) sum += r.size(), longest = std::max<std::int64_t>(longest, r.size());
      carried *= sum;
      if (axis > 0) row *= longest;
    }
    out.row = std::max(out.row, row);
    out.carried += static_cast<double>(carried);
  }
  return out;
}

}  // namespace apollo::compiler::map
