#include "apollo/verify/verify.h"

#include <exception>
#include <mutex>

#include "apollo/compiler/compiler.h"
#include "apollo/evaluation/evaluation.h"
#include "apollo/study/space_json.h"
#include "apollo/study/workers.h"
#include "apollo/verify/random_designs.h"
#include "simulator/engine.h"

namespace apollo::verify {

using simulator::Accelerator;
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
  std::uint64_t z = seed * 0x9E3779B97F4A7C15ULL + index + 1;
  z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9ULL;
  z = (z ^ (z >> 27)) * 0x94D049BB133111EBULL;
  return z ^ (z >> 31);
}

Accelerator accelerator_of(const Plan& plan, std::uint64_t seed) {
  if (!plan.space) return random_accelerator(seed);
  Random random(seed);
  optimizers::Point point;
  for (const auto& parameter : plan.space->parameters())
    point.push_back(random.between(0, parameter.size() - 1));
  auto json = nlohmann::json::parse(to_json_text(plan.base));
  const nlohmann::ordered_json chosen = configuration_of(*plan.space, point);
  for (const auto& [name, value] : chosen.items()) json[name] = value;
  return simulator::parse_accelerator(json.dump(), "a point of the space");
}

Network network_of(const Plan& plan, std::int64_t index, std::uint64_t seed, bool* whole) {
  constexpr std::int64_t kWholeEvery = 25;
  if (plan.networks.empty())
    return random_layer(kLayerKinds[index % std::int64_t(std::size(kLayerKinds))], seed);
  Random random(seed ^ 1);
  const Network& network = plan.networks[random.between(0, static_cast<int>(plan.networks.size()) - 1)];
  *whole = index % kWholeEvery == 0;
  return *whole ? network
                : single_layer(network, random.between(0, static_cast<int>(network.layers.size()) - 1));
}

void compare(const Plan& plan, const Network& network, const simulator::Program& program, Sample* sample) {
  const auto fast = simulate_fast(program, {});
  simulator::SimulationOptions options;
  options.functional = network.macs() <= plan.functional_macs;
  simulator::FunctionalData data;
  if (options.functional) data = functional_data(network, program, plan.seed);
  const auto systemc = simulate_systemc(program, options, options.functional ? &data : nullptr);
  sample->cycles = fast.counters.cycles;
  sample->difference =
      systemc.deadlock.empty() ? difference(fast.counters, systemc.counters) : systemc.deadlock;
  if (!options.functional || !systemc.deadlock.empty()) return;
  const FunctionalCheck check = check_outputs(network, program, systemc, plan.seed);
  sample->values = check.values;
  if (check.mismatches > 0)
    sample->difference += std::to_string(check.mismatches) + " of " + std::to_string(check.values) +
                          " values differ from the reference\n";
}

}  // namespace

Sample run_sample(const Plan& plan, std::int64_t index) {
  const std::uint64_t seed = mixed(plan.seed, std::uint64_t(index));
  const Accelerator accelerator = accelerator_of(plan, seed);
  Sample sample;
  sample.index = index;
  sample.accelerator = to_json_text(accelerator);
  const Network network = network_of(plan, index, seed, &sample.whole_network);
  sample.network = network.name;
  try {
    const auto compiled = compiler::compile(network, accelerator);
    if (const auto* program = std::get_if<simulator::Program>(&compiled)) {
      sample.feasible = true;
      compare(plan, network, *program, &sample);
    }
  } catch (const std::exception& e) {
    sample.difference = std::string(e.what()) + "\n";
  }
  return sample;
}

void run(const Plan& plan, const std::function<void(const Sample&)>& finished,
         const std::atomic<bool>* stop) {
  std::mutex one_at_a_time;
  const auto work = [&](std::int64_t index) {
    const Sample sample = run_sample(plan, index);
    const std::lock_guard<std::mutex> lock(one_at_a_time);
    finished(sample);
  };
  if (plan.only) return work(*plan.only);
  run_in_parallel(
      static_cast<int>(plan.samples), plan.jobs, [&](int i) { work(i); }, stop);
}

}  // namespace apollo::verify
