#pragma once
#include <cstddef>
#include <memory>
#include <string>
#include <vector>

#include "optimizers/optimizer.h"

namespace apollo::optimizers {

// What is known before a search begins, from other searches.
struct Start {
  // Outcomes of points of the space, each once, as the search would find them; ids mean nothing. The strategy
  // is told of them, and they are no trials.
  std::vector<Trial> known;
  // Points of the space, each once, that are proposed before the strategy is asked; known ones may be among
  // them.
  std::vector<Point> proposals;
  std::shared_ptr<Expectation> expectation;  // for the strategy; may be null
};

// A strategy that begins with what is known already: proposes those points first, in batches of their own,
// and then what the strategy does, which was told of all that is known but for these points.
class StartedSearch : public Optimizer {
 public:
  // Of a strategy that has not been asked yet.
  StartedSearch(std::unique_ptr<Optimizer> strategy, Start start);

  void tell(const std::vector<Trial>& trials) override { strategy_->tell(trials); }
  // None of what it proposes itself.
  std::vector<std::string> proposers() const override {
    return from_start_ == 0 ? strategy_->proposers() : std::vector<std::string>();
  }

 private:
  std::vector<Point> propose(int count, const std::vector<Point>& pending) override;

  std::unique_ptr<Optimizer> strategy_;
  std::vector<Point> proposals_;
  std::size_t next_ = 0;        // of them
  std::size_t from_start_ = 0;  // points of the last ask that were among them
};

}  // namespace apollo::optimizers
