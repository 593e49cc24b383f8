#pragma once
#include "apollo/compiler/bound/array_cycles.h"

// The bounds of an op on a design.
namespace apollo::compiler::bound {

inline std::int64_t whole_cycles(const program::Op& op, const machine::Accelerator& a) {
  const auto& c = a.configuration;
  return least_array_cycles(op, vector_costs(op, c.compute_lanes, a.constants),
                            {c.pes_y, c.pes_x, c.cores_per_pe}, a.constants);
}

inline std::int64_t cycles_in_parts(const program::Op& op, const Cuts& cuts, const machine::Accelerator& a) {
  const auto& c = a.configuration;
  return least_cycles_of_parts(op, vector_costs_of_parts(op, c.compute_lanes, cuts, a.constants),
                               {c.pes_y, c.pes_x, c.cores_per_pe}, cuts, a.constants);
}

}  // namespace apollo::compiler::bound
