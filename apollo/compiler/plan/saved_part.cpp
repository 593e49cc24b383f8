#include "apollo/compiler/plan/saved_part.h"

#include <algorithm>

namespace apollo::compiler::plan {

SavedPart::SavedPart(const Draft& draft, std::vector<int> buffers, int first, int last)
    : indices_(std::move(buffers)), first_(first), last_(last) {
  for (const int b : indices_) {
    buffers_.push_back(draft.plan.buffers[b]);
    if (!buffers_.back().on_chip) continue;
    first_ = std::min(first_, buffers_.back().first);
    last_ = std::max(last_, buffers_.back().last);
  }
  const auto part = [&](const auto& by_op, auto* saved) {
    saved->assign(by_op.begin() + first_, by_op.begin() + last_ + 1);
  };
  part(draft.plan.ops, &ops_);
  part(draft.costs, &costs_);
  part(draft.spreads, &spreads_);
}

double SavedPart::cost() const {
  double sum = 0;
  for (const OpCost& cost : costs_) sum += cost.estimate;
  return sum;
}

void SavedPart::restore(const SharedWork& shared, Draft* draft) const {
  for (std::size_t i = 0; i < indices_.size(); ++i) draft->plan.buffers[indices_[i]] = buffers_[i];
  std::copy(ops_.begin(), ops_.end(), draft->plan.ops.begin() + first_);
  std::copy(costs_.begin(), costs_.end(), draft->costs.begin() + first_);
  for (std::size_t i = 0; i < spreads_.size(); ++i)
    choose_spread(shared, first_ + static_cast<int>(i), spreads_[i], draft);
}

}  // namespace apollo::compiler::plan
