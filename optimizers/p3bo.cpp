#include "optimizers/p3bo.h"

#include <algorithm>
#include <cmath>
#include <numeric>
#include <utility>

#include "optimizers/genome.h"
#include "optimizers/member_class.h"

namespace apollo::optimizers {
namespace {

// Of the evolution of members' hyper-parameters: tournaments of two, and genes of either parent alike. Not
// tuned.
constexpr int kGenomeTournamentSize = 2;
constexpr double kGenomeCrossoverRate = 0.5;

// What a model has to learn grows with the parameters, and the trials do not: with more than so many, those
// with models propose less in proportion. Searches without a model were ahead on a problem of 60 for 1,000
// trials.
constexpr double kMostModelled = 20;

std::size_t members_at_start() {
  int members = 0;
  for (const MemberClass& type : member_classes()) members += type.members;
  return static_cast<std::size_t>(members);
}

}  // namespace

std::vector<Option> P3boSearch::options() {
  return {
      {"half_life", "trials after which credit has halved", 1, 1e6, 50, false, "tuned (docs/search.md)"},
      {"temperature", "of the softmax over credits: the lower, the more the best members propose", 0.01, 100,
       0.3, false, "tuned (docs/search.md)"},
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
      credits_(members_at_start(), options.at("half_life"), options.at("temperature")),
      model_share_(std::min(1.0, kMostModelled / space.dimensions())),
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
  return {&type, std::move(genome), type.strategy.create(space_, generator_(), options)};
}

// How many of `count` points each member is to propose. What falls to the members of a class is proposed by
// one of them, the first that is drawn: a model is made once.
std::vector<int> P3boSearch::draw_members(int count) {
  std::vector<double> share = credits_.shares();
  double sum = 0;
  for (std::size_t i = 0; i < share.size(); ++i) {
    if (members_[i].type->has_model) share[i] *= model_share_;
    sum += share[i];
  }
  for (double& part : share) part /= sum;
  std::vector<int> wanted(members_.size());
  std::vector<std::size_t> speakers;  // one per class
  for (int i = 0; i < count; ++i) {
    double left = draw_unit(generator_);
    std::size_t member = 0;
    while (member + 1 < share.size() && left >= share[member]) left -= share[member++];
    const auto of_class = std::find_if(speakers.begin(), speakers.end(), [&](std::size_t speaker) {
      return members_[speaker].type == members_[member].type;
    });
    const std::size_t speaker = of_class == speakers.end() ? speakers.emplace_back(member) : *of_class;
    ++wanted[speaker];
  }
  return wanted;
}

std::vector<Point> P3boSearch::propose(int count, const std::vector<Point>& pending) {
  const std::vector<int> wanted = draw_members(count);
  std::vector<Point> points;
  Owners owners;
  for (const Point& point : pending)
    if (const auto owner = owners_.find(point); owner != owners_.end()) owners.insert(*owner);
  owners_ = std::move(owners);
  for (std::size_t member = 0; member < members_.size(); ++member) {
    if (wanted[member] == 0) continue;
    for (Point& point : members_[member].optimizer->ask(wanted[member], pending)) {
      if (owners_.emplace(point, member).second) points.push_back(std::move(point));
    }
  }
  // Those asked may have given up on a space that is nearly used up; it is, if all have.
  for (std::size_t member = 0; points.empty() && member < members_.size(); ++member) {
    points = members_[member].optimizer->ask(count, pending);
    for (const Point& point : points) owners_.emplace(point, member);
  }
  proposers_.clear();
  for (const Point& point : points) proposers_.push_back(members_[owners_.at(point)].type->strategy.name);
  return points;
}

void P3boSearch::expect(const std::shared_ptr<Expectation>& expectation) {
  expectation_ = expectation;
  for (const Member& member : members_) member.optimizer->expect(expectation_);
}

void P3boSearch::tell(const std::vector<Trial>& trials) {
  credits_.tell(trials, owners_);
  for (const Member& member : members_) member.optimizer->tell(trials);
  told_.insert(told_.end(), trials.begin(), trials.end());
  generation_age_ += static_cast<int>(trials.size());
  if (generation_age_ >= generation_trials_) {
    generation_age_ = 0;
    next_generation();
  }
}

void P3boSearch::next_generation() {
  std::vector<std::size_t> order(members_.size());
  std::iota(order.begin(), order.end(), std::size_t{0});
  draw_order(generator_, order);  // among equal credits
  std::stable_sort(order.begin(), order.end(),
                   [&](std::size_t a, std::size_t b) { return credits_.of(a) > credits_.of(b); });
  const auto survivors =
      static_cast<std::size_t>(std::ceil(survivors_ * static_cast<double>(members_.size())));
  while (order.size() > survivors) {
    const std::size_t loser = order.back();
    order.pop_back();
    replace(loser, order);
  }
}

void P3boSearch::replace(std::size_t loser, const std::vector<std::size_t>& better) {
  const MemberClass& type = *members_[loser].type;
  std::vector<Individual> parents;  // of the same class, better first
  for (const std::size_t member : better) {
    if (members_[member].type == &type) parents.push_back({members_[member].genome, credits_.of(member)});
  }
  if (parents.empty()) return;
  const Individual& first = tournament(generator_, parents, kGenomeTournamentSize);
  const Individual& second = tournament(generator_, parents, kGenomeTournamentSize);
  Point genome = crossover(generator_, first.point, second.point, kGenomeCrossoverRate);
  mutate(generator_, type.settings, mutation_rate_, genome);
  members_[loser] = make_member(type, std::move(genome));
  if (expectation_) members_[loser].optimizer->expect(expectation_);
  members_[loser].optimizer->tell(told_);
  credits_.set(loser, 0.5 * (first.fitness + second.fitness));
}

}  // namespace apollo::optimizers
