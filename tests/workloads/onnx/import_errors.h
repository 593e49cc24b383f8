#pragma once
#include <string>
#include <vector>

#include "import_checks.h"
#include "tests/files/error_of.h"

namespace apollo::workloads::importer {

// The message that the import of a model ends with, as "model.onnx".
inline std::string import_error(const ModelBuilder& model, const ImportOptions& options = {}) {
  return testing::error_of([&] { parse_onnx(model.bytes(), "model.onnx", options); });
}

// x -> Relu, well-formed.
inline ModelBuilder small_model(const std::vector<Dim>& dims = {1, 8, 9, 10}) {
  ModelBuilder model;
  model.output(model.node("Relu", {model.input("x", dims)}));
  return model;
}

}  // namespace apollo::workloads::importer
