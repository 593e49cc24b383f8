#pragma once
#include <cstddef>
#include <string>
#include <vector>

#include "simulator/engine.h"

namespace apollo::cli {

// The way of what a load brings to a staging memory. Indices of instructions of the program.
struct Flow {
  std::size_t load = 0;      // load_parameters, load_activations or collect_parameters
  std::size_t delivery = 0;  // carries on to the PEs what the use reads: the last one, if it is done again
  std::size_t use = 0;       // the first compute that reads it there
};

// Of all loads that a compute uses, in the order of the loads. A compute uses a delivery if it is of the same
// op and tile and waits until the delivery is complete.
std::vector<Flow> flows_of(const program::Program& program);

// The time of a layer: from the result before it to its last one in a row, first and last cycle.
struct LayerSpan {
  int layer = 0;       // of the network
  std::size_t op = 0;  // its first in the span
  simulator::Event cycles;
};

// One after the other without a gap; of a layer that runs part by part there are several. Together they have
// all cycles, and of each layer those that LayerResult counts.
std::vector<LayerSpan> layer_spans(const program::Program& program,
                                   const std::vector<simulator::Event>& events);

}  // namespace apollo::cli
