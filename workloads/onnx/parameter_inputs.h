#pragma once
#include <map>
#include <string>

#include "workloads/onnx/model.h"

namespace apollo::workloads::importer {

// Gives the model the values of some of its inputs, by name. Those that nodes take as weights, biases, scales
// and zero points alone become constants. ConfigError, which `file` begins, if what is given has other
// dimensions than the model's input, or elements of another type.
void take_parameters(Model* model, const std::string& file, const std::map<std::string, Constant>& given);

}  // namespace apollo::workloads::importer
