#include "simulator/machine/infeasible.h"

#include <cstdio>

namespace apollo::machine {

const char* to_string(Infeasible::Reason reason) {
  static const char* const names[] = {
      "area",    "pe_memory", "core_memory", "parameter_memory", "activation_memory", "instruction_memory",
      "latency", "power",     "reticle"};
  return names[static_cast<int>(reason)];
}

const char* unit_symbol(Infeasible::Reason reason) {
  switch (reason) {
    case Infeasible::Reason::area:
    case Infeasible::Reason::reticle:
      return "mm2";
    case Infeasible::Reason::instruction_memory:
      return "entries";
    case Infeasible::Reason::latency:
      return "ms";
    case Infeasible::Reason::power:
      return "W";
    default:
      return "bytes";
  }
}

std::string describe(const Infeasible& i) {
  char numbers[96];
  std::snprintf(numbers, sizeof numbers, "needs %.10g %s, has %.10g", i.needed, unit_symbol(i.reason),
                i.available);
  return std::string(to_string(i.reason)) + (i.layer.empty() ? "" : " (layer " + i.layer + ")") + ": " +
         numbers;
}

}  // namespace apollo::machine
