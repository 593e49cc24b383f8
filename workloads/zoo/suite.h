#pragma once
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

// Sets of networks that a design is scored on.
namespace apollo::zoo {

struct WeightedNetwork {
  std::string network;  // a built-in name, or the path of a network file
  double weight = 1;    // its part in the score, relative to the others: see Objective

  bool operator==(const WeightedNetwork& o) const { return network == o.network && weight == o.weight; }
};

struct Suite {
  std::string name;
  std::vector<WeightedNetwork> networks;  // in the order of their results; none twice
};

inline constexpr double kSmallestWeight = 1e-6, kLargestWeight = 1e6;

// A network as suites and studies write it: NAME if its weight is 1, or {"network": NAME, "weight": 2}, where
// the weight may be left out. `path` is where the value is in `file`, such as "networks[3]". ConfigError.
WeightedNetwork parse_weighted_network(const nlohmann::json& value, const std::string& file,
                                       const std::string& path);
nlohmann::ordered_json to_json(const WeightedNetwork& network);

// Reads {"name": ..., "networks": [WEIGHTED NETWORK, ...]}. Paths of network files start from `folder`.
// ConfigError, also for a network that is neither built in nor a path, and for one given twice.
Suite parse_suite(const std::string& text, const std::string& file, const std::string& folder);

// Names of the suites that are built in, in alphabetical order.
std::vector<std::string> builtin_suite_names();

// Throws ConfigError for an unknown name.
Suite builtin_suite(const std::string& name);

// A built-in suite's name, or the path of a suite file, ending in .json: paths in it start from its folder.
// ConfigError.
Suite load_suite(const std::string& name_or_path);

}  // namespace apollo::zoo
