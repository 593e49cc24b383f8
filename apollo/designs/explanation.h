#pragma once
#include <map>
#include <string>
#include <vector>

#include "apollo/designs/evaluation.h"

namespace apollo::designs {

struct LayerShare {
  LayerResult layer;
  double share = 0;  // of the network's cycles
};

// Where the cycles of a network go.
struct Explanation {
  std::string workload;
  std::vector<std::string> skipped;  // Network::skipped
  double skipped_share = 0;          // likewise
  std::int64_t cycles = 0;
  int batch = 1;  // this and the next: WorkloadResult's
  double overhead_ms = 0, latency_ms = 0;
  std::int64_t pinned_bytes = 0;
  std::optional<FirstInference> first;
  cost::EnergyBreakdown energy_mj;              // likewise
  std::optional<compiler::bound::Bound> bound;  // this and the next: WorkloadResult's
  CycleParts parts;
  double array_busy = 0, dram_busy = 0;    // shares of the cycles in which they work
  std::map<std::string, double> bound_by;  // share of the cycles in layers that each bound slows
  std::vector<LayerShare> layers;          // those with cycles of their own, worst first
};

Explanation explanation_of(const WorkloadResult& workload);

// Of the memory that the design is short of (`first`, from an evaluation of it): the shortage that shows last
// while the memory grows to what is needed. With what that needs the memory is short no more, neither for
// other layers nor for other networks, unless its parameter cannot be as large. Other reasons are given back.
machine::Infeasible largest_shortage(const DesignEvaluator& designs, machine::Accelerator accelerator,
                                     const machine::Infeasible& first);

// What to change so that the design becomes feasible: a sentence with amounts.
std::string advice(const machine::Infeasible& infeasible, const Evaluation& evaluation,
                   const machine::Accelerator& accelerator);

}  // namespace apollo::designs
