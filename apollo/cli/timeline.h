#pragma once
#include <string>
#include <vector>

#include "apollo/designs/evaluation.h"

namespace apollo::cli {

// When each instruction occupied its unit, in Chrome's trace event format (opens in Perfetto): one process
// per workload, one track per unit and one of the layers (layer_spans()), times in microseconds. Arrows
// (flow events) lead from each load over its delivery to the first compute that uses it. The dma track shows
// the DRAM data bus, from the first to the last cycle of each transfer; the bus tracks show flits, without
// the way through the network. Needs the programs and their events.
std::string timeline_json(const std::vector<designs::WorkloadResult>& workloads);

}  // namespace apollo::cli
