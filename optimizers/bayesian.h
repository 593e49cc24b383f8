#pragma once
#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <utility>
#include <vector>

#include "optimizers/candidates.h"
#include "optimizers/caution.h"
#include "optimizers/constrained_model.h"
#include "optimizers/front_region.h"
#include "optimizers/optimizer.h"
#include "optimizers/options.h"
#include "optimizers/region_schedule.h"
#include "optimizers/unseen.h"

namespace apollo::optimizers {

// Bayesian optimization: Gaussian processes of reward and feasibility, constrained expected improvement, in a
// trust region around the best trial (Eriksson et al. 2019, TuRBO; Eriksson and Poloczek 2021, "Scalable
// Constrained Bayesian Optimization", SCBO). A region that has collapsed is followed by a restart
// (region_schedule.h): either at the best trial, or global: a few trials spread by the models over the whole
// space, the best of which is the centre of the next region.
//
// Where the metric of the reward process is sheared (selected_regression.h), half of the candidates follow
// it: steps of the same length by the metric, long along a valley and short across. Where the process
// foretells no more than the mean, points are neighbours of the region's centre, and the region has collapsed
// after `failures` trials that were not better.
//
// With several objectives each has a process, the improvement is that of the hypervolume, and there is a
// region around every point of the front (front_region.h); candidates are also crossed from two of its
// points.
//
// The models are made anew after as many trials as their number of trials warrants; until then candidates and
// what the models say of them are kept, and trials near them are added to the models one by one.
//
// Points are uniform until `initial` trials are known and one of them is usable.
class BayesianSearch : public Optimizer {
 public:
  static std::vector<Option> options();

  // `options` must be complete (options.h) and in range.
  BayesianSearch(const SearchSpace& space, std::uint64_t seed, const OptionValues& options);
  void tell(const std::vector<Trial>& trials) override;
  // The mean of the reward's process follows it (ConstrainedModel::drift).
  void expect(const std::shared_ptr<Expectation>& expectation) override { model_.expect(expectation); }

 private:
  std::vector<Point> propose(int count, const std::vector<Point>& pending) override;

  // An ask that is going on.
  struct Ask {
    std::size_t wanted;
    const std::vector<Point>& pending;
    std::vector<Point> points;  // to be proposed
  };
  // Candidates under the present model.
  struct Pool {
    Candidates candidates;
    PointSet known;            // all of them
    std::size_t observations;  // when it was made
    int phase;                 // of the schedule
  };

  // Makes it anew, and fits it as much as the new trials warrant.
  void update_model(const std::vector<Point>& centres);
  // Whether the pool is of use for an ask of so many points; if it is not, it is made anew, without
  // candidates.
  bool renew_pool(std::size_t count, const std::vector<Point>& centres);
  // Up to `wanted` new points, each the result of draw(number of the draw); adds them to `known`.
  template <class Draw>
  std::vector<Point> draw_candidates(int wanted, PointSet& known, Draw draw);

  // Append points until there are as many as wanted, or fewer, and mark them as seen.
  void ask_global(Ask& ask);
  void ask_local(const TrustRegion& region, Ask& ask);
  void ask_front(Ask& ask);
  void ask_neighbours(const Point& centre, Ask& ask);
  void take(Candidates& candidates, Ask& ask);
  // Adds what is near the pool's candidates to the models.
  void tell_pool(const std::vector<Trial>& trials);

  // A candidate near the front, the one of this number among those drawn.
  Point draw_near(const std::vector<Point>& front, int number);

  // Adds new neighbours of the best candidates to candidates and `known`, and then, `rounds` times in all,
  // theirs. `region_at` gives the region in which those of a point lie.
  template <class RegionAt>
  void climb(RegionAt region_at, int rounds, Candidates& candidates, PointSet& known);

  SearchSpace space_;
  Generator generator_;
  UnseenPoints unseen_;
  Observations observations_;
  ConstrainedModel model_;
  std::size_t initial_;
  int candidates_;  // random ones per ask
  RegionSchedule schedule_;
  FrontRegion front_region_;
  Caution caution_;
  PointSet pending_;  // own points: of the last ask, and those that were still pending then
  std::optional<Pool> pool_;
};

}  // namespace apollo::optimizers
