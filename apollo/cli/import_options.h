#pragma once
#include <string>
#include <vector>

#include "apollo/cli/options.h"
#include "apollo/designs/network_import.h"

namespace apollo::cli {

// How ONNX models become networks: options of every command that takes a network.
struct ImportArguments {
  std::vector<std::string> input_shapes;  // NAME=SIZExSIZEx...
  bool skip_unsupported = false;

  void declare(Options& options);
  // ConfigError if a shape is not NAME=SIZExSIZEx...
  designs::NetworkImport import() const;

  // The networks of these names or files. ConfigError.
  std::vector<apollo::workloads::Network> load(const std::vector<std::string>& names) const;
};

// The option that ConfigErrors of input shapes name.
inline constexpr char kInputShapeOption[] = "--input-shape";

// Warns on standard error of operators that imports have left out.
void warn_of_skipped(const std::vector<apollo::workloads::Network>& networks);

}  // namespace apollo::cli
