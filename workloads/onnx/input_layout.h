#pragma once
#include <set>
#include <string>
#include <vector>

#include "workloads/onnx/model.h"

namespace apollo::workloads::importer {

// The names of the inputs whose last dimension is their channels, as far as the first operators that care
// tell: a transpose to N, C, H, W, or one that works along the last dimension.
std::set<std::string> channels_last(const std::vector<ModelInput>& inputs, const std::vector<Node>& nodes);

}  // namespace apollo::workloads::importer
