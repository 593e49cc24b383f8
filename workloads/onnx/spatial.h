#pragma once
#include <vector>

#include "workloads/onnx/window.h"

namespace apollo::workloads::importer {

// Some of the spatial dimensions of a node with a sliding window, as if it had no others: the values of its
// attributes that are for each dimension. `spatial`: how many it has, from 1 to 3.
Node along_dimensions(Graph& graph, const Node& node, std::size_t spatial,
                      const std::vector<std::size_t>& axes);

// Dimensions of N, C and windows along the others, of such a node on an input of these dimensions.
Dims dims_of_windows(Graph& graph, const Node& node, const Dims& input, const Dims& kernel);

}  // namespace apollo::workloads::importer
