#pragma once
#include <string>

#include "workloads/onnx/model.h"

namespace apollo::workloads::importer {

// Puts the bodies of the file's functions in the place of the nodes that call them, also in subgraphs. Types
// that the importer knows stay. `file` names the model in errors. ConfigError if a function calls itself, or
// if more than kMostCopies nodes come of it.
void inline_functions(Model* model, const std::string& file);

}  // namespace apollo::workloads::importer
