#include "simulator/machine/unit.h"

namespace apollo::machine {

const char* to_string(Unit unit) {
  static const char* const names[] = {"dma", "parameter_bus", "activation_bus", "output_bus", "array"};
  return names[static_cast<int>(unit)];
}

}  // namespace apollo::machine
