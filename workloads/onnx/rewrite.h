#pragma once
#include <vector>

#include "workloads/onnx/model.h"

namespace apollo::workloads::importer {

// The model's nodes without those that no output needs, and with layer normalisations that exporters before
// opset 17 wrote as (x - mean) / sqrt(mean of squares + epsilon) put together again.
std::vector<Node> simplified(const Model& model);

}  // namespace apollo::workloads::importer
