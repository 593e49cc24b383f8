#pragma once
#include <cstdint>
#include <optional>
#include <vector>

#include "optimizers/constrained_model.h"
#include "optimizers/optimizer.h"
#include "optimizers/options.h"
#include "optimizers/trust_region.h"
#include "optimizers/unseen.h"

namespace apollo::optimizers {

// Bayesian optimization: Gaussian processes of reward and feasibility, constrained expected improvement, in a
// trust region around the best trial (Eriksson et al. 2019, TuRBO; Eriksson and Poloczek 2021, "Scalable
// Constrained Bayesian Optimization", SCBO). A region that has collapsed is followed by a restart: either at
// the best trial, or global: a few trials spread by the models over the whole space, the best of which is the
// centre of the next region.
//
// Where the metric of the reward process is sheared (selected_regression.h), half of the candidates follow
// it: steps of the same length by the metric, long along a valley and short across. Where the process
// foretells no more than the mean, points are neighbours of the region's centre, and the region has collapsed
// after `failures` trials that were not better.
//
// Points are uniform until `initial` trials are known and one of them is usable.
class BayesianSearch : public Optimizer {
 public:
  static std::vector<Option> options();

  BayesianSearch(const SearchSpace& space, std::uint64_t seed, const OptionValues& options);
  std::vector<Point> ask(int count) override;
  void tell(const std::vector<Trial>& trials) override;

 private:
  int fit_steps(std::size_t count);
  int draws(int candidates) const;
  void ask_global(std::size_t count, std::vector<Point>& points);
  void ask_local(std::size_t count, std::vector<Point>& points);
  void ask_neighbours(std::size_t count, std::vector<Point>& points);
  Point stretch(const Point& from);
  void climb(Candidates& candidates, PointSet& known);
  void take(Candidates& candidates, std::size_t count, std::vector<Point>& points);
  void update_region(const Trial* best, int own);
  void adapt_caution(bool usable);
  void start_region(std::size_t centre);
  void end_restart();

  SearchSpace space_;
  Generator generator_;
  UnseenPoints unseen_;
  Observations observations_;
  ConstrainedModel model_;
  bool fitted_ = false;
  int initial_, failures_;
  double usable_share_, global_restarts_;
  int restart_trials_, candidates_;

  std::optional<TrustRegion> region_;  // none during a restart
  double region_best_ = 0;             // reward of its centre
  int failed_ = 0;                     // trials since it got better
  double log_caution_ = 1;             // constrained_model.h, Candidates
  bool first_region_ = true;
  std::vector<std::size_t> restart_;  // usable observations of the restart under way
  int restart_left_ = 0;
  PointSet pending_;  // points of the last ask
};

}  // namespace apollo::optimizers
