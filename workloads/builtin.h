#pragma once
#include <string>
#include <vector>

#include "workloads/network.h"
#include "workloads/onnx/import.h"

namespace apollo::workloads {

// Names of the networks that are built in, in alphabetical order.
std::vector<std::string> builtin_network_names();

// Throws ConfigError for an unknown name.
Network builtin_network(const std::string& name);

// A built-in network's name, or the path of a network file, ending in .json, or of a model, ending in .onnx,
// which the options are for. Throws ConfigError.
Network load_network(const std::string& name_or_path, const ImportOptions& options = {});

// Names of the suites: sets of built-in networks that a design is scored on.
std::vector<std::string> suite_names();

// The networks of a suite, in the order of its scores. Throws ConfigError for an unknown name.
std::vector<std::string> suite(const std::string& name);

}  // namespace apollo::workloads
