#include "workloads/zoo/suite.h"

#include <algorithm>
#include <filesystem>

#include "embedded/builtin_suite_files.h"
#include "files/config_error.h"
#include "files/join.h"
#include "files/json_file.h"
#include "files/json_object.h"
#include "files/nearest.h"
#include "workloads/zoo/builtin.h"

namespace apollo::zoo {
namespace {

using nlohmann::json;

constexpr std::size_t kMostNetworks = 1000;

bool is_suite_file(const std::string& name) { return std::filesystem::path(name).extension() == ".json"; }

[[noreturn]] void wrong(const std::string& where, const std::string& value, const std::string& rest) {
  throw files::ConfigError(where + " is \"" + files::printable(value, 200) + "\"" + rest);
}

// What the file says, for a program in another folder.
std::string resolved(const std::string& network, const std::string& where, const std::string& folder) {
  if (is_network_file(network)) return (std::filesystem::path(folder) / network).string();
  const auto known = builtin_network_names();
  if (std::find(known.begin(), known.end(), network) == known.end()) {
    wrong(where, network,
          files::did_you_mean(network, known) + "; must be one of: " + files::join(known) +
              ", or the path of a network file");
  }
  return network;
}

}  // namespace

WeightedNetwork parse_weighted_network(const json& value, const std::string& file, const std::string& path) {
  WeightedNetwork result;
  const json as_object = value.is_string() ? json{{"network", value}} : value;
  files::JsonObject object(as_object, file, path);
  result.network = object.text("network");
  result.weight = object.number("weight", kSmallestWeight, kLargestWeight, result.weight);
  object.reject_unknown_keys("a network of a suite");
  return result;
}

nlohmann::ordered_json to_json(const WeightedNetwork& network) {
  if (network.weight == 1) return network.network;
  return {{"network", network.network}, {"weight", network.weight}};
}

Suite parse_suite(const std::string& text, const std::string& file, const std::string& folder) {
  const json parsed = files::parse_json(text, file);
  files::JsonObject root(parsed, file);
  Suite suite;
  suite.name = root.text("name");
  const json& list = root.value("networks");
  if (!list.is_array() || list.empty() || list.size() > kMostNetworks)
    root.fail("networks", "a list of 1 to " + std::to_string(kMostNetworks) + " networks");
  root.reject_unknown_keys("a suite");
  for (std::size_t i = 0; i < list.size(); ++i) {
    const std::string path = "networks[" + std::to_string(i) + "]";
    WeightedNetwork network = parse_weighted_network(list[i], file, path);
    const std::string where = file + ": " + path + (list[i].is_string() ? "" : ".network");
    network.network = resolved(network.network, where, folder);
    for (const WeightedNetwork& other : suite.networks) {
      if (other.network == network.network)
        wrong(where, network.network, " again; must be different from the others");
    }
    suite.networks.push_back(std::move(network));
  }
  return suite;
}

std::vector<std::string> builtin_suite_names() {
  std::vector<std::string> names;
  for (const auto& file : embedded::builtin_suite_files()) names.push_back(file.first);
  return names;
}

Suite builtin_suite(const std::string& name) {
  const auto& files = embedded::builtin_suite_files();
  const auto file = files.find(name);
  if (file == files.end()) {
    const auto known = builtin_suite_names();
    wrong("suite", name,
          files::did_you_mean(name, known) + "; must be one of: " + files::join(known) +
              ", or the path of a .json file");
  }
  return parse_suite(file->second, name + ".json", "");
}

Suite load_suite(const std::string& name_or_path) {
  if (!is_suite_file(name_or_path)) return builtin_suite(name_or_path);
  return parse_suite(files::read_text_file(name_or_path), name_or_path,
                     std::filesystem::path(name_or_path).parent_path().string());
}

}  // namespace apollo::zoo
