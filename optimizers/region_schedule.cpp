#include "optimizers/region_schedule.h"

#include <cassert>

namespace apollo::optimizers {
namespace {

// Improvement that counts as success (TuRBO), relative to the range of the rewards so far.
constexpr double kSuccessThreshold = 1e-3;

}  // namespace

RegionSchedule::RegionSchedule(const SearchSpace& space, const Settings& settings)
    : space_(space), settings_(settings) {}

void RegionSchedule::start(const Observations& observations) {
  assert(!started_);
  started_ = true;
  start_region(observations, observations.best());
}

void RegionSchedule::tell(const Observations& observations, std::size_t first, const PointSet& own,
                          bool model_foretells, Generator& generator) {
  if (!started_) return;
  int own_trials = 0;
  std::optional<std::size_t> best;  // of the trials that count
  bool best_is_own = false;
  for (std::size_t i = first; i < observations.size(); ++i) {
    const Trial& trial = observations[i];
    const bool is_own = own.count(trial.point) != 0;
    if (is_own) ++own_trials;
    if (!trial.usable()) continue;
    if (is_own && !region_) restart_.push_back(i);
    if (!region_ || !(is_own || region_->box_contains(trial.point))) continue;
    if (best && trial.reward <= observations[*best].reward) continue;
    best = i;
    best_is_own = is_own;
  }
  if (!region_) {
    restart_left_ -= own_trials;
    if (own_trials > 0 && restart_left_ <= 0) end_restart(observations, generator);
    return;
  }
  if (update_region(observations, best, best_is_own, own_trials)) return;
  if (!region_->collapsed() && (model_foretells || failed_ < settings_.failures)) return;
  if (draw_unit(generator) >= settings_.global_restarts) {
    start_region(observations, observations.best());
    return;
  }
  ++phase_;
  region_.reset();
  restart_.clear();
  restart_left_ = settings_.restart_trials;
}

bool RegionSchedule::update_region(const Observations& observations, std::optional<std::size_t> best,
                                   bool best_is_own, int own_trials) {
  if (best && observations[*best].reward > region_best_) {
    const Trial& trial = observations[*best];
    const bool success =
        trial.reward > region_best_ + kSuccessThreshold * (region_best_ - observations.lowest());
    region_best_ = trial.reward;
    failed_ = 0;
    if (success && best_is_own) {
      region_->succeed(trial.point);
    } else {
      region_->move(trial.point);
    }
    if (success) return true;
  }
  region_->fail(own_trials);
  failed_ += own_trials;
  return false;
}

void RegionSchedule::start_region(const Observations& observations, std::size_t centre) {
  ++phase_;
  region_.emplace(space_, observations[centre].point, settings_.failures);
  region_best_ = observations[centre].reward;
  failed_ = 0;
}

// Without a usable trial, the next region starts at a usable trial drawn from all.
void RegionSchedule::end_restart(const Observations& observations, Generator& generator) {
  if (restart_.empty()) {
    const auto& usable = observations.usable();
    restart_.push_back(usable[draw_below(generator, usable.size())]);
  }
  std::size_t centre = restart_.front();
  for (const std::size_t i : restart_) {
    if (observations[i].reward > observations[centre].reward) centre = i;
  }
  start_region(observations, centre);
}

}  // namespace apollo::optimizers
