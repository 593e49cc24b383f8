#pragma once
#include "simulator/cost/energy.h"

namespace apollo::compiler::map {

// What mappings are weighed by: cycles; or the energy of their events, and of each cycle that they take.
struct Prices {
  bool of_energy = false;          // otherwise a cycle costs 1 and events cost nothing
  cost::EventEnergies picojoules;  // only of_energy; `cycle` may be more than leakage, where time counts too
  double cycle_of_network = 1;  // what the network's average cycle costs: prices in cycles are turned into it

  double of_cycles(double cycles) const { return of_energy ? picojoules.cycle * cycles : cycles; }
  static constexpr double kHidden = 0.1;  // of a cycle that the array computes, beside that it passes
  // Likewise, where the array computes so many of them. What hides these, such as weights that come from
  // DRAM, may be there already in the whole network: of two mappings that take equally long, the one that
  // computes less is better.
  double of_cycles(double cycles, double array) const {
    return of_energy ? of_cycles(cycles) : cycles + kHidden * array;
  }
  bool operator==(const Prices& o) const {
    return of_energy == o.of_energy && picojoules == o.picojoules && cycle_of_network == o.cycle_of_network;
  }
  // Of a run that takes so many cycles and whose events the counters have.
  double of(double cycles, const machine::Counters& counters,
            const machine::TemplateConstants& constants) const {
    if (!of_energy) return cycles;
    const cost::EnergyBreakdown mj = cost::energy(counters, constants, picojoules);
    return (mj.total() - mj.leakage) / cost::kMjPerPj + of_cycles(cycles);
  }
};

inline constexpr Prices kCyclesAlone;

}  // namespace apollo::compiler::map
