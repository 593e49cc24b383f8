#include "apollo/compiler/local_weights.h"

#include "apollo/compiler/plan/keeping.h"

namespace apollo::compiler {

void try_local_weights(const machine::Accelerator& accelerator, const Made& best, double least_gain,
                       Attempts* attempts) {
  constexpr int kTimes = 2;
  const plan::Problem problem{best.in->network, best.in->uses, accelerator, {}};
  for (int time = 0; time < kTimes && emit::waits(best.weight_traffic) > least_gain; ++time) {
    const std::int64_t before = best.counters.cycles;
    decisions::Plan plan = best.plan;
    if (!plan::make_local(problem, best.weight_traffic, &plan)) return;
    attempts->add(best.in, plan, std::nullopt);
    if (best.counters.cycles == before) return;
  }
}

}  // namespace apollo::compiler
