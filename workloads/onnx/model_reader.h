#pragma once
#include <cstddef>
#include <string>

#include "workloads/onnx/model.h"

namespace apollo::workloads::importer {

// Parses an ONNX file's bytes; `file`, its path, names it in errors. Tensor data of more than a few KiB is
// passed over without being touched, so time and memory follow the size of the graph, not of the weights;
// with `values`, all of it is read, in other files too. ConfigError for anything that is no ONNX model, has
// no graph, or whose graph takes more than 8 MiB.
Model parse_model(const char* bytes, std::size_t size, const std::string& file, bool values = false);

}  // namespace apollo::workloads::importer
