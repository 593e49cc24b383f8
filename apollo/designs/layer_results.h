#pragma once
#include <cstdint>
#include <string>
#include <vector>

#include "apollo/designs/cycle_parts.h"
#include "simulator/engine.h"
#include "workloads/network.h"

namespace apollo::designs {

struct LayerResult {
  std::string name, type;
  std::string fused_into;  // the layer whose ops do its work, or empty; all numbers are zero then
  std::uint64_t macs = 0;
  std::int64_t cycles = 0;  // from the result before it to each of its own: of a layer that runs part by
                            // part, all of these; the layers' cycles add up to the total
  CycleParts parts;         // of these cycles
  double utilization = 0;   // macs / (cycles * peak MACs per cycle)
  std::string
      bound_by;  // the unit that its instructions keep busy longest: array, dma, parameter_bus,
                 // activation_bus, output_bus; or "latency" if none is busy for half of the layer's cycles
  std::int64_t dram_bytes = 0;
  std::string mapping;  // one line, see describe()
};

// "16x4->8": bits of an op's input, of its weights if it has any, and of its output; empty if all have 8.
std::string widths_text(const program::Op& op);

// One line: spreads over PE rows, columns, cores, lanes and ways; tile sizes; loop order; what stays in
// place; bits, where not all are 8.
std::string describe(const program::OpPlan& plan);

// The layers of a network, from its program, when its instructions ran, and where the cycles of each op went
// (cycle_parts()).
std::vector<LayerResult> layer_results(const workloads::Network& network, const program::Program& program,
                                       const std::vector<simulator::Event>& events,
                                       const std::vector<CycleParts>& parts);

}  // namespace apollo::designs
