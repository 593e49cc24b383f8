#include "apollo/compiler/plan/relief.h"

#include <algorithm>
#include <numeric>

#include "apollo/compiler/plan/op_mapping.h"
#include "apollo/compiler/plan/residency.h"

namespace apollo::compiler::plan {

namespace {

double cost(const Draft& draft, int first, int last) {
  double sum = 0;
  for (int op = first; op <= last; ++op) sum += draft.costs[op].estimate;
  return sum;
}

double excess(const OpCost& cost) { return cost.estimate - cost.bound; }

// Ops that cost more than their bound by a share of what all cost, those first that do most.
std::vector<int> squeezed(const Draft& draft) {
  constexpr double kShareOfAll = 0.02;
  const double much = kShareOfAll * cost(draft, 0, static_cast<int>(draft.costs.size()) - 1);
  std::vector<int> ops;
  for (std::size_t op = 0; op < draft.costs.size(); ++op)
    if (excess(draft.costs[op]) > much) ops.push_back(static_cast<int>(op));
  std::stable_sort(ops.begin(), ops.end(),
                   [&](int l, int r) { return excess(draft.costs[l]) > excess(draft.costs[r]); });
  return ops;
}

// Whether it pays to send a buffer to DRAM; the draft then has it there, and is as before otherwise.
bool evict_if_it_pays(const Problem& problem, int b, Scratch* scratch, Draft* draft) {
  constexpr double kGain = 0.005;  // of what all ops cost
  const Draft before = *draft;
  const int first = before.plan.buffers[b].first, last = before.plan.buffers[b].last;
  evict(problem, b, draft);
  for (int op = first; op <= last; ++op)
    if (map_op(problem, op, scratch, draft)) {
      *draft = before;
      return false;
    }
  const int all = static_cast<int>(draft->costs.size());
  if (cost(*draft, first, last) < cost(before, first, last) - kGain * cost(before, 0, all - 1)) return true;
  *draft = before;
  return false;
}

}  // namespace

void relieve(const Problem& problem, Scratch* scratch, Draft* draft) {
  int attempts = 12;
  for (const int op : squeezed(*draft))
    for (std::size_t b = 0; b < draft->plan.buffers.size(); ++b)
      if (is_held(draft->plan.buffers[b], op) && attempts-- > 0)
        evict_if_it_pays(problem, static_cast<int>(b), scratch, draft);
}

}  // namespace apollo::compiler::plan
