#pragma once
#include <memory>
#include <string>
#include <vector>

#include "optimizers/expectation.h"
#include "optimizers/search_space.h"
#include "optimizers/trial.h"

namespace apollo::optimizers {

// A search strategy: proposes points and learns from their outcomes. It knows nothing of what the points mean
// and does no evaluation itself, so that the caller decides where, when and how often in parallel points are
// evaluated.
//
//   std::unique_ptr<Optimizer> optimizer = make_optimizer("random", space, seed, {});   // registry.h
//   while (budget is left) {
//     const std::vector<Point> points = optimizer->ask(16);
//     if (points.empty()) break;          // every point of the space has been proposed
//     optimizer->tell(evaluate(points));  // in the order of the points
//   }
//
// Order of calls: expect, if at all; (ask tell)*, and further tells anywhere between them; or further asks
// before the outcomes of the last are known, and the tells later, in the order of the asks. Calls come from
// one thread at a time.
//
// Determinism: construction with the same space, seed and options, followed by the same calls, gives the same
// points; it uses no clock, no environment, no threads and no global state, and the seed is its only source
// of randomness. Draw with draw.h: the distributions of <random> differ between standard libraries.
// Strategies that compute with integers and the four operations give the same points on every machine; those
// with models (exp, log, Eigen, XGBoost) on machines of one processor family with the same versions of the
// libraries.
//
// Ownership: an optimizer keeps its own copy of the space, and copies of what it needs from the trials.
//
// Errors: none are thrown for any outcome. Infeasible trials and rewards that are not usable (Trial::usable)
// are data; runs in which nothing is feasible, or all rewards are equal, go on to the end.
class Optimizer {
 public:
  virtual ~Optimizer() = default;

  // Up to `count` (>= 1) points of the space, each different from all points asked or told before. Fewer than
  // `count` are allowed, for instance to finish a generation; none means that the space is exhausted, and
  // only that (for restricted spaces as far as UnseenPoints::take() can tell). `pending`: points that have
  // been asked for, of this optimizer or another of an ensemble, and whose outcomes are still to come; they
  // are not proposed, and models take them as if they had come out as expected.
  std::vector<Point> ask(int count, const std::vector<Point>& pending = {}) {
    return propose(count, pending);
  }

  // The outcomes of the points of an ask, in that order; one that could not be evaluated is left out,
  // and should not be proposed again, as far as that is known without it. May also be given trials that this
  // optimizer did not ask for (of another member of an ensemble, or of an earlier study): it learns from them
  // and does not propose their points.
  virtual void tell(const std::vector<Trial>& trials) = 0;

  // What other studies let expect, before the first ask; at most once. A strategy may follow it where it is
  // right, and has to find out whether it is.
  virtual void expect(const std::shared_ptr<Expectation>&) {}

  // Of an ensemble: for each point of the last ask, in that order, the name of the strategy of the member
  // that has proposed it. Empty for all others.
  virtual std::vector<std::string> proposers() const { return {}; }

 private:
  // ask().
  virtual std::vector<Point> propose(int count, const std::vector<Point>& pending) = 0;
};

}  // namespace apollo::optimizers
