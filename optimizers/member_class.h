#pragma once
#include <string>
#include <utility>
#include <vector>

#include "optimizers/registry.h"

namespace apollo::optimizers {

// A kind of optimizer that an ensemble (p3bo.h) is made of: a strategy, and the values among which its
// hyper-parameters evolve.
struct MemberClass {
  Strategy strategy;  // not always one of strategies()
  int members = 0;    // at the start, >= 1
  bool has_model = false;
  // The genomes: one ordinal parameter per option that evolves, one at least, with the option's name and the
  // values that it may take.
  SearchSpace settings;

  // The values of all of the strategy's options: those that evolve as in `genome`, a point of settings, the
  // others as in the strategy's table.
  OptionValues options(const Point& genome) const;
};

// All classes, in the order in which members are made. The table is in member_class.cpp.
const std::vector<MemberClass>& member_classes();

}  // namespace apollo::optimizers
