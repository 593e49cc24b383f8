#include "apollo/compiler/plan/refinement.h"

#include <algorithm>

#include "apollo/compiler/plan/op_mapping.h"
#include "apollo/compiler/plan/residency.h"
#include "apollo/compiler/plan/saved_part.h"

namespace apollo::compiler::plan {

namespace {

class Refiner {
 public:
  Refiner(const Problem& problem, Scratch* scratch, Draft* draft)
      : problem_(problem), scratch_(*scratch), draft_(*draft) {}

  // Maps all ops as their surroundings are now.
  std::optional<machine::Infeasible> begin() {
    for (int op = 0; op < ops(); ++op) {
      if (auto failure = map_op(problem_, op, &scratch_, &draft_)) return failure;
      all_ += draft_.costs[op].estimate;
    }
    return std::nullopt;
  }

  // Tries spreads of the ops that cost most beyond their fastest computation, as long as there are attempts
  // left. Whether that changed anything.
  bool sweep() {
    bool changed = false;
    for (const int op : by_excess()) {
      const std::vector<map::Spread>& spreads = scratch_.shared.spreads(op).spreads;
      for (std::size_t s = 0; s < spreads.size() && mappings_ > 0; ++s)
        if (s != draft_.spreads[op] && least(op, s) < draft_.costs[op].estimate && take(op, s))
          changed = true;
    }
    return changed;
  }

 private:
  int ops() const { return static_cast<int>(problem_.network.ops.size()); }
  double least(int op, std::size_t spread) const {
    return problem_.prices.of_cycles(
        static_cast<double>(scratch_.shared.spreads(op).spreads[spread].compute_cycles()));
  }

  std::vector<int> by_excess() const {
    std::vector<std::pair<double, int>> ranks;
    for (int op = 0; op < ops(); ++op)
      if (problem_.uses.models[op] == op) ranks.emplace_back(least(op, 0) - draft_.costs[op].estimate, op);
    std::sort(ranks.begin(), ranks.end());
    std::vector<int> ops;
    for (const auto& [excess, op] : ranks) ops.push_back(op);
    return ops;
  }

  // Gives an op a spread if that costs less; otherwise the draft is as before.
  bool take(int op, std::size_t spread) {
    constexpr double kGain = 1e-4;  // of what all ops cost
    const SavedPart before(draft_, problem_.uses.of_op[op], op, op);
    const double most = before.cost() - kGain * all_;
    choose_spread(scratch_.shared, op, spread, &draft_);
    for (const int buffer : problem_.uses.of_op[op]) refresh_hold(problem_, buffer, &draft_);
    double now = 0;
    for (int i = before.first(); i <= before.last(); ++i) {
      --mappings_;
      const bool failed = map_op(problem_, i, &scratch_, &draft_).has_value();
      now += draft_.costs[i].estimate;
      if (failed || now >= most) {
        before.restore(scratch_.shared, &draft_);
        return false;
      }
    }
    return true;
  }

  const Problem& problem_;
  Scratch& scratch_;
  Draft& draft_;
  int mappings_ = 10000;  // that may still be made
  double all_ = 0;        // what all ops cost at the beginning
};

}  // namespace

std::optional<machine::Infeasible> refine_spreads(const Problem& problem, Scratch* scratch, Draft* draft) {
  constexpr int kSweeps = 2;
  Refiner refiner(problem, scratch, draft);
  if (auto failure = refiner.begin()) return failure;
  for (int sweep = 0; sweep < kSweeps && refiner.sweep(); ++sweep) {
  }
  return std::nullopt;
}

}  // namespace apollo::compiler::plan
