#pragma once
#include <string>
#include <vector>

#include "apollo/cli/options.h"
#include "workloads/onnx/import.h"

namespace apollo::cli {

// How ONNX models become networks: options of every command that takes one.
struct ImportArguments {
  std::vector<std::string> input_shapes;
  bool skip_unsupported = false;

  void declare(Options& options);
  // ConfigError if a shape is not NAME=SIZExSIZEx...
  apollo::workloads::ImportOptions options() const;
};

}  // namespace apollo::cli
