#pragma once
#include <string>
#include <vector>

#include "workloads/onnx/import.h"
#include "workloads/onnx/model.h"

namespace apollo::workloads::importer {

// Gives every input of the model its dimensions, each from 1 to kLargestDimension: those of the options, or
// the model's own, of which a dynamic first one, the batch, is taken as 1. `file` names the model in errors.
// Appends a line to the notes for each assumption. ConfigError for an option that names no input or has
// another number of dimensions, and for a dimension that is out of range or that nobody gives.
void fix_inputs(Model* model, const std::string& file, const ImportOptions& options,
                std::vector<std::string>* notes);

}  // namespace apollo::workloads::importer
