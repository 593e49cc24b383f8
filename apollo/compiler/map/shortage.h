#pragma once
#include <cstdint>
#include <limits>

#include "apollo/compiler/map/memories.h"
#include "simulator/machine/infeasible.h"

namespace apollo::compiler::map {

// Why no mapping of a search fits: the first memory that none passes, with the least that any needs of it.
class Shortage {
 public:
  // Of a mapping that does not fit.
  void note(const Memories& needs, const Memories& free);
  // After at least one note().
  machine::Infeasible reason(const Memories& free) const;

 private:
  static constexpr std::int64_t kNone = std::numeric_limits<std::int64_t>::max();
  Memories least_{kNone, kNone, kNone, kNone};  // of the mappings that pass all memories before
};

}  // namespace apollo::compiler::map
