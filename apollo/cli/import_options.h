#pragma once
#include <string>
#include <vector>

#include "apollo/cli/options.h"
#include "workloads/onnx/import.h"

namespace apollo::cli {

// How ONNX models become networks: options of every command that takes a network.
struct ImportArguments {
  std::vector<std::string> input_shapes;  // NAME=SIZExSIZEx...
  bool skip_unsupported = false;

  void declare(Options& options);
  // ConfigError if a shape is not NAME=SIZExSIZEx...
  apollo::workloads::importer::ImportOptions options() const;

  // The networks of these names or files. A shape is for every model that has an input of its name;
  // ConfigError for one that no model has.
  std::vector<apollo::workloads::Network> load(const std::vector<std::string>& names) const;
};

// Warns on standard error of operators that imports have left out.
void warn_of_skipped(const std::vector<apollo::workloads::Network>& networks);

}  // namespace apollo::cli
