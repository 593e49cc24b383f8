#pragma once
#include <map>
#include <string>
#include <vector>

#include "workloads/onnx/model.h"

namespace apollo::workloads::importer {

// Makes constants of the inputs that nodes take as weights, biases, scales and zero points alone, and whose
// dimensions are known: those of `given`, by name, with their values, or the model's. Appends a line to the
// notes for each with more than one element. ConfigError, which `file` begins, if what is given has other
// dimensions or elements of another type than the model has.
void take_parameters(Model* model, const std::string& file, const std::map<std::string, Constant>& given,
                     std::vector<std::string>* notes);

}  // namespace apollo::workloads::importer
