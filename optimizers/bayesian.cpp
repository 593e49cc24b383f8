#include "optimizers/bayesian.h"

#include <algorithm>
#include <utility>

#include "optimizers/candidates.h"
#include "optimizers/genome.h"

namespace apollo::optimizers {
namespace {

// The constants here were chosen with the strategy on the problems of docs/search.md, and not varied on their
// own unless it says so.

// Steps of the fit of hyper-parameters: one per new trial, and when more than kFitTrials are known, fewer
// with the square of their number; no more than kMostFitSteps per ask. They go on from where the last left
// them.
constexpr std::size_t kMostFitSteps = 10, kFitTrials = 256;
// A pool of candidates is kept while the new trials are no more than one of so many, and at most kMostKept;
// each further ask adds so many candidates per point.
constexpr std::size_t kPoolShare = 64, kMostKept = 16, kFreshCandidates = 16;
// Hill-climbing on the acquisition: from how many of the best candidates, over how many of their neighbours,
// how often.
constexpr std::size_t kClimbers = 4, kClimbNeighbours = 16;
constexpr int kClimbRounds = 3;
// Steps of the climb in an ordinal parameter, in values of its list.
constexpr int kClimbRadius = 2;
// Draws of neighbours with a number of steps until they count as used up.
constexpr int kAttemptsPerStep = 200;
// Draws per candidate wanted that a restricted space may refuse; of an unrestricted one nearly all are new.
constexpr int kDrawsIfRestricted = 16;
// Parameters up to which a sheared metric is learned: it has the square of their number of unknowns.
constexpr int kMostSheared = 24;
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

// Of an ask for so many points that adds to a pool.
int fresh_candidates(std::size_t count) { return static_cast<int>(kFreshCandidates * count); }

// How many new trials a pool takes at this number of trials.
std::size_t kept_trials(std::size_t known) {
  return std::clamp(known / kPoolShare, std::size_t{1}, kMostKept);
}

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
      {"candidates", "random points per ask on which expected improvement is computed", 16, 100000, 320, true,
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
      model_(space, static_cast<int>(options.at("data")),
             space.dimensions() <= kMostSheared ? options.at("shear") : 0),
      initial_(static_cast<std::size_t>(options.at("initial"))),
      candidates_(static_cast<int>(options.at("candidates"))),
      schedule_(space, region_settings(options)),
      front_region_(space, region_settings(options)),
      caution_(options.at("usable")) {}

std::vector<Point> BayesianSearch::propose(int count, const std::vector<Point>& pending) {
  PointSet own;
  for (const Point& point : pending) {
    unseen_.see(point);
    if (pending_.count(point) != 0) own.insert(point);
  }
  pending_ = std::move(own);
  Ask ask{static_cast<std::size_t>(count), pending, {}};
  const bool has_several = observations_.objectives() > 1;
  if (observations_.size() >= initial_ && !observations_.usable().empty()) {
    if (has_several) {
      if (front_region_.restart_left() == 0) ask_front(ask);
      if (ask.points.empty()) ask_global(ask);
    } else {
      if (!schedule_.started()) schedule_.start(observations_);
      if (const TrustRegion* region = schedule_.region()) {
        ask_local(*region, ask);
      } else {
        const int left = std::max(1, schedule_.restart_left() - static_cast<int>(pending_.size()));
        ask.wanted = std::min(ask.wanted, static_cast<std::size_t>(left));
        ask_global(ask);
      }
    }
  }
  if (ask.points.empty())
    fill(static_cast<std::size_t>(count), ask.points, [&] { return unseen_.take(generator_); });
  pending_.insert(ask.points.begin(), ask.points.end());
  return std::move(ask.points);
}

void BayesianSearch::update_model(const std::vector<Point>& centres) {
  const std::size_t known = observations_.size(), fresh = known - model_.fitted_to();
  const double share = std::min(1.0, static_cast<double>(kFitTrials) / static_cast<double>(known));
  const auto steps = static_cast<std::size_t>(static_cast<double>(fresh) * share * share);
  model_.update(generator_, observations_, centres, static_cast<int>(std::min(kMostFitSteps, steps)));
}

bool BayesianSearch::renew_pool(std::size_t count, const std::vector<Point>& centres) {
  const std::size_t known = observations_.size(), kept = kept_trials(known);
  if (pool_ && pool_->phase == schedule_.phase() && count < kept && known < pool_->observations + kept) {
    pool_->candidates.drop([&](const Point& point) { return !unseen_.is_new(point); });
    return false;
  }
  pool_.reset();
  update_model(centres);
  const double target = centres.empty() ? 0 : model_.best_target();
  pool_.emplace(Pool{Candidates(space_, model_, target, caution_), {}, known, schedule_.phase()});
  return true;
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
void BayesianSearch::ask_global(Ask& ask) {
  const auto draw = [&](int) { return draw_point(generator_, space_); };
  if (observations_.objectives() > 1) {
    update_model({});
    Candidates candidates(space_, model_, observations_.front(), caution_);
    PointSet known;
    candidates.add(draw_candidates(kGlobalCandidates * candidates_, known, draw));
    return take(candidates, ask);
  }
  const bool is_new = renew_pool(ask.wanted, {});
  const int wanted = is_new ? kGlobalCandidates * candidates_ : fresh_candidates(ask.wanted);
  pool_->candidates.add(draw_candidates(wanted, pool_->known, draw));
  take(pool_->candidates, ask);
}

void BayesianSearch::ask_local(const TrustRegion& region, Ask& ask) {
  const bool is_new = renew_pool(ask.wanted, {region.centre()});
  if (!model_.foretells()) return ask_neighbours(region.centre(), ask);
  const auto draw = [&](int i) {
    if (i % 2 == 0 || !model_.is_sheared()) return region.draw(generator_);
    return region.draw_along(generator_, model_.reward().kernel.metric(), region.centre());
  };
  Candidates& candidates = pool_->candidates;
  candidates.add(draw_candidates(is_new ? candidates_ : fresh_candidates(ask.wanted), pool_->known, draw));
  const auto region_at = [&](const Point&) -> const TrustRegion& { return region; };
  climb(region_at, is_new ? kClimbRounds : 1, candidates, pool_->known);
  take(candidates, ask);
}

void BayesianSearch::ask_front(Ask& ask) {
  std::vector<Point> front;
  for (const ParetoFront::Member& member : observations_.front().members())
    front.push_back(observations_[static_cast<std::size_t>(member.number)].point);
  update_model(front);
  if (!model_.foretells()) return ask_neighbours(front[draw_below(generator_, front.size())], ask);
  for (std::size_t i = 0; i < ask.wanted; ++i) {
    if (draw_unit(generator_) >= kMutatedShare) continue;
    Point point = front[draw_below(generator_, front.size())];
    step(generator_, space_, kAnyStep, point);
    if (unseen_.propose(point)) ask.points.push_back(std::move(point));
  }
  Candidates candidates(space_, model_, observations_.front(), caution_);
  PointSet known;
  candidates.add(draw_candidates(candidates_, known, [&](int i) { return draw_near(front, i); }));
  climb([&](const Point& from) -> const TrustRegion& { return front_region_.around(from); }, kClimbRounds,
        candidates, known);
  take(candidates, ask);
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
void BayesianSearch::ask_neighbours(const Point& centre, Ask& ask) {
  for (int steps = 1; steps <= space_.dimensions(); ++steps) {
    for (int attempt = 0; attempt < kAttemptsPerStep && ask.points.size() < ask.wanted; ++attempt) {
      Point point = centre;
      for (int i = 0; i < steps; ++i) step(generator_, space_, 1, point);
      if (unseen_.propose(point)) ask.points.push_back(std::move(point));
    }
  }
}

template <class RegionAt>
void BayesianSearch::climb(RegionAt region_at, int rounds, Candidates& candidates, PointSet& known) {
  for (int round = 0; round < rounds; ++round) {
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

void BayesianSearch::take(Candidates& candidates, Ask& ask) {
  candidates.expect(ask.pending);
  fill(ask.wanted, ask.points, [&] {
    std::optional<Point> point = candidates.take_best();
    if (point) unseen_.see(*point);
    return point;
  });
}

void BayesianSearch::tell_pool(const std::vector<Trial>& trials) {
  if (!pool_) return;
  if (observations_.size() >= pool_->observations + kept_trials(observations_.size())) return pool_.reset();
  const TrustRegion* region = schedule_.region();
  for (const Trial& trial : trials) {
    if (region == nullptr || pending_.count(trial.point) != 0 || region->box_contains(trial.point))
      pool_->candidates.observe(trial);
  }
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
  if (observations_.objectives() > 1) {
    pool_.reset();
    return front_region_.tell(observations_, first, pending_, generator_);
  }
  tell_pool(trials);
  schedule_.tell(observations_, first, pending_, model_.foretells(), generator_);
}

}  // namespace apollo::optimizers
