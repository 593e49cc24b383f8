#pragma once
#include <cstdint>
#include <optional>
#include <vector>

#include "optimizers/optimizer.h"
#include "optimizers/options.h"
#include "optimizers/point_walk.h"

namespace apollo::optimizers {

// Uniform over the points that have not been proposed yet; learns nothing. The measure for all other
// strategies. It remembers no point of its own, however many it proposes.
class RandomSearch : public Optimizer {
 public:
  static std::vector<Option> options() { return {}; }

  RandomSearch(const SearchSpace& space, std::uint64_t seed, const OptionValues& options);

  void tell(const std::vector<Trial>& trials) override;

 private:
  std::vector<Point> propose(int count, const std::vector<Point>& pending) override;
  std::optional<Point> next();
  void see(const Point& point);

  PointWalk walk_;
  PointSet ahead_;  // points of others that the walk has not come to
};

}  // namespace apollo::optimizers
