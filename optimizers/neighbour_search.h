#pragma once
#include <cstdint>
#include <functional>
#include <map>
#include <optional>
#include <vector>

#include "optimizers/options.h"
#include "optimizers/pointwise_search.h"

namespace apollo::optimizers {

// Search around the best trials: proposes points that differ from one of them in one or two parameters.
// The trial is drawn with a probability that falls geometrically with its rank; one whose neighbourhood is
// used up gives way to the next. With several objectives it is drawn from the front, all alike. Uniform while
// nothing usable is known.
class NeighbourSearch : public PointwiseSearch {
 public:
  static std::vector<Option> options();

  // `options` must be complete (options.h) and in range.
  NeighbourSearch(const SearchSpace& space, std::uint64_t seed, const OptionValues& options);

 private:
  std::optional<Point> next() override;
  void learn(const Trial& trial) override;
  // A new neighbour; nothing if the neighbourhood is used up.
  std::optional<Point> propose_near(const Point& centre);

  double greed_, pair_rate_;
  int radius_;
  std::multimap<double, Point, std::greater<double>> elites_;  // the best trials, best first
  ParetoFront front_;                                          // of several objectives, numbers of points_
  std::vector<Point> points_;                                  // that were on the front
};

}  // namespace apollo::optimizers
