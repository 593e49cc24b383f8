#include "apollo/compiler/map/split_order.h"

#include <algorithm>
#include <tuple>

namespace apollo::compiler::map {

std::vector<SplitOfSpread> splits_in_order(const std::vector<const Spread*>& spreads,
                                           const CostModel& costs) {
  std::vector<SplitOfSpread> splits;
  for (const Spread* spread : spreads)
    for (const Split& split : spread->splits) {
      splits.push_back({&split, spread, &split - spread->splits.data(), costs.least_events(*spread, split)});
      splits.back().bound = costs.bound(static_cast<double>(split.cycles), splits.back().events);
    }
  std::stable_sort(splits.begin(), splits.end(), [](const SplitOfSpread& l, const SplitOfSpread& r) {
    return std::tie(l.bound, l.rank, l.split->cycles) < std::tie(r.bound, r.rank, r.split->cycles);
  });
  return splits;
}

double least_cycles(const SplitOfSpread& s, const program::Op& op, const machine::Accelerator& accelerator,
                    const FootprintModel& footprints, const CostModel& costs) {
  if (footprints.fits_all_weights()) return static_cast<double>(s.split->cycles);
  const program::Tiling whole(op, s.spread->whole_share(op, *s.split), accelerator);
  const int most = footprints.most_channels(whole, *s.split);
  if (most >= op.C) return static_cast<double>(s.split->cycles);
  const int ways = s.split->ways_over_s ? 1 : whole.ways();
  return costs.compute_cycles(whole, std::max(most / ways, 1) * ways);
}

}  // namespace apollo::compiler::map
