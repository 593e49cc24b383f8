#include "workloads/builtin.h"

#include <algorithm>
#include <map>

#include "embedded/builtin_network_files.h"
#include "workloads/config_error.h"
#include "workloads/json_file.h"
#include "workloads/nearest.h"
#include "workloads/network_json.h"

namespace apollo::workloads {
namespace {

const std::map<std::string, std::vector<std::string>>& suites() {
  static const std::map<std::string, std::vector<std::string>> table = {
      {"edge", {"mobilenet_v2", "resnet50", "unet", "rnnt_encoder"}},
  };
  return table;
}

template <typename Value>
std::vector<std::string> names_of(const std::map<std::string, Value>& table) {
  std::vector<std::string> names;
  for (const auto& row : table) names.push_back(row.first);
  return names;
}

[[noreturn]] void unknown(const std::string& what, const std::string& name,
                          const std::vector<std::string>& known, const std::string& or_else) {
  std::string list;
  for (const std::string& word : known) list += (list.empty() ? "" : ", ") + word;
  throw ConfigError(what + " is \"" + printable(name, 200) + "\"" + did_you_mean(name, known) +
                    "; must be one of: " + list + or_else);
}

bool ends_with(const std::string& name, const std::string& ending) {
  return name.size() > ending.size() && name.compare(name.size() - ending.size(), ending.size(), ending) == 0;
}

}  // namespace

std::vector<std::string> builtin_network_names() { return names_of(embedded::builtin_network_files()); }

Network builtin_network(const std::string& name) {
  const auto& files = embedded::builtin_network_files();
  const auto file = files.find(name);
  if (file == files.end()) unknown("network", name, builtin_network_names(), "");
  return parse_network(file->second, name + ".json");
}

Network load_network(const std::string& name_or_path, const ImportOptions& options) {
  if (ends_with(name_or_path, ".json")) return read_network(name_or_path);
  if (ends_with(name_or_path, ".onnx")) return import_onnx(name_or_path, options).network;
  if (embedded::builtin_network_files().count(name_or_path) == 0) {
    unknown("network", name_or_path, builtin_network_names(), ", or the path of a .json or .onnx file");
  }
  return builtin_network(name_or_path);
}

std::vector<std::string> suite_names() { return names_of(suites()); }

std::vector<std::string> suite(const std::string& name) {
  const auto row = suites().find(name);
  if (row == suites().end()) unknown("suite", name, suite_names(), "");
  return row->second;
}

}  // namespace apollo::workloads
