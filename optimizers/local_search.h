#pragma once
#include <cstdint>
#include <map>
#include <optional>
#include <vector>

#include "optimizers/draw.h"
#include "optimizers/optimizer.h"
#include "optimizers/options.h"
#include "optimizers/unseen.h"

namespace apollo::optimizers {

// Local search around the best trials: proposes points that differ from one of them in one or two parameters.
// The trial is drawn with a probability that falls geometrically with its rank; one whose neighbourhood is
// used up gives way to the next. Uniform while nothing usable is known.
class LocalSearch : public Optimizer {
 public:
  static std::vector<Option> options();

  LocalSearch(const SearchSpace& space, std::uint64_t seed, const OptionValues& options);
  std::vector<Point> ask(int count) override;
  void tell(const std::vector<Trial>& trials) override;

 private:
  std::optional<Point> propose();

  SearchSpace space_;
  Generator generator_;
  UnseenPoints unseen_;
  double greed_, pair_rate_;
  int radius_;
  std::multimap<double, Point, std::greater<double>> elites_;  // the best trials, best first
};

}  // namespace apollo::optimizers
