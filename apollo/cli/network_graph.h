#pragma once
#include <string>

#include "workloads/network.h"

namespace apollo::cli {

// The network for Graphviz (a digraph in the DOT language): a box for each layer with its name, type and
// output shape, an ellipse for each input, a note for each constant, a double octagon for each output; an
// edge has its tensor's name where that differs from the name of the node that it comes from.
std::string graph_text(const apollo::workloads::Network& network);

}  // namespace apollo::cli
