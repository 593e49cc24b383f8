#pragma once
#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <utility>
#include <vector>

#include "optimizers/genome.h"
#include "optimizers/options.h"
#include "optimizers/pointwise_search.h"

namespace apollo::optimizers {

// Evolution over the genome of value indices: parents are the winners of two tournaments, a child is their
// crossover, mutated. With removal by age the population is the newest trials, as in regularized evolution
// (Real et al. 2019, "Regularized Evolution for Image Classifier Architecture Search"); otherwise the best.
//
// Only usable trials enter the population (death penalty, Coello Coello 2002): with few feasible points, a
// population of all trials would age into one without a feasible parent. Until `population` trials are known,
// and while none is usable, points are uniform.
//
// Where something is expected of points, it begins with what it is told, instead of uniform points, as soon
// as that is a batch; and of several children the one is proposed of which most is expected, as long as
// rewards of the population rise with what was expected of it.
//
// With several objectives fitness is the crowded comparison, and the least fit leaves whatever its age, as in
// NSGA-II (Deb et al. 2002): the front would age, too.
class EvolutionarySearch : public PointwiseSearch {
 public:
  static std::vector<Option> options();

  // `options` must be complete (options.h) and in range.
  EvolutionarySearch(const SearchSpace& space, std::uint64_t seed, const OptionValues& options);
  void expect(const std::shared_ptr<Expectation>& expectation) override { expectation_ = expectation; }

 private:
  std::optional<Point> next() override;
  // Before it is mutated further because it is not new.
  Point child();
  // Of several, new if one of them is.
  Point most_expected_child();
  // Whether an expectation is borne out by the population.
  bool is_foreseen();
  void learn(const Trial& trial) override;
  // By the crowded comparison, if there are several objectives.
  void compare();

  std::size_t capacity_;
  int tournament_size_;
  double crossover_rate_, mutation_rate_;
  bool by_age_;
  std::size_t told_ = 0;
  std::vector<Individual> population_;        // oldest first
  std::vector<Values> values_;                // of them, if there are several objectives
  std::shared_ptr<Expectation> expectation_;  // may be null
  std::optional<bool> is_foreseen_;           // as long as it holds
  bool is_compared_ = true;                   // fitness is that of the present population
};

}  // namespace apollo::optimizers
