#pragma once
#include <cstddef>
#include <functional>
#include <optional>
#include <vector>

#include "optimizers/caution.h"
#include "optimizers/constrained_model.h"
#include "optimizers/hypervolume_improvement.h"

namespace apollo::optimizers {

// Candidates for the next trials and their scores under a model: log of the constrained expected improvement
// (Gardner et al. 2014, "Bayesian Optimization with Inequality Constraints": expected improvement times
// probability of feasibility), with that probability to the power of a caution (caution.h). With several
// objectives the improvement is that of the hypervolume (hypervolume_improvement.h).
//
// Order of calls: (add* observe*)*, expect, then take_best*, and again; expect may be left out. Must not
// outlive the model, nor its next update, nor the caution.
class Candidates {
 public:
  // The improvement is over `best_target`, in the units of the model's targets (acquisition.h, warp).
  // `caution` is read at every score. Requires an updated model.
  Candidates(const SearchSpace& space, const ConstrainedModel& model, double best_target,
             const Caution& caution);
  // Of several objectives: the improvement is over the front.
  Candidates(const SearchSpace& space, const ConstrainedModel& model, const ParetoFront& front,
             const Caution& caution);

  // Appends points of the space's product. O(observations of the model squared) per point.
  void add(const std::vector<Point>& points);
  // The outcome of a point, a candidate or not, in a search for a single objective: what was only expected of
  // those taken is forgotten. Not for more than a few dozen observations per update of the model.
  void observe(const Trial& trial);
  // In the order of adding; taken ones stay.
  const std::vector<Point>& points() const { return points_; }
  // Of points()[i]; higher is better, always finite.
  double score(std::size_t i) const;
  // Points whose outcomes are still to come count as observed with the outcome that the model expects; those
  // that are no candidates yet become such, and count as taken.
  void expect(const std::vector<Point>& pending);
  // The point with the highest score of those not taken yet, the first of equals. It counts as observed with
  // the outcome that the model expects, which lowers the scores of points near it. Nothing if all were taken.
  std::optional<Point> take_best();
  // Takes candidates of which is_known() is true out of the list.
  void drop(const std::function<bool(const Point&)>& is_known);

 private:
  void forget();
  // The candidate counts as taken, and as observed with the outcome that the model expects.
  void believe(std::size_t candidate);
  // For HypervolumeImprovement, by the model.
  Eigen::VectorXd log_mean(Eigen::Index candidate) const;
  Eigen::VectorXd log_deviation(Eigen::Index candidate) const;
  double log_improvement(Eigen::Index candidate) const;

  SearchSpace space_;
  const ConstrainedModel& model_;
  std::vector<Point> points_;
  std::vector<bool> taken_;
  std::vector<Posterior> rewards_;  // per objective
  Posterior feasibility_;
  std::vector<double> drift_;  // ConstrainedModel::drift() of the points, of a single objective
  double best_target_;         // rises with what is observed
  const Caution& caution_;
  ParetoFront front_;  // of several objectives, with what is believed
  std::optional<HypervolumeImprovement> improvement_;
};

}  // namespace apollo::optimizers
