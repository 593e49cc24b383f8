#include "optimizers/front_region.h"

#include <algorithm>

namespace apollo::optimizers {

const TrustRegion& FrontRegion::around(const Point& centre) {
  if (!region_) region_.emplace(space_, centre, settings_.failures);
  region_->move(centre);
  return *region_;
}

void FrontRegion::tell(const Observations& observations, std::size_t first, const PointSet& own,
                       Generator& generator) {
  int own_trials = 0;
  for (std::size_t i = first; i < observations.size(); ++i)
    own_trials += own.count(observations[i].point) != 0 ? 1 : 0;
  if (own_trials == 0) return;
  if (restart_left_ > 0) {
    restart_left_ = std::max(0, restart_left_ - own_trials);
    return;
  }
  if (!region_) return;
  const auto& front = observations.front().members();
  const auto joined = std::find_if(front.begin(), front.end(), [&](const ParetoFront::Member& member) {
    const auto number = static_cast<std::size_t>(member.number);
    return number >= first && own.count(observations[number].point) != 0;
  });
  if (joined != front.end()) {
    region_->succeed(observations[static_cast<std::size_t>(joined->number)].point);
    return;
  }
  region_->fail(own_trials);
  if (!region_->collapsed()) return;
  region_.reset();
  if (draw_unit(generator) < settings_.global_restarts) restart_left_ = settings_.restart_trials;
}

}  // namespace apollo::optimizers
