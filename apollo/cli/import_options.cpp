#include "apollo/cli/import_options.h"

#include <charconv>
#include <iostream>

#include "files/config_error.h"
#include "files/json_file.h"
#include "workloads/zoo/builtin.h"

namespace apollo::cli {
namespace {

// The sizes of "1x3x224x224"; nothing if it is something else.
std::vector<std::int64_t> sizes_of(const std::string& text) {
  std::vector<std::int64_t> sizes;
  const char *at = text.data(), *end = at + text.size();
  while (at < end) {
    std::int64_t size = 0;
    const auto [next, error] = std::from_chars(at, end, size);
    if (error != std::errc() || size < 1 || (next < end && (*next != 'x' || next + 1 == end))) return {};
    sizes.push_back(size);
    at = next < end ? next + 1 : end;
  }
  return sizes;
}

}  // namespace

void ImportArguments::declare(Options& options) {
  options.texts("--input-shape", input_shapes, "NAME=SIZExSIZE...",
                "dimensions of an ONNX model's input, such as data=1x3x224x224; may be repeated");
  options.flag("--skip-unsupported", skip_unsupported,
               "leave operators of an ONNX model out that are not supported, as if they cost nothing");
}

apollo::workloads::importer::ImportOptions ImportArguments::options() const {
  apollo::workloads::importer::ImportOptions result;
  result.skip_unsupported = skip_unsupported;
  for (const std::string& text : input_shapes) {
    const std::size_t equals = text.rfind('=');
    const std::vector<std::int64_t> sizes =
        equals == std::string::npos ? std::vector<std::int64_t>() : sizes_of(text.substr(equals + 1));
    if (equals == 0 || sizes.empty()) {
      throw files::ConfigError("--input-shape is \"" + apollo::files::printable(text, 200) +
                               "\"; must be NAME=SIZExSIZEx..., such as data=1x3x224x224");
    }
    if (!result.input_shapes.emplace(text.substr(0, equals), sizes).second) {
      throw files::ConfigError("--input-shape names \"" +
                               apollo::files::printable(text.substr(0, equals), 200) +
                               "\" twice; must be different inputs");
    }
  }
  return result;
}

std::vector<apollo::workloads::Network> ImportArguments::load(const std::vector<std::string>& names) const {
  const apollo::workloads::importer::ImportOptions all = options();
  auto unused = all.input_shapes;
  std::vector<apollo::workloads::Network> networks;
  for (const std::string& name : names) {
    apollo::workloads::importer::ImportOptions of_model;
    of_model.skip_unsupported = skip_unsupported;
    if (apollo::zoo::is_model_file(name) && !all.input_shapes.empty()) {
      for (const std::string& input : apollo::workloads::importer::onnx_inputs(name)) {
        const auto shape = all.input_shapes.find(input);
        if (shape == all.input_shapes.end()) continue;
        of_model.input_shapes.insert(*shape);
        unused.erase(input);
      }
    }
    networks.push_back(apollo::zoo::load_network(name, of_model));
  }
  if (!unused.empty()) {
    throw files::ConfigError("--input-shape names \"" + apollo::files::printable(unused.begin()->first, 200) +
                             "\"; must be an input of an ONNX model that is given");
  }
  return networks;
}

void warn_of_skipped(const std::vector<apollo::workloads::Network>& networks) {
  for (const auto& network : networks) {
    if (network.skipped.empty()) continue;
    std::string list;
    for (const std::string& what : network.skipped) list += (list.empty() ? "" : ", ") + what;
    std::cerr << "apollo: warning: " << network.name
              << ": left out, as if they cost nothing: " << apollo::files::printable(list, 1000) << "\n";
  }
}

}  // namespace apollo::cli
