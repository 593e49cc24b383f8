#include "apollo/verify/campaign.h"

#include "apollo/study/design_space.h"
#include "files/config_error.h"
#include "optimizers/draw.h"
#include "simulator/cost/area.h"
#include "simulator/machine/random_accelerator.h"
#include "workloads/random/layer.h"
#include "workloads/random/random.h"

namespace apollo::verify {

using machine::Accelerator;
using workloads::Network;

workloads::Network single_layer(const Network& network, int index) {
  Network out;
  workloads::Layer layer = network.layers[index];
  out.name = network.name + "/" + layer.name;
  out.source = network.source;
  std::vector<int> renumbered(network.tensors.size(), -1);
  const auto take = [&](int& tensor) {
    if (renumbered[tensor] < 0) {
      renumbered[tensor] = static_cast<int>(out.tensors.size());
      out.tensors.push_back(network.tensors[tensor]);
    }
    tensor = renumbered[tensor];
  };
  for (int& tensor : layer.inputs) take(tensor);
  for (std::size_t t = 0; t < out.tensors.size(); ++t) out.inputs.push_back(static_cast<int>(t));
  for (int& tensor : layer.outputs) take(tensor);
  out.outputs = layer.outputs;
  out.layers.push_back(std::move(layer));
  validate(out, network.name);
  return out;
}

namespace {

// A seed of its own for every sample (splitmix64).
std::uint64_t mixed(std::uint64_t seed, std::uint64_t index) {
  return optimizers::spread_bits(seed * 0x9E3779B97F4A7C15ULL + index + 1);
}

optimizers::Point random_point(const optimizers::SearchSpace& space, workloads::random::Random* random) {
  optimizers::Point point;
  for (const auto& parameter : space.parameters()) point.push_back(random->between(0, parameter.size() - 1));
  return point;
}

Accelerator random_accelerator_of(const Campaign& campaign, std::uint64_t seed) {
  if (!campaign.space) {
    Accelerator a = machine::random_accelerator(seed);
    a.constants = campaign.base.accelerator.constants;
    return designs::with_values({a, {}}, campaign.set, "set").accelerator;
  }
  const optimizers::SearchSpace& space = *campaign.space;
  const study::Technologies technologies(campaign.base, space);
  constexpr int kAttempts = 20'000;
  workloads::random::Random random(seed);
  for (int attempt = 0; attempt < kAttempts; ++attempt) {
    const optimizers::Point point = random_point(space, &random);
    if (!space.allows(point)) continue;
    const Accelerator a = study::accelerator_at(campaign.base.accelerator, space, point);
    if (!campaign.area_limit_mm2 || area(a, technologies.at(point)).total() <= *campaign.area_limit_mm2)
      return a;
  }
  throw files::ConfigError(
      "none of " + std::to_string(kAttempts) +
      " random points of the space keeps its conditions and is within the area limit; must be larger");
}

Network random_network(const Campaign& campaign, std::int64_t index, std::uint64_t seed, bool* whole) {
  constexpr std::int64_t kWholeEvery = 25;
  const auto& kinds = workloads::random::kinds();
  if (campaign.networks.empty())
    return workloads::random::layer(kinds[static_cast<std::size_t>(index) % kinds.size()], seed);
  workloads::random::Random random(seed ^ 1);
  const Network& network =
      campaign.networks[random.between(0, static_cast<int>(campaign.networks.size()) - 1)];
  *whole = campaign.whole_networks || index % kWholeEvery == 0;
  return *whole ? network
                : single_layer(network, random.between(0, static_cast<int>(network.layers.size()) - 1));
}

}  // namespace

Design draw(const Campaign& campaign, std::int64_t index) {
  const std::uint64_t seed = mixed(campaign.seed, static_cast<std::uint64_t>(index));
  Design design;
  design.accelerator = random_accelerator_of(campaign, seed);
  design.network = random_network(campaign, index, seed, &design.whole_network);
  return design;
}

}  // namespace apollo::verify
