#include "optimizers/bayesian.h"

#include <algorithm>
#include <cmath>
#include <numeric>

#include "optimizers/genome.h"

namespace apollo::optimizers {
namespace {

// Steps of the fit of hyper-parameters per ask: one per point asked for, all of them the first
// time; they go on from where the last left them.
constexpr std::size_t most_fit_steps = 10;
// Hill-climbing on the acquisition: from how many of the best candidates, over how many of their neighbours,
// how often.
constexpr std::size_t climbers = 4, climb_neighbours = 24;
constexpr int climb_rounds = 3;
// Draws of neighbours with a number of steps until they count as used up.
constexpr int attempts_per_step = 200;
// Improvement that counts as success, relative to the best reward (TuRBO).
constexpr double success_threshold = 1e-3;
// Per trial; the highest is e^5 = 148.
constexpr double caution_rate = 0.1, highest_log_caution = 5;

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
      initial_(static_cast<int>(options.at("initial"))),
      failures_(static_cast<int>(options.at("failures"))),
      usable_share_(options.at("usable")),
      global_restarts_(options.at("global_restarts")),
      restart_trials_(static_cast<int>(options.at("restart"))),
      candidates_(static_cast<int>(options.at("candidates"))) {}

std::vector<Point> BayesianSearch::ask(int count) {
  std::vector<Point> points;
  const auto wanted = static_cast<std::size_t>(count);
  if (static_cast<int>(observations_.size()) >= initial_ && !observations_.usable().empty()) {
    if (!region_ && first_region_) {
      start_region(observations_.best());
      first_region_ = false;
    }
    if (region_) {
      ask_local(wanted, points);
    } else {
      ask_global(std::min(wanted, static_cast<std::size_t>(std::max(1, restart_left_))), points);
    }
  }
  if (points.empty()) fill(wanted, points, [&] { return unseen_.take(generator_); });
  pending_ = PointSet(points.begin(), points.end());
  return points;
}

int BayesianSearch::fit_steps(std::size_t count) {
  const std::size_t steps = fitted_ ? std::min(count, most_fit_steps) : most_fit_steps;
  fitted_ = true;
  return static_cast<int>(steps);
}

// Of a restricted space, most draws are refused.
int BayesianSearch::draws(int candidates) const {
  return space_.is_restricted() ? 16 * candidates : candidates;
}

// Towards good regions anywhere: the improvement is over the mean, which is 0 after warping.
void BayesianSearch::ask_global(std::size_t count, std::vector<Point>& points) {
  model_.update(generator_, observations_, nullptr, fit_steps(count));
  Candidates candidates(space_, model_, 0, std::exp(log_caution_));
  PointSet known;
  std::vector<Point> random;
  for (int i = 0; i < draws(2 * candidates_) && static_cast<int>(random.size()) < 2 * candidates_; ++i) {
    Point point = draw_point(generator_, space_);
    if (unseen_.is_new(point) && known.insert(point).second) random.push_back(std::move(point));
  }
  candidates.add(random);
  take(candidates, count, points);
}

void BayesianSearch::ask_local(std::size_t count, std::vector<Point>& points) {
  model_.update(generator_, observations_, &region_->centre(), fit_steps(count));
  if (!model_.foretells()) return ask_neighbours(count, points);
  Candidates candidates(space_, model_, model_.best_target(), std::exp(log_caution_));
  PointSet known;
  std::vector<Point> random;
  for (int i = 0; i < draws(candidates_) && static_cast<int>(random.size()) < candidates_; ++i) {
    Point point = i % 2 == 0 || !model_.is_sheared() ? region_->draw(generator_) : stretch(region_->centre());
    if (unseen_.is_new(point) && known.insert(point).second) random.push_back(std::move(point));
  }
  candidates.add(random);
  climb(candidates, known);
  take(candidates, count, points);
}

// A step of up to a random length by the reward process' metric; where that leaves the box, the value is
// uniform.
Point BayesianSearch::stretch(const Point& from) {
  const Metric& metric = model_.reward().kernel.metric();
  Eigen::VectorXd image(space_.dimensions());
  const double length = std::exp2(-6 * draw_unit(generator_));
  for (double& x : image) x = length * (2 * draw_unit(generator_) - 1);
  const Eigen::VectorXd move = metric.preimage(image);
  Point point = from;
  for (std::size_t p = 0; p < point.size(); ++p) {
    const Parameter& parameter = space_.parameters()[p];
    if (parameter.kind == Parameter::Kind::categorical) {
      if (draw_unit(generator_) < 1.0 / space_.dimensions())
        point[p] = static_cast<int>(draw_below(generator_, parameter.size()));
      continue;
    }
    const double to = point[p] + move[p] * (parameter.size() - 1);
    const int low = region_->lowest(p), high = region_->highest(p);
    if (to < low - 0.5 || to > high + 0.5) {
      point[p] = low + static_cast<int>(draw_below(generator_, high - low + 1));
    } else {
      point[p] = static_cast<int>(std::lround(to));
      point[p] = std::clamp(point[p], low, high);
    }
  }
  return point;
}

// The nearest points to the centre that are not known: of one step, and when these are used up, of more.
void BayesianSearch::ask_neighbours(std::size_t count, std::vector<Point>& points) {
  for (int steps = 1; steps <= space_.dimensions(); ++steps) {
    for (int attempt = 0; attempt < attempts_per_step && points.size() < count; ++attempt) {
      Point point = region_->centre();
      for (int i = 0; i < steps; ++i) step(generator_, space_, 1, point);
      if (unseen_.propose(point)) points.push_back(std::move(point));
    }
  }
}

void BayesianSearch::climb(Candidates& candidates, PointSet& known) {
  for (int round = 0; round < climb_rounds; ++round) {
    std::vector<std::pair<double, std::size_t>> ranked;
    for (std::size_t i = 0; i < candidates.points().size(); ++i) ranked.emplace_back(-candidates.score(i), i);
    const std::size_t starts = std::min(climbers, ranked.size());
    std::partial_sort(ranked.begin(), ranked.begin() + static_cast<std::ptrdiff_t>(starts), ranked.end());
    std::vector<Point> neighbours;
    for (std::size_t i = 0; i < starts; ++i) {
      for (std::size_t j = 0; j < climb_neighbours; ++j) {
        Point point = candidates.points()[ranked[i].second];
        step(generator_, space_, 2, point);
        if (draw_below(generator_, 2) == 0) step(generator_, space_, 2, point);
        if (j % 2 == 0 && model_.is_sheared()) point = stretch(candidates.points()[ranked[i].second]);
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

// Better trials of others that lie in the region's box move its centre.
void BayesianSearch::tell(const std::vector<Trial>& trials) {
  int own = 0;
  const Trial* best = nullptr;
  for (const Trial& trial : trials) {
    unseen_.see(trial.point);
    observations_.add(trial);
    const bool is_own = pending_.count(trial.point) != 0;
    if (is_own) ++own;
    if (is_own && region_) adapt_caution(trial.usable());
    if (!trial.usable()) continue;
    if (is_own && !region_) restart_.push_back(observations_.size() - 1);
    if (!region_ || !(is_own || region_->box_contains(trial.point))) continue;
    if (best == nullptr || trial.reward > best->reward) best = &trial;
  }
  if (region_) {
    update_region(best, own);
  } else if (!first_region_ && own > 0) {
    restart_left_ -= own;
    if (restart_left_ <= 0) end_restart();
  }
}

void BayesianSearch::update_region(const Trial* best, int own) {
  const bool better = best != nullptr && best->reward > region_best_;
  if (better) failed_ = 0;
  if (better && best->reward > region_best_ * (1 + success_threshold)) {
    region_best_ = best->reward;
    if (pending_.count(best->point) != 0) return region_->succeed(best->point);
    return region_->move(best->point);
  }
  if (better) {
    region_best_ = best->reward;
    region_->move(best->point);
  }
  region_->fail(own);
  failed_ += own;
  if (!region_->collapsed() && (model_.foretells() || failed_ < failures_)) return;
  if (draw_unit(generator_) >= global_restarts_) return start_region(observations_.best());
  region_.reset();
  restart_.clear();
  restart_left_ = restart_trials_;
}

void BayesianSearch::start_region(std::size_t centre) {
  region_.emplace(space_, observations_[centre].point, failures_);
  region_best_ = observations_[centre].reward;
  failed_ = 0;
}

// Stochastic approximation towards a share of usable trials among those proposed in regions.
void BayesianSearch::adapt_caution(bool usable) {
  log_caution_ += caution_rate * (usable_share_ - (usable ? 1 : 0));
  log_caution_ = std::clamp(log_caution_, 0.0, highest_log_caution);
}

// Without a usable trial, the next region starts at a usable trial drawn from all.
void BayesianSearch::end_restart() {
  if (restart_.empty()) {
    const auto& usable = observations_.usable();
    restart_.push_back(usable[draw_below(generator_, usable.size())]);
  }
  std::size_t centre = restart_.front();
  for (const std::size_t i : restart_) {
    if (observations_[i].reward > observations_[centre].reward) centre = i;
  }
  start_region(centre);
}

}  // namespace apollo::optimizers
