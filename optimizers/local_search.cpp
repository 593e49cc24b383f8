#include "optimizers/local_search.h"

#include <iterator>

#include "optimizers/genome.h"

namespace apollo::optimizers {
namespace {

constexpr std::size_t max_elites = 64;
// Draws that meet no new point until the neighbourhood counts as used up.
constexpr int max_attempts = 64;

}  // namespace

std::vector<Option> LocalSearch::options() {
  return {
      {"greed", "probability of the best trial to be the centre; the next ones follow geometrically", 0.01, 1,
       0.3, false, "tuned (docs/search.md)"},
      {"pairs", "probability of a change of two parameters instead of one", 0, 1, 0.5, false,
       "tuned (docs/search.md)"},
      {"radius", "largest change of an ordinal parameter, in values of its list", 1, 10000, 2, true,
       "tuned (docs/search.md)"},
  };
}

LocalSearch::LocalSearch(const SearchSpace& space, std::uint64_t seed, const OptionValues& options)
    : space_(space),
      generator_(seed),
      unseen_(space),
      greed_(options.at("greed")),
      pair_rate_(options.at("pairs")),
      radius_(static_cast<int>(options.at("radius"))) {}

std::vector<Point> LocalSearch::ask(int count) {
  std::vector<Point> points;
  fill(static_cast<std::size_t>(count), points, [&] { return propose(); });
  return points;
}

std::optional<Point> LocalSearch::propose() {
  auto centre = elites_.begin();
  while (centre != elites_.end() && draw_unit(generator_) >= greed_) ++centre;
  if (centre == elites_.end()) centre = elites_.begin();
  for (; centre != elites_.end(); ++centre) {
    for (int attempt = 0; attempt < max_attempts; ++attempt) {
      Point point = centre->second;
      step(generator_, space_, radius_, point);
      if (draw_unit(generator_) < pair_rate_) step(generator_, space_, radius_, point);
      if (unseen_.propose(point)) return point;
    }
  }
  return unseen_.take(generator_);
}

void LocalSearch::tell(const std::vector<Trial>& trials) {
  for (const Trial& trial : trials) {
    unseen_.see(trial.point);
    if (!trial.usable()) continue;
    elites_.emplace(trial.reward, trial.point);
    if (elites_.size() > max_elites) elites_.erase(std::prev(elites_.end()));
  }
}

}  // namespace apollo::optimizers
