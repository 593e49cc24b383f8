#include "apollo/compiler/map/shortage.h"

#include <algorithm>

namespace apollo::compiler::map {

using machine::Infeasible;

namespace {

struct Row {
  std::int64_t Memories::*bytes;
  Infeasible::Reason reason;
};
// In the order of their report.
constexpr Row kMemories[] = {{&Memories::core, Infeasible::Reason::core_memory},
                             {&Memories::parameter, Infeasible::Reason::parameter_memory},
                             {&Memories::activation, Infeasible::Reason::activation_memory},
                             {&Memories::pe, Infeasible::Reason::pe_memory}};

}  // namespace

void Shortage::note(const Memories& needs, const Memories& free) {
  for (const Row& row : kMemories) {
    least_.*row.bytes = std::min(least_.*row.bytes, needs.*row.bytes);
    if (needs.*row.bytes > free.*row.bytes) return;
  }
}

Infeasible Shortage::reason(const Memories& free) const {
  const Row* row = std::begin(kMemories);
  while (row + 1 != std::end(kMemories) && least_.*row->bytes <= free.*row->bytes) ++row;
  return {row->reason, {}, static_cast<double>(least_.*row->bytes), static_cast<double>(free.*row->bytes)};
}

}  // namespace apollo::compiler::map
