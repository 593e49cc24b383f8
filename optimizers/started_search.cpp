#include "optimizers/started_search.h"

#include <algorithm>
#include <utility>

namespace apollo::optimizers {

StartedSearch::StartedSearch(std::unique_ptr<Optimizer> strategy, Start start)
    : strategy_(std::move(strategy)), proposals_(std::move(start.proposals)) {
  if (start.expectation) strategy_->expect(start.expectation);
  const PointSet proposed(proposals_.begin(), proposals_.end());
  std::vector<Trial> known;
  for (Trial& trial : start.known)
    if (proposed.count(trial.point) == 0) known.push_back(std::move(trial));
  // The best last, for what is oldest may be forgotten.
  std::stable_sort(known.begin(), known.end(), [](const Trial& l, const Trial& r) {
    return l.usable() != r.usable() ? r.usable() : l.usable() && l.reward < r.reward;
  });
  if (!known.empty()) strategy_->tell(known);
}

std::vector<Point> StartedSearch::propose(int count, const std::vector<Point>& pending) {
  from_start_ = std::min(static_cast<std::size_t>(count), proposals_.size() - next_);
  if (from_start_ == 0) return strategy_->ask(count, pending);
  const auto first = proposals_.begin() + static_cast<std::ptrdiff_t>(next_);
  next_ += from_start_;
  return {first, first + static_cast<std::ptrdiff_t>(from_start_)};
}

}  // namespace apollo::optimizers
