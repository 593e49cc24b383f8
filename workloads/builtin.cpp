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

// What the built-in networks are for.
const std::map<std::string, std::string>& domains() {
  static const std::map<std::string, std::string> table = {
      {"bert_tiny", "language"},
      {"crnn", "text recognition"},
      {"deeplabv3_mobilenet_v2", "segmentation"},
      {"efficientnet_lite0", "classification"},
      {"mobilebert", "language"},
      {"mobilenet_edgetpu", "classification"},
      {"mobilenet_v1", "classification"},
      {"mobilenet_v2", "classification"},
      {"mobilenet_v3_large", "classification"},
      {"resnet50", "classification"},
      {"rnnt_decoder", "speech"},
      {"rnnt_encoder", "speech"},
      {"ssd_mobilenet_v2_300", "detection"},
      {"unet", "segmentation"},
      {"vit_tiny", "classification"},
  };
  return table;
}

[[noreturn]] void unknown(const std::string& name, const std::string& or_else) {
  const std::vector<std::string> known = builtin_network_names();
  std::string list;
  for (const std::string& word : known) list += (list.empty() ? "" : ", ") + word;
  throw ConfigError("network is \"" + printable(name, 200) + "\"" + did_you_mean(name, known) +
                    "; must be one of: " + list + or_else);
}

bool ends_with(const std::string& name, const std::string& ending) {
  return name.size() > ending.size() && name.compare(name.size() - ending.size(), ending.size(), ending) == 0;
}

}  // namespace

std::vector<std::string> builtin_network_names() {
  std::vector<std::string> names;
  for (const auto& file : embedded::builtin_network_files()) names.push_back(file.first);
  return names;
}

std::string builtin_network_domain(const std::string& name) {
  const auto row = domains().find(name);
  if (row == domains().end()) unknown(name, "");
  return row->second;
}

bool is_network_file(const std::string& name) { return ends_with(name, ".json") || is_model_file(name); }

bool is_model_file(const std::string& name) { return ends_with(name, ".onnx"); }

Network builtin_network(const std::string& name) {
  const auto& files = embedded::builtin_network_files();
  const auto file = files.find(name);
  if (file == files.end()) unknown(name, "");
  return parse_network(file->second, name + ".json");
}

Network load_network(const std::string& name_or_path, const ImportOptions& options) {
  if (ends_with(name_or_path, ".json")) return read_network(name_or_path);
  if (is_model_file(name_or_path)) return import_onnx(name_or_path, options).network;
  if (embedded::builtin_network_files().count(name_or_path) == 0) {
    unknown(name_or_path, ", or the path of a .json or .onnx file");
  }
  return builtin_network(name_or_path);
}

}  // namespace apollo::workloads
