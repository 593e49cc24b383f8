#pragma once
#include <vector>

#include "apollo/compiler/emit/weight_transfers.h"
#include "apollo/compiler/plan/problem.h"

namespace apollo::compiler::plan {

// Lets weights of ops for which DRAM takes longer than the array come early, to wait in PE memories, in what
// activations leave there until they are used: sets OpDecision::parks, Plan::parking_chunk_bytes and
// last_parking_op. Not weights that several ops share. `traffic`: by op, of the plan's program. Returns the
// cycles that this may gain, as far as ops' times tell, if DRAM is ahead of the array by what parameter
// memory and PE memories hold; 0, with the plan as it was, if nothing may wait.
double park_weights(const Problem& problem, const std::vector<emit::WeightTraffic>& traffic,
                    decisions::Plan* plan);

// Ops during which more weights should wait than activations leave room for, and the cycles that it may gain
// if these took only so many bytes of every PE memory.
struct InTheWay {
  std::vector<int> ops;
  double gain = 0;
};
InTheWay ops_in_the_way(const Problem& problem, const std::vector<emit::WeightTraffic>& traffic,
                        const decisions::Plan& plan, std::int64_t pe_memory_bytes);

}  // namespace apollo::compiler::plan
