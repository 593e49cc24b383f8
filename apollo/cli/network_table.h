#pragma once
#include <nlohmann/json.hpp>
#include <string>

#include "workloads/network.h"

namespace apollo::cli {

std::string shape_text(const apollo::workloads::Shape& shape);  // "112x112x32"

// Totals, source, inputs, constants, outputs, what an import left out, and a table of the layers: each with
// the names of its inputs (layers, or tensors of the network), so that the table shows the graph.
std::string network_text(const apollo::workloads::Network& network);
nlohmann::ordered_json network_json(const apollo::workloads::Network& network);

}  // namespace apollo::cli
