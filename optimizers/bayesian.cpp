#include "optimizers/bayesian.h"

#include <algorithm>
#include <utility>

#include "optimizers/candidates.h"
#include "optimizers/genome.h"

namespace apollo::optimizers {
namespace {

// The constants here were chosen with the strategy on the problems of docs/search.md, and not varied on their
// own unless it says so.

// Steps of the fit of hyper-parameters per ask: one per point asked for, all of them the first time; they go
// on from where the last left them.
constexpr std::size_t kMostFitSteps = 10;
// Hill-climbing on the acquisition: from how many of the best candidates, over how many of their neighbours,
// how often.
constexpr std::size_t kClimbers = 4, kClimbNeighbours = 24;
constexpr int kClimbRounds = 3;
// Steps of the climb in an ordinal parameter, in values of its list.
constexpr int kClimbRadius = 2;
// Draws of neighbours with a number of steps until they count as used up.
constexpr int kAttemptsPerStep = 200;
// Draws per candidate wanted that a restricted space may refuse; of an unrestricted one nearly all are new.
constexpr int kDrawsIfRestricted = 16;
// Candidates of a global restart per candidate in a region: it has no hill-climbing.
constexpr int kGlobalCandidates = 2;

// Of the candidates near a front, those crossed from two of its points are one in so many; each of their
// genes is of either alike.
constexpr int kCrossedShare = 4;
constexpr double kFrontCrossoverRate = 0.5;

// Of the points asked for near a front, those that are no model's: a point of the front with another value of
// one parameter. Where all points known are far from the front, a model may say that a parameter does not
// matter, and leave the search at one end of it.
constexpr double kMutatedShare = 0.125;
constexpr int kAnyStep = 1 << 20;  // more than a parameter has values

RegionSchedule::Settings region_settings(const OptionValues& options) {
  return {static_cast<int>(options.at("failures")), options.at("global_restarts"),
          static_cast<int>(options.at("restart"))};
}

}  // namespace

std::vector<Option> BayesianSearch::options() {
  return {
      {"initial", "uniform trials before the models are used", 1, 10000, 20, true,
       "twice the published space's parameters"},
      {"data", "trials per Gaussian process, the local part of all", 8, 2000, 200, true,
       "tuned (docs/search.md), for time"},
      {"shear", "deviation of the prior of the shears of the models' metric; 0: a length scale per parameter",
       0, 10, 0.5, false, "tuned (docs/search.md)"},
      {"candidates", "random points per ask on which expected improvement is computed", 16, 100000, 400, true,
       "tuned (docs/search.md), for time"},
      {"failures", "trials without improvement after which the trust region is halved", 1, 10000, 32, true,
       "tuned (docs/search.md)"},
      {"usable", "share of usable trials that proposals aim at, by more or less caution towards the boundary",
       0, 1, 0.3, false, "tuned (docs/search.md)"},
      {"global_restarts",
       "share of restarts that explore the whole space; the others start at the best trial", 0, 1, 0.5, false,
       "tuned (docs/search.md)"},
      {"restart", "trials over the whole space of a global restart", 1, 10000, 16, true,
       "tuned (docs/search.md)"},
  };
}

BayesianSearch::BayesianSearch(const SearchSpace& space, std::uint64_t seed, const OptionValues& options)
    : space_(space),
      generator_(seed),
      unseen_(space),
      model_(space, static_cast<int>(options.at("data")), options.at("shear")),
      initial_(static_cast<std::size_t>(options.at("initial"))),
      candidates_(static_cast<int>(options.at("candidates"))),
      schedule_(space, region_settings(options)),
      front_region_(space, region_settings(options)),
      caution_(options.at("usable")) {}

std::vector<Point> BayesianSearch::ask(int count) {
  std::vector<Point> points;
  const auto wanted = static_cast<std::size_t>(count);
  const bool has_several = observations_.objectives() > 1;
  if (observations_.size() >= initial_ && !observations_.usable().empty()) {
    if (has_several) {
      if (front_region_.restart_left() == 0) ask_front(wanted, points);
      if (points.empty()) ask_global(wanted, points);
    } else {
      if (!schedule_.started()) schedule_.start(observations_);
      if (const TrustRegion* region = schedule_.region()) {
        ask_local(*region, wanted, points);
      } else {
        const int left = std::max(1, schedule_.restart_left());
        ask_global(std::min(wanted, static_cast<std::size_t>(left)), points);
      }
    }
  }
  if (points.empty()) fill(wanted, points, [&] { return unseen_.take(generator_); });
  pending_ = PointSet(points.begin(), points.end());
  return points;
}

void BayesianSearch::update_model(std::size_t count, const std::vector<Point>& centres) {
  const std::size_t steps = model_.is_updated() ? std::min(count, kMostFitSteps) : kMostFitSteps;
  model_.update(generator_, observations_, centres, static_cast<int>(steps));
}

// Of a restricted space, most draws are refused.
template <class Draw>
std::vector<Point> BayesianSearch::draw_candidates(int wanted, PointSet& known, Draw draw) {
  const int draws = space_.is_restricted() ? kDrawsIfRestricted * wanted : wanted;
  std::vector<Point> points;
  for (int i = 0; i < draws && static_cast<int>(points.size()) < wanted; ++i) {
    Point point = draw(i);
    if (unseen_.is_new(point) && known.insert(point).second) points.push_back(std::move(point));
  }
  return points;
}

// Towards good regions anywhere: of a single objective the improvement is over the mean, which is 0 after
// warping.
void BayesianSearch::ask_global(std::size_t count, std::vector<Point>& points) {
  update_model(count, {});
  Candidates candidates = observations_.objectives() > 1
                              ? Candidates(space_, model_, observations_.front(), caution_.power())
                              : Candidates(space_, model_, 0, caution_.power());
  PointSet known;
  candidates.add(draw_candidates(kGlobalCandidates * candidates_, known,
                                 [&](int) { return draw_point(generator_, space_); }));
  take(candidates, count, points);
}

void BayesianSearch::ask_local(const TrustRegion& region, std::size_t count, std::vector<Point>& points) {
  update_model(count, {region.centre()});
  if (!model_.foretells()) return ask_neighbours(region.centre(), count, points);
  Candidates candidates(space_, model_, model_.best_target(), caution_.power());
  PointSet known;
  candidates.add(draw_candidates(candidates_, known, [&](int i) {
    if (i % 2 == 0 || !model_.is_sheared()) return region.draw(generator_);
    return region.draw_along(generator_, model_.reward().kernel.metric(), region.centre());
  }));
  climb([&](const Point&) -> const TrustRegion& { return region; }, candidates, known);
  take(candidates, count, points);
}

void BayesianSearch::ask_front(std::size_t count, std::vector<Point>& points) {
  std::vector<Point> front;
  for (const ParetoFront::Member& member : observations_.front().members())
    front.push_back(observations_[static_cast<std::size_t>(member.number)].point);
  update_model(count, front);
  if (!model_.foretells()) return ask_neighbours(front[draw_below(generator_, front.size())], count, points);
  for (std::size_t i = 0; i < count; ++i) {
    if (draw_unit(generator_) >= kMutatedShare) continue;
    Point point = front[draw_below(generator_, front.size())];
    step(generator_, space_, kAnyStep, point);
    if (unseen_.propose(point)) points.push_back(std::move(point));
  }
  Candidates candidates(space_, model_, observations_.front(), caution_.power());
  PointSet known;
  candidates.add(draw_candidates(candidates_, known, [&](int i) { return draw_near(front, i); }));
  climb([&](const Point& from) -> const TrustRegion& { return front_region_.around(from); }, candidates,
        known);
  take(candidates, count, points);
}

Point BayesianSearch::draw_near(const std::vector<Point>& front, int number) {
  const Point& centre = front[draw_below(generator_, front.size())];
  if (number % kCrossedShare == 0) {
    const Point& other = front[draw_below(generator_, front.size())];
    Point child = crossover(generator_, centre, other, kFrontCrossoverRate);
    step(generator_, space_, kClimbRadius, child);
    return child;
  }
  const TrustRegion& region = front_region_.around(centre);
  const auto objective = static_cast<std::size_t>(number / 2) % model_.objectives();
  if (number % 2 == 0 || !model_.is_sheared(objective)) return region.draw(generator_);
  return region.draw_along(generator_, model_.reward(objective).kernel.metric(), centre);
}

// The nearest points to the centre that are not known: of one step, and when these are used up, of more.
void BayesianSearch::ask_neighbours(const Point& centre, std::size_t count, std::vector<Point>& points) {
  for (int steps = 1; steps <= space_.dimensions(); ++steps) {
    for (int attempt = 0; attempt < kAttemptsPerStep && points.size() < count; ++attempt) {
      Point point = centre;
      for (int i = 0; i < steps; ++i) step(generator_, space_, 1, point);
      if (unseen_.propose(point)) points.push_back(std::move(point));
    }
  }
}

template <class RegionAt>
void BayesianSearch::climb(RegionAt region_at, Candidates& candidates, PointSet& known) {
  for (int round = 0; round < kClimbRounds; ++round) {
    std::vector<std::pair<double, std::size_t>> ranked;
    for (std::size_t i = 0; i < candidates.points().size(); ++i) ranked.emplace_back(-candidates.score(i), i);
    const std::size_t starts = std::min(kClimbers, ranked.size());
    std::partial_sort(ranked.begin(), ranked.begin() + static_cast<std::ptrdiff_t>(starts), ranked.end());
    std::vector<Point> neighbours;
    for (std::size_t i = 0; i < starts; ++i) {
      const Point& from = candidates.points()[ranked[i].second];
      const TrustRegion& region = region_at(from);
      for (std::size_t j = 0; j < kClimbNeighbours; ++j) {
        Point point = from;
        step(generator_, space_, kClimbRadius, point);
        if (draw_below(generator_, 2) == 0) step(generator_, space_, kClimbRadius, point);
        if (j % 2 == 0 && model_.is_sheared())
          point = region.draw_along(generator_, model_.reward().kernel.metric(), from);
        if (unseen_.is_new(point) && known.insert(point).second) neighbours.push_back(std::move(point));
      }
    }
    candidates.add(neighbours);
  }
}

void BayesianSearch::take(Candidates& candidates, std::size_t count, std::vector<Point>& points) {
  fill(count, points, [&] {
    std::optional<Point> point = candidates.take_best();
    if (point) unseen_.see(*point);
    return point;
  });
}

void BayesianSearch::tell(const std::vector<Trial>& trials) {
  const std::size_t first = observations_.size();
  for (const Trial& trial : trials) {
    unseen_.see(trial.point);
    observations_.add(trial);
    const bool is_local =
        observations_.objectives() > 1 ? front_region_.restart_left() == 0 : schedule_.region() != nullptr;
    if (is_local && pending_.count(trial.point) != 0) caution_.adapt(trial.usable());
  }
  if (observations_.objectives() > 1) return front_region_.tell(observations_, first, pending_, generator_);
  schedule_.tell(observations_, first, pending_, model_.foretells(), generator_);
}

}  // namespace apollo::optimizers
