#pragma once
#include <cstddef>
#include <unordered_map>
#include <vector>

#include "optimizers/search_space.h"
#include "optimizers/trial.h"

namespace apollo::optimizers {

// The number of the member of an ensemble that has proposed a point.
using Owners = std::unordered_map<Point, std::size_t, PointHash>;

// What the members of an ensemble have earned with their points, and the share of the next points that is
// theirs for it (Angermueller et al. 2020, "Population-Based Black-Box Optimization for Biological Sequence
// Design"). A member earns the improvement of the best reward by the best of its points in a batch, in units
// of the best reward's distance from the median of all, which no offset and no scale of the rewards changes,
// but at most 0.1; that is also what the first usable trial earns, and one while all are equal. With several
// objectives it is the sum of the relative gains of the hypervolume above 0 by each of its points, as a front
// is made of many. Gains decay with the trials, and a member's credit is its gains per proposal, likewise
// decayed: who proposes little may be the best.
class Credits {
 public:
  // All members (>= 1) start at 0. `half_life` > 0: trials after which a credit has halved. `temperature` >
  // 0: the lower, the larger the shares of those with the most credit.
  Credits(std::size_t members, double half_life, double temperature);

  // A batch of trials. Those whose points have no owner earn nothing, but raise the best reward.
  void tell(const std::vector<Trial>& trials, const Owners& owners);

  // >= 0.
  double of(std::size_t member) const;
  // Of a member that has not proposed yet.
  void set(std::size_t member, double credit);

  // Per member softmax(credit / temperature), with credits in units of the highest, but of at least 0.0002,
  // or 0.000001 with several objectives, so that without improvement all shares become equal again. Their sum
  // is 1.
  std::vector<double> shares() const;

 private:
  std::vector<double> gains_, proposals_;  // per member, decayed
  double half_life_, temperature_;
  std::vector<double> rewards_;  // so far, ascending
  ParetoFront front_;            // so far, of several objectives
};

}  // namespace apollo::optimizers
