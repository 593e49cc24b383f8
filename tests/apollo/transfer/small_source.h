#pragma once
#include <memory>
#include <optional>
#include <random>
#include <string>
#include <vector>

#include "apollo/study/evaluators.h"
#include "apollo/study/space_evaluator.h"
#include "apollo/transfer/source.h"

namespace apollo::transfer::testing {

// Some of the published space: two thirds of it over 4 mm2, and some without a mapping.
inline optimizers::SearchSpace small_space() {
  using Kind = optimizers::Parameter::Kind;
  return optimizers::SearchSpace({{"pes_x", Kind::ordinal, {1, 2, 4, 8}, {}},
                                  {"pes_y", Kind::ordinal, {1, 2, 4, 8}, {}},
                                  {"pe_memory_bytes", Kind::ordinal, {16384, 65536, 262144, 1048576}, {}},
                                  {"compute_lanes", Kind::ordinal, {8, 16, 32, 64}, {}},
                                  {"dram_bandwidth_gbps", Kind::ordinal, {5, 10, 20}, {}}});
}

// A spec whose networks have their fingerprints.
inline study::StudySpec spec_of(const std::vector<std::string>& networks, std::optional<double> area_mm2,
                                optimizers::SearchSpace space = small_space()) {
  study::StudySpec spec{std::move(space)};
  designs::Scoring scoring;
  for (const std::string& network : networks) scoring.networks.push_back({network});
  scoring.fingerprints = fingerprints_of(scoring, load_networks(scoring, ""));
  spec.scoring = std::move(scoring);
  spec.constraints.area_mm2 = area_mm2;
  spec.trials = 1000;
  return spec;
}

// The evaluators of a study, with a copy of its spec that stays where it is.
struct Scored {
  explicit Scored(study::StudySpec its_spec)
      : spec(std::make_unique<study::StudySpec>(std::move(its_spec))),
        evaluators(std::make_unique<study::Evaluators>(*spec, load_networks(*spec->own_scoring(), ""), "")) {}

  study::Outcome outcome(const optimizers::Point& point) const {
    return evaluators->of(*spec).evaluate(spec->space, point);
  }

  std::unique_ptr<study::StudySpec> spec;
  std::unique_ptr<study::Evaluators> evaluators;
};

// As many random points of the spec's space with their outcomes, each once.
inline Source random_source(const study::StudySpec& spec, int trials, std::uint64_t seed) {
  const Scored scored(spec);
  std::mt19937_64 random(seed);
  optimizers::PointSet seen;
  Source source{"source", spec, {}};
  while (static_cast<int>(source.trials.size()) < trials) {
    optimizers::Point point = spec.space.at(random() % *spec.space.size());
    if (!seen.insert(point).second) continue;
    const auto id = static_cast<std::int64_t>(source.trials.size());
    study::Outcome outcome = scored.outcome(point);
    source.trials.push_back({id, std::move(point), std::move(outcome)});
  }
  return source;
}

}  // namespace apollo::transfer::testing
