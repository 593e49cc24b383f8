#include "apollo/cli/import_options.h"

#include <spdlog/logger.h>

#include "apollo/cli/log.h"
#include "apollo/designs/number_text.h"
#include "files/join.h"
#include "files/json_file.h"

namespace apollo::cli {

void ImportArguments::declare(Options& options) {
  options.texts(kInputShapeOption, input_shapes, "NAME=SIZExSIZE...",
                "dimensions of an ONNX model's input, such as data=1x3x224x224; may be repeated");
  options.flag("--skip-unsupported", skip_unsupported,
               "leave operators of an ONNX model out that are not supported, as if they cost nothing");
}

designs::NetworkImport ImportArguments::import() const {
  return {designs::parse_input_shapes(input_shapes, kInputShapeOption), skip_unsupported};
}

std::vector<apollo::workloads::Network> ImportArguments::load(const std::vector<std::string>& names) const {
  return designs::load_networks(names, import(), kInputShapeOption);
}

void warn_of_skipped(const std::vector<apollo::workloads::Network>& networks) {
  for (const auto& network : networks) {
    if (network.skipped.empty()) continue;
    log().warn("warning: " + network.name + ": left out, as if they cost nothing: " +
               files::printable(files::join(network.skipped), 1000) +
               designs::skipped_share_text(network.skipped_share));
  }
}

}  // namespace apollo::cli
