#include "optimizers/local_search.h"

#include <algorithm>
#include <cmath>
#include <utility>

#include "optimizers/genome.h"

namespace apollo::optimizers {
namespace {

// Not tuned one by one. Usable trials that are kept as starts.
constexpr std::size_t kMostStarts = 256;
// Steps of an ordinal parameter that are tried, in values of its list, besides a far one.
constexpr int kNear = 2;
// Categories of a parameter that are tried, of a long list.
constexpr int kMostCategories = 12;
// Moves of two parameters per parameter, after those of one.
constexpr int kPairsPerParameter = 1;
// Moves after which a parameter that made no difference comes last.
constexpr int kEnoughMoves = 3;
constexpr int kStartAttempts = 32;

}  // namespace

std::vector<Option> LocalSearch::options() {
  return {
      {"kicks",
       "share of restarts that start near the best end so far; of the rest some start at another known "
       "trial, some anywhere",
       0, 1, 0.5, false, "tuned (docs/search.md)"},
      {"fresh", "share of the other restarts that start anywhere", 0, 1, 0.7, false,
       "tuned (docs/search.md)"},
      {"follow", "1: goes on from better trials of others, too", 0, 1, 0, true, "an ensemble's members do"},
  };
}

LocalSearch::LocalSearch(const SearchSpace& space, std::uint64_t seed, const OptionValues& options)
    : PointwiseSearch(space, seed),
      kicks_(options.at("kicks")),
      fresh_(options.at("fresh")),
      follows_(options.at("follow") != 0),
      tried_(static_cast<std::size_t>(space.dimensions())),
      mattered_(static_cast<std::size_t>(space.dimensions())) {}

std::optional<Point> LocalSearch::moved(const Moves& moves) const {
  Point point = at_->point;
  for (const Move& move : moves) {
    const Parameter& parameter = space().parameters()[move.parameter];
    int& index = point[move.parameter];
    index = parameter.kind == Parameter::Kind::ordinal ? index + move.value : move.value;
    if (index < 0 || index >= parameter.size()) return std::nullopt;
  }
  return point == at_->point ? std::nullopt : std::optional(point);
}

void LocalSearch::queue_moves() {
  std::vector<Moves> near, far, last;
  std::vector<Move> single;
  const auto& parameters = space().parameters();
  for (std::size_t p = 0; p < parameters.size(); ++p) {
    const int size = parameters[p].size();
    const bool idle = tried_[p] >= kEnoughMoves && mattered_[p] == 0;
    const auto add = [&](int value, bool is_near) {
      single.push_back({p, value});
      (idle ? last : is_near ? near : far).push_back({{p, value}});
    };
    if (parameters[p].kind == Parameter::Kind::categorical) {
      if (size <= kMostCategories) {
        for (int value = 0; value < size; ++value) add(value, true);
      } else {
        for (int i = 0; i < kMostCategories; ++i) add(draw_index(generator(), size), true);
      }
      continue;
    }
    for (int step = 1; step <= std::min(kNear, size - 1); ++step) {
      add(step, step == 1);
      add(-step, step == 1);
    }
    if (size > 2 * kNear + 2) add(draw_index(generator(), size) - at_->point[p], false);
  }
  for (auto* moves : {&near, &far, &last}) {
    draw_order(generator(), *moves);
    if (moves == &last && !single.empty()) {  // pairs come before them
      for (std::size_t i = 0; i < kPairsPerParameter * parameters.size(); ++i) {
        const Move& a = single[draw_below(generator(), single.size())];
        const Move& b = single[draw_below(generator(), single.size())];
        if (a.parameter != b.parameter) queue_.push_back({a, b});
      }
    }
    queue_.insert(queue_.end(), moves->begin(), moves->end());
  }
}

// With two parameters at other values, or some more of many.
Point LocalSearch::kicked(const Point& from) {
  Point point = from;
  const int steps = 2 + draw_index(generator(), 1 + std::min(2, space().dimensions() / 8));
  for (int i = 0; i < steps; ++i) step(generator(), space(), 1 << 20, point);
  return point;
}

std::optional<Point> LocalSearch::restart() {
  at_.reset();
  queue_.clear();
  if (elites_.empty()) return unseen().take(generator());
  const bool is_kick = best_end_ && draw_unit(generator()) < kicks_;
  for (int attempt = 0; is_kick && attempt < kStartAttempts; ++attempt) {
    const Point point = kicked(best_end_->point);
    if (unseen().propose(point)) return point;
  }
  if (draw_unit(generator()) < fresh_) return unseen().take(generator());
  at_ = elites_[draw_below(generator(), elites_.size())];
  queue_moves();
  return std::nullopt;
}

std::optional<Point> LocalSearch::next() {
  for (int restarts = 0; restarts < kStartAttempts; ++restarts) {
    while (at_ && !queue_.empty()) {
      const Moves moves = std::move(queue_.front());
      queue_.pop_front();
      const auto point = moved(moves);
      if (!point || !unseen().propose(*point)) continue;
      pending_.emplace(*point, moves);
      return point;
    }
    if (at_ && (!best_end_ || at_->reward > best_end_->reward)) best_end_ = at_;
    if (auto point = restart()) {
      pending_.emplace(*point, Moves());
      return point;
    }
  }
  return unseen().take(generator());
}

// Further the same way first, then all moves from there.
void LocalSearch::arrive(const Trial& trial, const Moves& by) {
  const bool is_better = !at_ || trial.reward > at_->reward;
  at_ = Known{trial.point, trial.reward};
  if (!is_better) return;
  queue_.clear();
  queue_moves();
  if (by.empty()) return;
  queue_.push_front(by);
  Moves twice = by;
  for (Move& move : twice) {
    if (space().parameters()[move.parameter].kind == Parameter::Kind::ordinal) move.value *= 2;
  }
  queue_.push_front(twice);
}

void LocalSearch::learn(const Trial& trial) {
  const auto own = pending_.find(trial.point);
  const bool is_own = own != pending_.end();
  const Moves by = is_own ? own->second : Moves();
  if (is_own) pending_.erase(own);
  for (const Move& move : by) {
    ++tried_[move.parameter];
    if (!trial.usable() || !at_ || trial.reward != at_->reward) ++mattered_[move.parameter];
  }
  if (!trial.usable()) return;
  const Known known{trial.point, trial.reward};
  if (elites_.size() < kMostStarts) {
    elites_.push_back(known);
  } else {
    elites_[draw_below(generator(), kMostStarts)] = known;
  }
  if (is_own ? !at_ || trial.reward >= at_->reward
             : follows_ && (!best_end_ || trial.reward > best_end_->reward) &&
                   (!at_ || trial.reward > at_->reward))
    arrive(trial, by);
}

}  // namespace apollo::optimizers
