#pragma once
#include <cstdint>
#include <nlohmann/json.hpp>
#include <optional>
#include <vector>

#include "apollo/designs/design.h"
#include "optimizers/search_space.h"
#include "simulator/machine/accelerator.h"
#include "workloads/network.h"

namespace apollo::verify {

// What random designs are compared on.
struct Campaign {
  std::vector<workloads::Network> networks;  // samples are their layers and, every 25th, one whole; empty:
                                             // random small layers of all kinds
  bool whole_networks = false;               // every sample is a whole network of `networks`
  std::optional<optimizers::SearchSpace>
      space;  // restricted by its conditions: configurations are its points; otherwise small random
              // accelerators, where tiles are many
  designs::Design base;  // what the space leaves out; its constants are those of random accelerators
  // What random accelerators have instead of what is drawn; of the base with a space.
  nlohmann::json set = nlohmann::json::object();
  std::optional<double> area_limit_mm2;  // only points of the space of up to that area
  std::int64_t samples = 1;
  std::uint64_t seed = 1;
  std::optional<std::int64_t> only;  // run this sample alone
  std::uint64_t functional_macs =
      2'000'000;             // networks up to this size also compute values, compared with the reference
  bool bounds_only = false;  // hold programs to their bounds, in the fast engine; nothing is compared
  int jobs = 1;
};

// What a sample runs.
struct Design {
  workloads::Network network;
  bool whole_network = false;
  machine::Accelerator accelerator;
};

// The same for a campaign and an index. ConfigError if no point of the space within the area limit, and that
// keeps its conditions, is found.
Design draw(const Campaign& campaign, std::int64_t index);

// The layer of a network on its own: its inputs become the network's inputs.
workloads::Network single_layer(const workloads::Network& network, int layer);

}  // namespace apollo::verify
