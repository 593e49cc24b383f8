#pragma once
#include <cstdint>
#include <optional>
#include <vector>

#include "optimizers/draw.h"
#include "optimizers/optimizer.h"
#include "optimizers/unseen.h"

namespace apollo::optimizers {

// A strategy that finds its points one after the other and learns from its trials one after the other, so
// that a batch is what as many asks for one point would give. What it adds is in next() and learn().
class PointwiseSearch : public Optimizer {
 public:
  void tell(const std::vector<Trial>& trials) final;

 protected:
  PointwiseSearch(const SearchSpace& space, std::uint64_t seed);

  // The next point, which it has marked as seen in unseen() (UnseenPoints::propose, take); nothing only if
  // unseen() has nothing to take.
  virtual std::optional<Point> next() = 0;
  // One trial, whose point has been marked as seen; usable or not.
  virtual void learn(const Trial& trial) = 0;

  const SearchSpace& space() const { return space_; }
  Generator& generator() { return generator_; }
  UnseenPoints& unseen() { return unseen_; }

 private:
  std::vector<Point> propose(int count, const std::vector<Point>& pending) final;

  SearchSpace space_;
  Generator generator_;
  UnseenPoints unseen_;
};

}  // namespace apollo::optimizers
