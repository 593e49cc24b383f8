#include "apollo/compiler/plan/draft.h"

namespace apollo::compiler::plan {

void start(const Problem& problem, const SharedWork& shared, Draft* draft) {
  const std::vector<program::Op>& ops = problem.network.ops;
  draft->spreads.assign(ops.size(), 0);
  draft->costs.assign(ops.size(), {});
  for (std::size_t i = 0; i < ops.size(); ++i) {
    const int op = static_cast<int>(i);
    if (draft->nests.size() <= i)
      draft->nests.emplace_back(ops[i], shared.spreads(op).tilings[0].mapping, problem.accelerator);
    choose_spread(shared, op, 0, draft);
  }
}

void choose_spread(const SharedWork& shared, int op, std::size_t spread, Draft* draft) {
  draft->spreads[op] = spread;
  draft->nests[op].tiling = shared.spreads(op).tilings[spread];
}

}  // namespace apollo::compiler::plan
