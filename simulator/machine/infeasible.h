#pragma once
#include <cstdint>
#include <string>

namespace apollo::machine {

// Why a design cannot run a network (or is not allowed to): data, not an error.
struct Infeasible {
  enum class Reason {
    area,
    pe_memory,
    core_memory,
    parameter_memory,
    activation_memory,
    instruction_memory,
    latency,
    power,
    reticle
  };
  Reason reason = Reason::area;
  std::string layer;  // the op (LAYER, or LAYER.PART of a recurrent layer) where it first failed; empty for
                      // area, reticle, latency and power, and for a memory that is too small for any network
  double needed = 0;  // bytes; instruction memory: entries; area, reticle: mm2; latency: ms; power: W
  double available = 0;
};
const char* to_string(Infeasible::Reason reason);
// Of needed and available: "bytes", "entries", "mm2", "ms" or "W".
const char* unit_symbol(Infeasible::Reason reason);
// One line: reason, layer, needed and available with units.
std::string describe(const Infeasible& infeasible);

}  // namespace apollo::machine
