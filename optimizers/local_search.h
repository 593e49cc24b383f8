#pragma once
#include <cstdint>
#include <functional>
#include <map>
#include <optional>
#include <vector>

#include "optimizers/options.h"
#include "optimizers/pointwise_search.h"

namespace apollo::optimizers {

// Local search around the best trials: proposes points that differ from one of them in one or two parameters.
// The trial is drawn with a probability that falls geometrically with its rank; one whose neighbourhood is
// used up gives way to the next. Uniform while nothing usable is known.
class LocalSearch : public PointwiseSearch {
 public:
  static std::vector<Option> options();

  // `options` must be complete (options.h) and in range.
  LocalSearch(const SearchSpace& space, std::uint64_t seed, const OptionValues& options);

 private:
  std::optional<Point> propose() override;
  void learn(const Trial& trial) override;

  double greed_, pair_rate_;
  int radius_;
  std::multimap<double, Point, std::greater<double>> elites_;  // the best trials, best first
};

}  // namespace apollo::optimizers
