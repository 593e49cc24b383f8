#pragma once
#include <algorithm>
#include <map>
#include <random>
#include <string>
#include <vector>

#include "apollo/prove/question.h"
#include "apollo/study/evaluators.h"
#include "apollo/study/space_evaluator.h"
#include "workloads/network_builder.h"

// Questions whose answer exhaustive evaluation gives in a moment.
namespace apollo::testing {

// Computation first, weights last, so that the array, DRAM and both together bound it on some designs.
inline workloads::Network small_network(const std::string& name, int size, int channels, int classes) {
  workloads::NetworkBuilder b(name);
  workloads::Layer conv = layer_of(workloads::LayerType::convolution, {b.input("x", {size, size, 8})});
  conv.channels = channels;
  conv.kernel = {3, 3};
  workloads::Layer dense = layer_of(workloads::LayerType::fully_connected, {b.add(conv)});
  dense.channels = classes;
  return b.finish({b.add(dense)});
}

inline std::vector<workloads::Network> small_networks() {
  return {small_network("square", 20, 24, 12), small_network("weights", 8, 32, 200)};
}

// A part of the values of some parameters.
inline optimizers::SearchSpace random_space(std::uint64_t seed) {
  const std::map<std::string, std::vector<double>> all = {
      {"pes_x", {1, 2, 3, 4}},
      {"pes_y", {1, 2, 4}},
      {"cores_per_pe", {1, 2}},
      {"compute_lanes", {8, 16, 32, 64}},
      {"pe_memory_bytes", {16384, 65536, 262144}},
      {"core_memory_bytes", {8192, 16384, 65536}},
      {"parameter_memory_entries", {2048, 4096}},
      {"activation_memory_entries", {256, 512, 1024}},
      {"dram_bandwidth_gbps", {1, 5, 20}},
  };
  std::mt19937_64 engine(seed);
  std::vector<optimizers::Parameter> parameters;
  for (const auto& [name, values] : all) {
    optimizers::Parameter parameter{name, optimizers::Parameter::Kind::ordinal, {}, {}};
    for (const double value : values)
      if (engine() % 2 == 0) parameter.numbers.push_back(value);
    if (!parameter.numbers.empty()) parameters.push_back(parameter);
  }
  std::shuffle(parameters.begin(), parameters.end(), engine);
  std::vector<std::string> conditions;
  if (seed % 3 == 0) conditions.push_back("core_memory_bytes >= 256 * compute_lanes");
  return optimizers::SearchSpace(parameters, conditions);
}

// 432 points, most of which run.
inline optimizers::SearchSpace wide_space() {
  const auto ordinal = [](const std::string& name, std::vector<double> values) {
    return optimizers::Parameter{name, optimizers::Parameter::Kind::ordinal, std::move(values), {}};
  };
  return optimizers::SearchSpace({ordinal("pes_x", {1, 2, 4}), ordinal("dram_bandwidth_gbps", {1, 5, 20}),
                                  ordinal("pes_y", {1, 2}), ordinal("compute_lanes", {8, 16, 32, 64}),
                                  ordinal("pe_memory_bytes", {16384, 65536, 262144}),
                                  ordinal("core_memory_bytes", {16384, 32768})});
}

class SmallQuestion {
 public:
  explicit SmallQuestion(optimizers::SearchSpace space, std::optional<double> area_mm2 = std::nullopt)
      : question{study::StudySpec{std::move(space)}}, networks(small_networks()) {
    designs::Scoring scoring;
    for (const workloads::Network& network : networks) scoring.networks.push_back({network.name});
    question.study.scoring = scoring;
    question.study.constraints.area_mm2 = area_mm2;
    evaluators.emplace(question.study, networks, "space");
  }

  const designs::DesignEvaluator& designs() const { return *evaluators->designs(); }
  // Of every point of the space, evaluated; 0 of those that break a condition or are infeasible.
  std::vector<double> all_rewards() {
    study::Evaluator& evaluator = evaluators->of(question.study);
    const auto allowed = allowed_space(question.study, "space");
    std::vector<double> rewards;
    for (std::uint64_t i = 0; i < *allowed.size(); ++i) {
      const optimizers::Point point = allowed.at(i);
      rewards.push_back(allowed.allows(point) ? evaluator.evaluate(allowed, point).reward : 0);
    }
    return rewards;
  }

  prove::Question question;
  std::vector<workloads::Network> networks;
  std::optional<study::Evaluators> evaluators;
};

}  // namespace apollo::testing
