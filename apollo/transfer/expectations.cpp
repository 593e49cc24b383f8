#include "apollo/transfer/expectations.h"

#include <algorithm>
#include <cmath>
#include <map>
#include <numeric>

#include "optimizers/acquisition.h"
#include "optimizers/encoding.h"

namespace apollo::transfer {

using Eigen::Index;
using Eigen::VectorXd;
using optimizers::Point;
using optimizers::Trial;

namespace {

// Of a reward: what is infeasible is expected to have it.
constexpr double kLeastReward = 1e-3;
// Samples for a model at most: more take longer to learn, and say little more.
constexpr std::size_t kMostSamples = 6000;
// Of all trials, those that are infeasible rank as if so many deviations below the mean.
constexpr double kUnusableRank = -3;

// Every so many of a list that is longer than it may be.
template <class T>
std::vector<T> thinned(std::vector<T> all, std::size_t most) {
  if (all.size() <= most) return all;
  std::vector<T> kept;
  for (std::size_t i = 0; i < most; ++i) kept.push_back(std::move(all[i * all.size() / most]));
  return kept;
}

}  // namespace

CycleExpectation::CycleExpectation(const study::StudySpec& spec, const designs::DesignEvaluator& designs,
                                   CycleModel model)
    : spec_(spec),
      base_(default_design(*spec.own_scoring())),
      technologies_(base_, spec.space),
      rewards_(designs, criteria_of(*spec.own_scoring(), "study.json")),
      model_(std::move(model)) {
  for (const workloads::Network& network : designs.networks()) features_.emplace_back(network);
}

VectorXd CycleExpectation::of(const std::vector<Point>& points) {
  const VectorXd least = VectorXd::Constant(static_cast<Index>(points.size()), std::log(kLeastReward));
  std::vector<std::size_t> possible;
  std::vector<machine::Accelerator> accelerators;
  std::vector<cost::AreaBreakdown> areas;
  for (std::size_t i = 0; i < points.size(); ++i) {
    const machine::Accelerator accelerator = study::accelerator_at(base_.accelerator, spec_.space, points[i]);
    const cost::AreaBreakdown of_point = area(accelerator, technologies_.at(points[i]));
    if (designs::design_failure(accelerator, of_point.total(), spec_.constraints)) continue;
    possible.push_back(i);
    accelerators.push_back(accelerator);
    areas.push_back(of_point);
  }
  if (possible.empty()) return least;
  std::vector<CycleModel::Prediction> predictions;
  for (Features& of_network : features_) {
    std::vector<Features::Row> rows;
    for (const machine::Accelerator& accelerator : accelerators) rows.push_back(of_network.of(accelerator));
    predictions.push_back(model_.predict(rows));
  }
  VectorXd result = least;
  for (std::size_t j = 0; j < possible.size(); ++j) {
    const auto row = static_cast<Index>(j);
    double mapped = 1;
    std::vector<std::int64_t> cycles;
    for (const CycleModel::Prediction& prediction : predictions) {
      cycles.push_back(std::llround(prediction.cycles[row]));
      mapped *= prediction.mapped[row];
    }
    const int batch = study::batch_at(base_.batch, spec_.space, points[possible[j]]);
    const double reward = rewards_.reward(accelerators[j], areas[j], batch, cycles);
    result[static_cast<Index>(possible[j])] = std::log(std::max(kLeastReward, reward * mapped));
  }
  return result;
}

std::vector<Sample> samples_of(const std::vector<Source>& sources) {
  struct Met {
    Features* features;
    machine::Accelerator accelerator;
    bool is_mapped;
    std::int64_t cycles;
  };
  std::map<std::string, Features> features;  // by fingerprint
  std::vector<Met> met;
  for (const Source& source : sources) {
    const designs::Scoring* scoring = source.spec.own_scoring();
    if (!scoring) continue;
    std::map<std::string, Features*> of_source;
    const std::vector<workloads::Network> networks = load_unchanged_networks(*scoring, source.folder);
    for (std::size_t i = 0; i < networks.size(); ++i) {
      const std::string& fingerprint = scoring->fingerprints.at(scoring->networks[i].network);
      of_source[networks[i].name] = &features.try_emplace(fingerprint, networks[i]).first->second;
    }
    for (const study::TrialRecord& trial : source.trials) {
      const designs::Design design = study::design_at(source.spec, trial.point);
      const std::string unmapped = trial.outcome.details.value("infeasible_workload", std::string());
      for (const auto& [name, of_network] : of_source) {
        if (const auto cycles = trial.outcome.feasible ? cycles_of(trial, design, name) : std::nullopt)
          met.push_back({of_network, design.accelerator, true, *cycles});
        else if (name == unmapped &&
                 trial.outcome.reason != to_string(machine::Infeasible::Reason::latency) &&
                 trial.outcome.reason != to_string(machine::Infeasible::Reason::power))
          met.push_back({of_network, design.accelerator, false, 0});
      }
    }
  }
  std::vector<Sample> samples;
  for (const Met& one : thinned(std::move(met), kMostSamples))
    samples.push_back({one.features->of(one.accelerator), one.is_mapped, one.cycles});
  return samples;
}

RankExpectation::RankExpectation(const optimizers::SearchSpace& space, const std::vector<Trial>& trials)
    : space_(space) {
  std::vector<std::size_t> usable;
  for (std::size_t i = 0; i < trials.size(); ++i)
    if (trials[i].usable()) usable.push_back(i);
  std::stable_sort(usable.begin(), usable.end(),
                   [&](std::size_t a, std::size_t b) { return trials[a].reward < trials[b].reward; });
  VectorXd targets = VectorXd::Constant(static_cast<Index>(trials.size()), kUnusableRank);
  std::vector<Point> points;
  for (const Trial& trial : trials) points.push_back(trial.point);
  // Near the quantiles of the normal distribution (Tukey's lambda with 0.14).
  constexpr double kLambda = 0.14;
  for (std::size_t rank = 0; rank < usable.size(); ++rank) {
    const double p = (static_cast<double>(rank) + 0.5) / static_cast<double>(usable.size());
    targets[static_cast<Index>(usable[rank])] = (std::pow(p, kLambda) - std::pow(1 - p, kLambda)) / 0.1975;
  }
  optimizers::BoostedTrees::Settings settings;
  settings.trees = 150;
  settings.depth = 6;
  settings.learning_rate = 0.1;
  ranks_ = std::make_unique<optimizers::BoostedTrees>(encode(space_, points), targets, settings);
}

VectorXd RankExpectation::of(const std::vector<Point>& points) {
  return ranks_->predict(encode(space_, points));
}

}  // namespace apollo::transfer
