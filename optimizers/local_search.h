#pragma once
#include <cstddef>
#include <cstdint>
#include <deque>
#include <optional>
#include <unordered_map>
#include <vector>

#include "optimizers/options.h"
#include "optimizers/pointwise_search.h"

namespace apollo::optimizers {

// Local search with restarts: from a start it tries the moves of one parameter, then some of two, in random
// order, and goes on from the first that is better. A move that was better is tried again and twice as far;
// moves of parameters that have never made a difference come last; one that changes nothing is made, so that
// plateaus are crossed. When no move is left it starts again: by a kick from its best end so far, or
// somewhere else (Lourenco et al. 2003, "Iterated Local Search").
//
// Its way is its own: trials of others serve as starts only, so that in an ensemble it finds basins that the
// others have left; or it follows them, and goes on from each better trial of theirs. While nothing usable is
// known, points are uniform. Of several objectives it takes the reward, their compromise.
class LocalSearch : public PointwiseSearch {
 public:
  static std::vector<Option> options();

  // `options` must be complete (options.h) and in range.
  LocalSearch(const SearchSpace& space, std::uint64_t seed, const OptionValues& options);

 private:
  // To another value of a parameter: by steps in an ordinal's list, or to a category.
  struct Move {
    std::size_t parameter = 0;
    int value = 0;
  };
  using Moves = std::vector<Move>;  // made together
  struct Known {
    Point point;
    double reward = 0;
  };

  std::optional<Point> next() override;
  void learn(const Trial& trial) override;

  // Where the moves lead from the present point; nothing if out of the lists or to the point itself.
  std::optional<Point> moved(const Moves& moves) const;
  void queue_moves();
  // Another start: its point, if it has to be tried first.
  std::optional<Point> restart();
  Point kicked(const Point& from);
  void arrive(const Trial& trial, const Moves& by);

  double kicks_, fresh_;
  bool follows_;
  std::optional<Known> at_, best_end_;
  std::deque<Moves> queue_;                              // not tried yet from at_
  std::unordered_map<Point, Moves, PointHash> pending_;  // own points; without moves: starts
  std::vector<Known> elites_;                            // usable trials that may be starts
  std::vector<int> tried_, mattered_;  // per parameter: moves, and those that made a difference
};

}  // namespace apollo::optimizers
