#include "workloads/zoo/builtin.h"

#include <algorithm>
#include <map>

#include "embedded/builtin_network_files.h"
#include "files/config_error.h"
#include "files/join.h"
#include "files/json_file.h"
#include "files/nearest.h"
#include "workloads/network_json.h"

namespace apollo::zoo {
namespace {

// What the built-in networks are for.
const std::map<std::string, std::string>& domains() {
  static const std::map<std::string, std::string> table = {
      {"anomaly_autoencoder", "anomaly detection"},
      {"bert_tiny", "language"},
      {"convnext_tiny", "classification"},
      {"crnn", "text recognition"},
      {"deeplabv3_mobilenet_v2", "segmentation"},
      {"ds_cnn", "keyword spotting"},
      {"efficientnet_lite0", "classification"},
      {"llama_1b_decode", "language"},
      {"llama_1b_prefill", "language"},
      {"mobilebert", "language"},
      {"mobilenet_edgetpu", "classification"},
      {"mobilenet_v1", "classification"},
      {"mobilenet_v2", "classification"},
      {"mobilenet_v3_large", "classification"},
      {"resnet50", "classification"},
      {"rnnt_decoder", "speech"},
      {"rnnt_encoder", "speech"},
      {"ssd_mobilenet_v2_300", "detection"},
      {"stable_diffusion_block", "image generation"},
      {"unet", "segmentation"},
      {"vit_tiny", "classification"},
      {"whisper_tiny_decoder", "speech"},
      {"whisper_tiny_encoder", "speech"},
      {"yolov8n", "detection"},
  };
  return table;
}

[[noreturn]] void unknown(const std::string& name, const std::string& or_else) {
  const std::vector<std::string> known = builtin_network_names();
  throw files::ConfigError("network is \"" + files::printable(name, 200) + "\"" +
                           files::did_you_mean(name, known) + "; must be one of: " + files::join(known) +
                           or_else);
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

workloads::Network builtin_network(const std::string& name) {
  const auto& files = embedded::builtin_network_files();
  const auto file = files.find(name);
  if (file == files.end()) unknown(name, "");
  return workloads::parse_network(file->second, name + ".json");
}

workloads::Network load_network(const std::string& name_or_path,
                                const workloads::importer::ImportOptions& options) {
  if (ends_with(name_or_path, ".json")) return workloads::read_network(name_or_path);
  if (is_model_file(name_or_path)) return workloads::importer::import_onnx(name_or_path, options).network;
  if (embedded::builtin_network_files().count(name_or_path) == 0) {
    unknown(name_or_path, ", or the path of a .json or .onnx file");
  }
  return builtin_network(name_or_path);
}

}  // namespace apollo::zoo
