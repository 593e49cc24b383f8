#pragma once
#include <iosfwd>
#include <string>

#include "workloads/onnx/import.h"

namespace apollo::cli {

struct ValueCheckOptions {
  std::string folder;         // of test data
  std::string accelerator;    // a configuration file; empty: the baseline
  std::string template_file;  // a name or a file; empty: the default
  bool json = false;
};

// Checks a model against test data and says what came of each output. The exit status: 0 if all are equal,
// 1 if not. ConfigError.
int check_values(const std::string& model, const apollo::workloads::importer::ImportOptions& import,
                 const ValueCheckOptions& options, std::ostream& out);

}  // namespace apollo::cli
