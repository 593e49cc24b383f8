#pragma once
#include "simulator/cost/event_energies.h"

namespace apollo::compiler {

// What the programs of a compilation are chosen by.
struct Goal {
  enum class Measure { cycles, energy, energy_delay };
  Measure measure = Measure::cycles;
  cost::EventEnergies picojoules;  // of the accelerator; unless the measure is cycles
};

}  // namespace apollo::compiler
