#pragma once
#include "workloads/network.h"

namespace apollo::workloads {

// One step of validate(), for a layer whose input tensors have their shapes: checks the layer's fields and
// tensors, sets its output tensors' shapes, macs, parameters and default weight scale. `file` names the
// source in errors. Throws ConfigError.
void infer_shapes(Network& network, Layer& layer, const std::string& file);

}  // namespace apollo::workloads
