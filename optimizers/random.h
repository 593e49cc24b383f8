#pragma once
#include <cstdint>
#include <optional>
#include <vector>

#include "optimizers/options.h"
#include "optimizers/pointwise_search.h"

namespace apollo::optimizers {

// Uniform over the points that have not been proposed yet; learns nothing. The measure for all other
// strategies.
class RandomSearch : public PointwiseSearch {
 public:
  static std::vector<Option> options() { return {}; }

  RandomSearch(const SearchSpace& space, std::uint64_t seed, const OptionValues& options);

 private:
  std::optional<Point> next() override;
  void learn(const Trial& trial) override;
};

}  // namespace apollo::optimizers
