#pragma once
#include <cstdint>
#include <vector>

#include "optimizers/optimizer.h"
#include "optimizers/options.h"
#include "optimizers/unseen.h"

namespace apollo::optimizers {

// Uniform over the points that have not been proposed yet; learns nothing. The measure for all other
// strategies.
class RandomSearch : public Optimizer {
 public:
  static std::vector<Option> options() { return {}; }

  RandomSearch(const SearchSpace& space, std::uint64_t seed, const OptionValues& options);
  std::vector<Point> ask(int count) override;
  void tell(const std::vector<Trial>& trials) override;

 private:
  UnseenPoints unseen_;
  Generator generator_;
};

}  // namespace apollo::optimizers
