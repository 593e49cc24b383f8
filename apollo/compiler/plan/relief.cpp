#include "apollo/compiler/plan/relief.h"

#include <algorithm>
#include <numeric>

#include "apollo/compiler/plan/op_mapping.h"
#include "apollo/compiler/plan/residency.h"
#include "apollo/compiler/plan/saved_part.h"

namespace apollo::compiler::plan {

namespace {

double cost(const Draft& draft) {
  double sum = 0;
  for (const OpCost& op : draft.costs) sum += op.estimate;
  return sum;
}

double excess(const OpCost& cost) { return cost.estimate - cost.bound; }

// Ops that cost more than their bound by a share of what all cost, those first that do most.
std::vector<int> squeezed(const Draft& draft) {
  constexpr double kShareOfAll = 0.02;
  const double much = kShareOfAll * cost(draft);
  std::vector<int> ops;
  for (std::size_t op = 0; op < draft.costs.size(); ++op)
    if (excess(draft.costs[op]) > much) ops.push_back(static_cast<int>(op));
  std::stable_sort(ops.begin(), ops.end(),
                   [&](int l, int r) { return excess(draft.costs[l]) > excess(draft.costs[r]); });
  return ops;
}

// Sends a buffer to DRAM if that pays; otherwise the draft is as before.
void evict_if_it_pays(const Problem& problem, int b, Scratch* scratch, Draft* draft) {
  constexpr double kGain = 0.005;  // of what all ops cost
  const decisions::BufferDecision& buffer = draft->plan.buffers[b];
  const SavedPart before(*draft, {b}, buffer.first, buffer.last);
  const double most = before.cost() - kGain * cost(*draft);
  evict(problem, b, draft);
  double now = 0;
  for (int op = before.first(); op <= before.last(); ++op) {
    const bool failed = map_op(problem, op, scratch, draft).has_value();
    now += draft->costs[op].estimate;
    if (failed || now >= most) {  // the other ops cost something too
      before.restore(scratch->shared, draft);
      return;
    }
  }
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
