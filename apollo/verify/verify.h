#pragma once
#include <atomic>
#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "optimizers/search_space.h"
#include "simulator/accelerator.h"
#include "workloads/network.h"

// Both engines side by side, and the plain reference, on random designs.
namespace apollo::verify {

struct Plan {
  std::vector<workloads::Network> networks;  // samples are their layers and, every 25th, one whole; empty:
                                             // random small layers of all kinds
  std::optional<optimizers::SearchSpace>
      space;  // configurations are its points; otherwise small random accelerators, where tiles are many
  simulator::Accelerator base;  // what the space leaves out
  std::int64_t samples = 1;
  std::uint64_t seed = 1;
  std::optional<std::int64_t> only;  // run this sample alone
  std::uint64_t functional_macs =
      2'000'000;  // networks up to this size also compute values, compared with the reference
  int jobs = 1;
};

// One (network, accelerator) pair that has a mapping.
struct Sample {
  std::int64_t index = 0;
  std::string network;
  std::string accelerator;  // JSON
  bool feasible = false;
  bool whole_network = false;
  std::int64_t cycles = 0, values = 0;
  // Empty if all is equal: counters that differ ("name: fast != systemc"), wrong values, a deadlock, a crash.
  std::string difference;
};

// The same for a plan and an index, whatever else runs.
Sample run_sample(const Plan& plan, std::int64_t index);

// All samples, on plan.jobs threads; `finished` is called for each, one at a time, in order of finishing.
// Nothing new starts once `stop` is true.
void run(const Plan& plan, const std::function<void(const Sample&)>& finished, const std::atomic<bool>* stop);

// The layer of a network on its own: its inputs become the network's inputs.
workloads::Network single_layer(const workloads::Network& network, int layer);

}  // namespace apollo::verify
