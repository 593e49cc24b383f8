#include "optimizers/p3bo.h"

#include <algorithm>
#include <cmath>
#include <numeric>

#include "optimizers/genome.h"
#include "optimizers/member_class.h"

namespace apollo::optimizers {
namespace {

constexpr int tournament_size = 2;
constexpr double crossover_rate = 0.5;
// Improvements count up to this, so that the leaps at the start do not outweigh all that follows.
constexpr double largest_gain = 0.1;
// Credits are scaled by the highest, but at least by this: without improvement all members become equal
// again.
constexpr double least_credit = 2e-3;

}  // namespace

std::vector<Option> P3boSearch::options() {
  return {
      {"half_life", "trials after which credit has halved", 1, 1e6, 50, false, "tuned (docs/search.md)"},
      {"temperature", "of the softmax over credits: the lower, the more the best members propose", 0.01, 100,
       1, false, "tuned (docs/search.md)"},
      {"generation", "trials from one generation of members to the next", 1, 1e6, 200, true,
       "tuned (docs/search.md)"},
      {"survivors", "share of the members that survive a generation", 0, 1, 0.7, false,
       "tuned (docs/search.md)"},
      {"mutation", "probability of each hyper-parameter of a new member to get another value", 0, 1, 0.3,
       false, "tuned (docs/search.md)"},
  };
}

P3boSearch::P3boSearch(const SearchSpace& space, std::uint64_t seed, const OptionValues& options)
    : space_(space),
      generator_(seed),
      half_life_(options.at("half_life")),
      temperature_(options.at("temperature")),
      survivors_(options.at("survivors")),
      mutation_rate_(options.at("mutation")),
      generation_trials_(static_cast<int>(options.at("generation"))) {
  for (const MemberClass& type : member_classes()) {
    for (int i = 0; i < type.members; ++i)
      members_.push_back(make_member(type, draw_point(generator_, type.settings)));
  }
}

P3boSearch::Member P3boSearch::make_member(const MemberClass& type, Point genome) {
  const OptionValues options = type.options(genome);
  return {&type, std::move(genome), type.strategy.create(space_, generator_(), options), 0};
}

std::vector<double> P3boSearch::shares() const {
  double highest = least_credit, sum = 0;
  for (const Member& member : members_) highest = std::max(highest, member.credit);
  std::vector<double> result;
  for (const Member& member : members_) {
    result.push_back(std::exp(member.credit / highest / temperature_));
    sum += result.back();
  }
  for (double& share : result) share /= sum;
  return result;
}

std::vector<Point> P3boSearch::ask(int count) {
  const std::vector<double> share = shares();
  std::vector<int> wanted(members_.size());
  for (int i = 0; i < count; ++i) {
    double left = draw_unit(generator_);
    std::size_t member = 0;
    while (member + 1 < share.size() && left >= share[member]) left -= share[member++];
    ++wanted[member];
  }
  std::vector<Point> points;
  owners_.clear();
  for (std::size_t member = 0; member < members_.size(); ++member) {
    if (wanted[member] == 0) continue;
    for (Point& point : members_[member].optimizer->ask(wanted[member])) {
      if (owners_.emplace(point, member).second) points.push_back(std::move(point));
    }
  }
  // Those asked may have given up on a space that is nearly used up; it is, if all have.
  for (std::size_t member = 0; points.empty() && member < members_.size(); ++member) {
    points = members_[member].optimizer->ask(count);
    for (const Point& point : points) owners_.emplace(point, member);
  }
  proposers_.clear();
  for (const Point& point : points) proposers_.push_back(members_[owners_.at(point)].type->strategy.name);
  return points;
}

void P3boSearch::tell(const std::vector<Trial>& trials) {
  assign_credit(trials);
  for (const Member& member : members_) member.optimizer->tell(trials);
  told_.insert(told_.end(), trials.begin(), trials.end());
  generation_age_ += static_cast<int>(trials.size());
  if (generation_age_ >= generation_trials_) {
    generation_age_ = 0;
    next_generation();
  }
}

void P3boSearch::assign_credit(const std::vector<Trial>& trials) {
  const double decay = std::exp2(-static_cast<double>(trials.size()) / half_life_);
  for (Member& member : members_) member.credit *= decay;
  const bool none_before = !any_usable_;
  const double best_before = best_;
  std::vector<double> improvement(members_.size());
  for (const Trial& trial : trials) {
    if (!trial.usable()) continue;
    any_usable_ = true;
    best_ = std::max(best_, trial.reward);
    const auto owner = owners_.find(trial.point);
    if (owner == owners_.end() || (!none_before && trial.reward <= best_before)) continue;
    const double gain =
        best_before > 0 ? std::min(largest_gain, trial.reward / best_before - 1) : largest_gain;
    improvement[owner->second] = std::max(improvement[owner->second], gain);
  }
  for (std::size_t i = 0; i < members_.size(); ++i) members_[i].credit += improvement[i];
}

void P3boSearch::next_generation() {
  std::vector<std::size_t> order(members_.size());
  std::iota(order.begin(), order.end(), 0);
  draw_order(generator_, order);  // among equal credits
  std::stable_sort(order.begin(), order.end(),
                   [&](std::size_t a, std::size_t b) { return members_[a].credit > members_[b].credit; });
  const auto survivors =
      static_cast<std::size_t>(std::ceil(survivors_ * static_cast<double>(members_.size())));
  for (std::size_t i = order.size(); i-- > survivors;) {
    Member& loser = members_[order[i]];
    std::vector<Individual> parents;  // of the same class, better first
    for (std::size_t j = 0; j < i; ++j) {
      const Member& member = members_[order[j]];
      if (member.type == loser.type) parents.push_back({member.genome, member.credit});
    }
    if (parents.empty()) continue;
    const Individual& first = tournament(generator_, parents, tournament_size);
    const Individual& second = tournament(generator_, parents, tournament_size);
    Point genome = crossover(generator_, first.point, second.point, crossover_rate);
    mutate(generator_, loser.type->settings, mutation_rate_, genome);
    Member child = make_member(*loser.type, std::move(genome));
    child.credit = 0.5 * (first.fitness + second.fitness);
    child.optimizer->tell(told_);
    loser = std::move(child);
  }
}

}  // namespace apollo::optimizers
