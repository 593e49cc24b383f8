#pragma once
#include <vector>

#include "apollo/compiler/plan/draft.h"

namespace apollo::compiler::plan {

// A part of a draft as it was, to go back to: some buffers, and the ops from the first to the last that
// touches one of them while it is on chip.
class SavedPart {
 public:
  // Of these buffers, and at least of the ops from `first` to `last`.
  SavedPart(const Draft& draft, std::vector<int> buffers, int first, int last);

  int first() const { return first_; }
  int last() const { return last_; }
  double cost() const;  // of its ops

  // Makes this part of the draft as it was.
  void restore(const SharedWork& shared, Draft* draft) const;

 private:
  std::vector<int> indices_;  // of buffers_
  int first_, last_;
  std::vector<decisions::BufferDecision> buffers_;
  std::vector<decisions::OpDecision> ops_;
  std::vector<OpCost> costs_;
  std::vector<std::size_t> spreads_;
};

}  // namespace apollo::compiler::plan
