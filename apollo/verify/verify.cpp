#include "apollo/verify/verify.h"

#include <exception>
#include <map>
#include <nlohmann/json.hpp>

#include "apollo/compiler/compiler.h"
#include "apollo/verify/bounds.h"
#include "processes/worker_processes.h"
#include "simulator/engine.h"
#include "simulator/fast/fast_engine.h"
#include "simulator/functional_check.h"
#include "simulator/systemc/systemc_engine.h"

namespace apollo::verify {

using nlohmann::json;
using workloads::Network;

namespace {

void compare(const Campaign& campaign, const Network& network, const program::Program& program,
             Sample* sample) {
  simulator::SimulationOptions with_events;
  with_events.events = true;
  const auto fast = fast::simulate(program, with_events);
  sample->cycles = fast.counters.cycles;
  sample->difference = broken_bounds(network, program, fast);
  if (campaign.bounds_only) return;
  simulator::SimulationOptions options;
  options.functional = network.macs() <= campaign.functional_macs;
  simulator::FunctionalData data;
  if (options.functional) data = simulator::functional_data(network, program, campaign.seed);
  const auto systemc = systemc::simulate(program, options, options.functional ? &data : nullptr);
  sample->difference +=
      systemc.deadlock.empty() ? difference(fast.counters, systemc.counters) : systemc.deadlock;
  if (!options.functional || !systemc.deadlock.empty()) return;
  const simulator::FunctionalCheck check = simulator::check_outputs(network, program, systemc, campaign.seed);
  sample->values = check.values;
  if (check.mismatches > 0)
    sample->difference += std::to_string(check.mismatches) + " of " + std::to_string(check.values) +
                          " values differ from the reference\n";
}

Sample sample_of(const Design& design, std::int64_t index) {
  Sample sample;
  sample.index = index;
  sample.network = design.network.name;
  sample.accelerator = to_json_text(design.accelerator);
  sample.whole_network = design.whole_network;
  return sample;
}

// For the pipe from the process that ran it.
std::string encode(const Sample& s) {
  std::string bytes;
  json::to_cbor(json::array({s.index, s.network, s.accelerator, s.feasible, s.whole_network, s.cycles,
                             s.values, s.difference}),
                bytes);
  return bytes;
}

Sample decode_sample(const std::string& bytes) {
  const json j = json::from_cbor(bytes);
  return {j.at(0), j.at(1), j.at(2), j.at(3), j.at(4), j.at(5), j.at(6), j.at(7)};
}

}  // namespace

Sample run_sample(const Campaign& campaign, std::int64_t index) {
  const Design design = draw(campaign, index);
  Sample sample = sample_of(design, index);
  try {
    const auto compiled = compiler::compile(design.network, design.accelerator);
    if (const auto* program = std::get_if<program::Program>(&compiled)) {
      sample.feasible = true;
      compare(campaign, design.network, *program, &sample);
    }
  } catch (const std::exception& e) {
    sample.difference = std::string(e.what()) + "\n";
  }
  return sample;
}

void run(const Campaign& campaign, const std::function<void(const Sample&)>& finished,
         const std::atomic<bool>* stop) {
  const std::int64_t first = campaign.only.value_or(0);
  const int count = campaign.only ? 1 : static_cast<int>(campaign.samples);
  draw(campaign, first);        // throws if the campaign has no designs, here and not in a child
  std::map<int, Sample> early;  // finished before one of a lower index
  int next = 0;
  const auto finish = [&](int i, Sample sample) {
    early.emplace(i, std::move(sample));
    for (auto at = early.find(next); at != early.end(); at = early.find(++next)) {
      finished(at->second);
      early.erase(at);
    }
  };
  processes::run_in_processes(
      count, campaign.jobs, [&](int i) { return encode(run_sample(campaign, first + i)); },
      [&](int i, const std::string& answer) { finish(i, decode_sample(answer)); },
      [&](int i, const std::string& failure) {
        Sample sample = sample_of(draw(campaign, first + i), first + i);
        sample.difference = failure + "\n";
        finish(i, std::move(sample));
      },
      stop);
}

}  // namespace apollo::verify
