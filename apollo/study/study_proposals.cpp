// The part of Study that has points proposed.
#include <algorithm>
#include <deque>

#include "apollo/study/study_evaluations.h"
#include "files/json_file.h"
#include "optimizers/registry.h"

namespace apollo::study {
namespace {

using optimizers::Point;

// Points that were asked for at once, in the order of their trials.
struct Batch {
  std::int64_t first = 0;  // trial
  std::vector<Point> points;

  std::int64_t last() const { return first + static_cast<std::int64_t>(points.size()); }  // the one after
};

std::vector<Point> points_of(const std::deque<Batch>& batches) {
  std::vector<Point> points;
  for (const Batch& batch : batches) points.insert(points.end(), batch.points.begin(), batch.points.end());
  return points;
}

}  // namespace

std::unique_ptr<optimizers::Optimizer> Study::optimizer_for(Evaluator& evaluator,
                                                            const optimizers::Start* start) const {
  optimizers::SearchSpace space = allowed_space(spec_, files::printable(folder_ + "/study.json", 1000));
  if (spec_.area_mode == AreaMode::known) {
    space = space.restricted_to(
        [this, &evaluator](const Point& point) { return evaluator.within_budget(spec_.space, point); });
  }
  auto strategy = optimizers::make_optimizer(spec_.optimizer, space, static_cast<std::uint64_t>(spec_.seed),
                                             spec_.options);
  if (start) return std::make_unique<optimizers::StartedSearch>(std::move(strategy), *start);
  return strategy;
}

void Study::propose_and_evaluate(Evaluator& evaluator, const RunOptions& options, Attempts& attempts,
                                 StudyResult& result) {
  const auto optimizer = optimizer_for(evaluator, options.start);
  std::deque<Batch> untold;  // asked for, and not told
  std::int64_t asked = 0;    // trials
  Evaluations evaluations(*this, evaluator, options, attempts);
  for (;;) {
    while (asked < spec_.trials && !result.exhausted &&
           untold.size() <= static_cast<std::size_t>(spec_.lag)) {
      result.stopped = options.stop && *options.stop;
      if (result.stopped) return;
      {
        const auto guard = evaluations.lock();
        check_files();
      }
      std::vector<Point> points = optimizer->ask(spec_.proposals, points_of(untold));
      result.exhausted = points.empty();
      if (result.exhausted) break;
      // The last batch may be cut, but is asked for whole: a longer study has the same trials before others.
      points.resize(std::min(points.size(), static_cast<std::size_t>(spec_.trials - asked)));
      std::vector<Pending> pending;
      {
        const auto guard = evaluations.lock();
        check_stored(points, asked);
        pending = missing(points, optimizer->proposers(), asked);
      }
      evaluations.add(std::move(pending));
      untold.push_back({asked, std::move(points)});
      asked = untold.back().last();
    }
    if (untold.empty()) break;
    const Batch batch = std::move(untold.front());
    untold.pop_front();
    result.stopped = !evaluations.wait_for(batch.first, batch.last());
    if (result.stopped) return;
    // Never of a part of a batch, which is the last of all.
    if (asked < spec_.trials && !result.exhausted)
      optimizer->tell(outcomes_of(batch.points, batch.first, evaluations));
  }
  if (result.exhausted) store_->set_exhausted();
  if (!finished_.empty() && finished_.rbegin()->first >= asked)
    fail_mismatch(folder_, finished_.rbegin()->first, "is beyond the last point that the strategy proposes");
}

std::vector<optimizers::Trial> Study::outcomes_of(const std::vector<Point>& points, std::int64_t first,
                                                  Evaluations& evaluations) const {
  const auto guard = evaluations.lock();
  std::vector<optimizers::Trial> trials;
  std::int64_t id = first;
  for (const Point& point : points) {
    if (!failed_.is_passed_over(id)) {
      const Outcome& outcome = finished_.at(id).outcome;
      trials.push_back(
          {id, point, outcome.feasible, outcome.reward, outcome.reason, front_.values_of(outcome)});
    }
    ++id;
  }
  return trials;
}

void Study::check_stored(const std::vector<Point>& points, std::int64_t first) const {
  std::optional<std::int64_t> missing;
  std::int64_t id = first;
  for (const Point& point : points) {
    const auto found = finished_.find(id);
    if (found == finished_.end()) {
      if (!missing && !failed_.is_passed_over(id)) missing = id;
    } else if (found->second.point != point) {
      fail_mismatch(folder_, id,
                    "is not the point that the strategy proposes; study.json was changed, or another version "
                    "of this program made the trials");
    }
    ++id;
  }
  // A batch is complete before the next begins, or the one that is as many later as the study lags behind.
  const std::int64_t begun = id + static_cast<std::int64_t>(spec_.lag) * spec_.proposals;
  if (missing && !finished_.empty() && finished_.rbegin()->first >= begun) {
    fail_mismatch(folder_, *missing,
                  "is missing, and trial " + std::to_string(finished_.rbegin()->first) +
                      " of a later batch is there; restore the file, or choose another folder");
  }
}

}  // namespace apollo::study
