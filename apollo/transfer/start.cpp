#include "apollo/transfer/start.h"

#include <algorithm>
#include <map>

#include "apollo/study/front.h"
#include "apollo/transfer/expectations.h"
#include "files/config_error.h"
#include "files/join.h"
#include "optimizers/registry.h"

namespace apollo::transfer {

using optimizers::Point;
using optimizers::Start;
using optimizers::Trial;
using study::StudySpec;

namespace {

// The evolution that looks for points of which much is expected: so many at a time, so often.
constexpr int kPopulation = 64, kGenerations = 60;
// Proposals differ in so many parameters at least, as long as there are such: neighbours say the same of an
// expectation that is wrong.
constexpr int kApart = 2;

// What the trials of all sources are in the study.
struct Learnt {
  std::map<Point, Trial> known;
  std::vector<Trial> alike;  // counterparts, with the rewards of their sources
};

Learnt learn(const StudySpec& spec, const Rescoring& rescoring, const std::vector<Source>& sources) {
  Learnt learnt;
  const study::Front front(spec);
  for (const Source& source : sources) {
    if (rescoring.common_parameters(source).empty()) {
      std::vector<std::string> names;
      for (const auto& parameter : spec.space.parameters()) names.push_back(parameter.name);
      throw files::ConfigError(files::printable(source.folder, 1000) +
                               ": has none of the parameters of the space: " + files::join(names));
    }
    for (const study::TrialRecord& trial : source.trials) {
      const auto counterpart = rescoring.counterpart(source, trial.point);
      if (!counterpart) continue;
      learnt.alike.push_back(
          {trial.id, counterpart->point, trial.outcome.feasible, trial.outcome.reward, trial.outcome.reason});
      if (const auto outcome = rescoring.outcome(source, trial, *counterpart))
        learnt.known.emplace(counterpart->point,
                             Trial{0, counterpart->point, outcome->feasible, outcome->reward, outcome->reason,
                                   front.values_of(*outcome)});
    }
  }
  return learnt;
}

std::shared_ptr<optimizers::Expectation> expectation_of(const StudySpec& spec,
                                                        const designs::DesignEvaluator* designs,
                                                        const std::vector<Source>& sources,
                                                        const std::vector<Trial>& alike) {
  const bool by_cycles =
      designs && designs::unbounded_objective(criteria_of(*spec.own_scoring(), "study.json")).empty();
  if (by_cycles) {
    const std::vector<Sample> samples = samples_of(sources);
    if (std::any_of(samples.begin(), samples.end(), [](const Sample& sample) { return sample.is_mapped; }))
      return std::make_shared<CycleExpectation>(spec, *designs, CycleModel(samples));
  }
  if (alike.empty()) return nullptr;
  return std::make_shared<RankExpectation>(spec.space, alike);
}

// Points of which much is expected, with that: those that evolution comes by from the best of `alike`.
std::map<Point, double> promising(const StudySpec& spec, const std::vector<Trial>& alike,
                                  optimizers::Expectation& expectation) {
  const optimizers::SearchSpace space = allowed_space(spec, "study.json");
  const auto evolution =
      optimizers::make_optimizer("evolutionary", space, 1, {{"population", kPopulation}, {"by_age", 0}});
  std::map<Point, double> found;
  const auto try_points = [&](const std::vector<Point>& points) {
    const Eigen::VectorXd expected = expectation.of(points);
    std::vector<Trial> trials;
    for (std::size_t i = 0; i < points.size(); ++i) {
      const double value = expected[static_cast<Eigen::Index>(i)];
      found.emplace(points[i], value);
      trials.push_back({0, points[i], true, value, ""});
    }
    evolution->tell(trials);
  };
  std::vector<Trial> best = alike;
  std::stable_sort(best.begin(), best.end(), [](const Trial& l, const Trial& r) {
    return l.feasible != r.feasible ? l.feasible : l.feasible && l.reward > r.reward;
  });
  std::vector<Point> points;
  for (const Trial& trial : best)
    if (points.size() < kPopulation && space.contains(trial.point) && space.allows(trial.point))
      points.push_back(trial.point);
  for (int generation = 0; generation < kGenerations; ++generation) {
    if (!points.empty()) try_points(points);
    points = evolution->ask(kPopulation);
    if (points.empty()) break;
  }
  return found;
}

int differences(const Point& a, const Point& b) {
  int count = 0;
  for (std::size_t i = 0; i < a.size(); ++i) count += a[i] != b[i];
  return count;
}

// Adds the points with the highest values that are apart from those chosen, until there are so many.
void choose(const std::map<Point, double>& found, std::size_t wanted, std::vector<Point>* chosen) {
  std::vector<std::pair<double, Point>> ranked;
  for (const auto& [point, value] : found) ranked.emplace_back(value, point);
  std::stable_sort(ranked.begin(), ranked.end(),
                   [](const auto& l, const auto& r) { return l.first > r.first; });
  for (int apart = kApart; apart > 0; --apart)
    for (const std::pair<double, Point>& next : ranked) {
      if (chosen->size() >= wanted) return;
      const auto is_apart = [&](const Point& other) { return differences(next.second, other) >= apart; };
      if (std::all_of(chosen->begin(), chosen->end(), is_apart)) chosen->push_back(next.second);
    }
}

}  // namespace

Start start_of(const StudySpec& spec, const designs::DesignEvaluator* designs,
               const std::vector<Source>& sources) {
  const Rescoring rescoring(spec, designs);
  const Learnt learnt = learn(spec, rescoring, sources);
  Start start;
  start.expectation = expectation_of(spec, designs, sources, learnt.alike);
  std::map<Point, double> rewards, expected;  // of feasible points that are known, and of others
  if (start.expectation) expected = promising(spec, learnt.alike, *start.expectation);
  for (const auto& [point, trial] : learnt.known) {
    start.known.push_back(trial);
    expected.erase(point);
    if (!spec.transfer->is_offline && trial.feasible) rewards[point] = trial.reward;
  }
  const auto wanted = static_cast<std::size_t>(spec.transfer->proposals);
  choose(rewards, expected.empty() ? wanted : wanted / 2, &start.proposals);
  choose(expected, wanted, &start.proposals);
  return start;
}

}  // namespace apollo::transfer
