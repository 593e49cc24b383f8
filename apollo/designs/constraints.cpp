#include "apollo/designs/constraints.h"

namespace apollo::designs {

const std::vector<ConstraintName>& constraint_names() {
  using Reason = machine::Infeasible::Reason;
  static const std::vector<ConstraintName> table = {
      {"area_mm2", "--area", "area budget in mm2", Reason::area, &Constraints::area_mm2},
      {"latency_ms", "--latency", "longest inference or batch of any network in ms", Reason::latency,
       &Constraints::latency_ms},
      {"power_w", "--power", "highest average power on any network in W", Reason::power,
       &Constraints::power_w},
  };
  return table;
}

Constraints parse_constraints(files::JsonObject object) {
  Constraints constraints;
  for (const ConstraintName& constraint : constraint_names()) {
    if (object.has(constraint.key))
      constraints.*constraint.limit = object.number(constraint.key, 0, kLargestLimit);
  }
  object.reject_unknown_keys("constraints");
  return constraints;
}

}  // namespace apollo::designs
