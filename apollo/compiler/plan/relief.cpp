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

// What a buffer's place may change of a draft: the buffer, and the ops from the first to the last that
// touches it.
class Place {
 public:
  Place(const Draft& draft, int b)
      : buffer_index_(b),
        buffer_(draft.plan.buffers[b]),
        ops_(part(draft.plan.ops)),
        costs_(part(draft.costs)),
        spreads_(part(draft.spreads)) {}

  int first() const { return buffer_.first; }
  int last() const { return buffer_.last; }
  // Makes the draft as it was.
  void restore(const SharedWork& shared, Draft* draft) const {
    draft->plan.buffers[buffer_index_] = buffer_;
    std::copy(ops_.begin(), ops_.end(), draft->plan.ops.begin() + first());
    std::copy(costs_.begin(), costs_.end(), draft->costs.begin() + first());
    for (std::size_t i = 0; i < spreads_.size(); ++i)
      choose_spread(shared, first() + static_cast<int>(i), spreads_[i], draft);
  }

 private:
  template <typename Value>
  std::vector<Value> part(const std::vector<Value>& by_op) const {
    return {by_op.begin() + first(), by_op.begin() + last() + 1};
  }

  const int buffer_index_;
  const decisions::BufferDecision buffer_;
  const std::vector<decisions::OpDecision> ops_;
  const std::vector<OpCost> costs_;
  const std::vector<std::size_t> spreads_;
};

// Sends a buffer to DRAM if that pays; otherwise the draft is as before.
void evict_if_it_pays(const Problem& problem, int b, Scratch* scratch, Draft* draft) {
  constexpr double kGain = 0.005;  // of what all ops cost
  const Place before(*draft, b);
  const double all = cost(*draft, 0, static_cast<int>(draft->costs.size()) - 1);
  const double most = cost(*draft, before.first(), before.last()) - kGain * all;
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
