#include "optimizers/neighbour_search.h"

#include <iterator>

#include "optimizers/genome.h"

namespace apollo::optimizers {
namespace {

// At a greed of 0.1, the least of an ensemble's members (member_class.cpp), 1 draw of 850 would go further.
// Not tuned.
constexpr std::size_t kMaxElites = 64;
// Draws that meet no new point until the neighbourhood counts as used up. Not tuned.
constexpr int kMaxStepAttempts = 64;

}  // namespace

std::vector<Option> NeighbourSearch::options() {
  return {
      {"greed", "probability of the best trial to be the centre; the next ones follow geometrically", 0.01, 1,
       0.3, false, "tuned (docs/search.md)"},
      {"pairs", "probability of a change of two parameters instead of one", 0, 1, 0.5, false,
       "tuned (docs/search.md)"},
      {"radius", "largest change of an ordinal parameter, in values of its list", 1, 10000, 2, true,
       "tuned (docs/search.md)"},
  };
}

NeighbourSearch::NeighbourSearch(const SearchSpace& space, std::uint64_t seed, const OptionValues& options)
    : PointwiseSearch(space, seed),
      greed_(options.at("greed")),
      pair_rate_(options.at("pairs")),
      radius_(static_cast<int>(options.at("radius"))) {}

std::optional<Point> NeighbourSearch::propose_near(const Point& centre) {
  for (int attempt = 0; attempt < kMaxStepAttempts; ++attempt) {
    Point point = centre;
    step(generator(), space(), radius_, point);
    if (draw_unit(generator()) < pair_rate_) step(generator(), space(), radius_, point);
    if (unseen().propose(point)) return point;
  }
  return std::nullopt;
}

std::optional<Point> NeighbourSearch::next() {
  const auto& front = front_.members();
  const std::size_t first = front.empty() ? 0 : draw_below(generator(), front.size());
  for (std::size_t i = 0; i < front.size(); ++i) {
    const auto number = static_cast<std::size_t>(front[(first + i) % front.size()].number);
    if (auto point = propose_near(points_[number])) return point;
  }
  auto centre = elites_.begin();
  while (centre != elites_.end() && draw_unit(generator()) >= greed_) ++centre;
  if (centre == elites_.end()) centre = elites_.begin();
  for (; centre != elites_.end(); ++centre) {
    if (auto point = propose_near(centre->second)) return point;
  }
  return unseen().take(generator());
}

void NeighbourSearch::learn(const Trial& trial) {
  if (!trial.usable()) return;
  if (!trial.values.empty()) {
    if (front_.add(static_cast<std::int64_t>(points_.size()), trial.values)) points_.push_back(trial.point);
    return;
  }
  elites_.emplace(trial.reward, trial.point);
  if (elites_.size() > kMaxElites) elites_.erase(std::prev(elites_.end()));
}

}  // namespace apollo::optimizers
