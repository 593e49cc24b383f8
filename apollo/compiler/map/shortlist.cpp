#include "apollo/compiler/map/shortlist.h"

#include <algorithm>

namespace apollo::compiler::map {

namespace {

bool alike(const program::Mapping& a, const program::Mapping& b) {
  return a.order == b.order && a.rows == b.rows && a.columns == b.columns && a.cores == b.cores &&
         a.lanes_g == b.lanes_g && a.lanes_k == b.lanes_k && a.lanes_x == b.lanes_x &&
         a.ways_over_s == b.ways_over_s;
}

// Parts of the reduction that make no difference are no other idea.
bool same_idea(const Candidate& a, const Candidate& b) {
  program::Mapping m = a.mapping;
  if (a.cost == b.cost) m.tile_c = b.mapping.tile_c;
  return m == b.mapping;
}

}  // namespace

void Shortlist::add(const Candidate& candidate) {
  if (full() && candidate.cost >= candidates_.back().cost) return;
  std::size_t crowd = 0, worst = 0;
  for (std::size_t i = 0; i < candidates_.size(); ++i) {
    if (same_idea(candidates_[i], candidate)) return;
    if (crowd_ < most_ && alike(candidates_[i].mapping, candidate.mapping)) ++crowd, worst = i;
  }
  if (crowd_ < most_ && crowd == crowd_) {
    if (candidates_[worst].cost <= candidate.cost) return;
    candidates_.erase(candidates_.begin() + static_cast<std::ptrdiff_t>(worst));
  }
  const auto at = std::upper_bound(candidates_.begin(), candidates_.end(), candidate,
                                   [](const Candidate& l, const Candidate& r) { return l.cost < r.cost; });
  candidates_.insert(at, candidate);
  if (candidates_.size() > most_) candidates_.pop_back();
}

}  // namespace apollo::compiler::map
