#pragma once
#include <string>
#include <utility>
#include <vector>

#include "optimizers/registry.h"

namespace apollo::optimizers {

// A kind of optimizer that an ensemble (p3bo.h) is made of: a strategy, and the values among which its
// hyper-parameters evolve.
struct MemberClass {
  Strategy strategy;
  int members = 0;  // at the start
  SearchSpace
      settings;  // one ordinal parameter per option that evolves; if there is none, one of a single value
  OptionValues options(const Point& genome) const;  // of the strategy, complete
};

// All classes, in the order in which members are made. The table is in member_class.cpp.
const std::vector<MemberClass>& member_classes();

}  // namespace apollo::optimizers
