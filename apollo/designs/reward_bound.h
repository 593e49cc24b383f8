#pragma once
#include <cstdint>
#include <string>
#include <vector>

#include "apollo/compiler/bound/program_bound.h"
#include "apollo/designs/evaluation.h"

namespace apollo::designs {

// The name of the first objective that takes more than cycles and area, of which there is no bound; empty if
// there is none.
std::string unbounded_objective(const Criteria& criteria);

// The most that a design's reward may be, without compiling it: what it would be if each network took no more
// cycles than it takes at least (compiler::bound::ProgramBound). Of objectives that cycles and area decide,
// which all grow when a network takes fewer cycles. One thread at a time.
class RewardBound {
 public:
  // Requires that there are rewards, and bounds of all objectives. The evaluator has to live longer.
  RewardBound(const DesignEvaluator& evaluator, Criteria criteria);

  // By network.
  const std::vector<std::int64_t>& least_cycles(const machine::Accelerator& accelerator);
  // The reward if networks took so many cycles, in this technology and at this batch. The same cycles and
  // area as of an evaluation give the same number.
  double reward(const machine::Accelerator& accelerator, const cost::AreaBreakdown& area, int batch,
                const std::vector<std::int64_t>& cycles);

 private:
  const DesignEvaluator& evaluator_;
  Criteria criteria_;
  std::vector<compiler::bound::ProgramBound> bounds_;  // by network
  std::vector<std::int64_t> least_;
  Evaluation evaluation_;
};

}  // namespace apollo::designs
