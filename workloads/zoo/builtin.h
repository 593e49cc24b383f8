#pragma once
#include <string>
#include <vector>

#include "workloads/network.h"
#include "workloads/onnx/import.h"

namespace apollo::zoo {

// Names of the networks that are built in, in alphabetical order.
std::vector<std::string> builtin_network_names();

// Throws ConfigError for an unknown name.
workloads::Network builtin_network(const std::string& name);

// What a built-in network is for, such as "detection". Throws ConfigError for an unknown name.
std::string builtin_network_domain(const std::string& name);

// Whether this is the path of a network file or a model, by its ending, and no name; and of a model, .onnx.
bool is_network_file(const std::string& name);
bool is_model_file(const std::string& name);

// A built-in network's name, or the path of a network file, ending in .json, or of a model, ending in .onnx,
// which the options are for. Throws ConfigError.
workloads::Network load_network(const std::string& name_or_path,
                                const workloads::importer::ImportOptions& options = {});

}  // namespace apollo::zoo
