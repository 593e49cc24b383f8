#pragma once
#include <array>
#include <cstdint>
#include <vector>

#include "simulator/machine/accelerator.h"
#include "simulator/program/program.h"

// The fewest cycles that an op keeps the array busy, whatever its mapping: rule T5 of docs/template.md.
namespace apollo::compiler::bound {

// PE rows, PE columns and cores that an op may use: all of them or fewer.
struct Grid {
  int rows = 1, columns = 1, cores = 1;
};

// What one vector takes of one core at work, by how its lanes and ways are split.
struct VectorCost {
  int lanes_g = 1, lanes_k = 1, lanes_x = 1;
  std::int64_t gather = 0, drain = 0;  // cycles: T and D of the rule, of the whole reduction
  // Cycles of the PE memory's ports for what each further core adds, by the loop (program::Dim) that cores
  // split; not rounded up to beats.
  std::array<double, 4> port{};
  double slot() const {  // of one lane
    return static_cast<double>(gather > drain ? gather : drain) / (lanes_g * lanes_k * lanes_x);
  }
};

// All that the functions below see of an op.
std::vector<int> array_key(const program::Op& op);

// Every split of at most `lanes` lanes that may serve best, by slot(), smallest first. Lanes along a loop of
// n are ceil(n / m) for whole m: with q parts of ceil(n / p) elements each, the least that gives a part's
// vectors is of that form, and fewer lanes never take longer. Of rows, which use all lanes in every mapping
// so far, also fewer lanes that share the function units of all.
std::vector<VectorCost> vector_costs(const program::Op& op, int lanes,
                                     const machine::TemplateConstants& constants);

// At most what the op's compute instructions take together, in every mapping that program::check() allows:
// rows, columns and cores each split one loop, or none, and tiles are of any size. Of one core that is what
// the best mapping takes, but of rows. Certain, because
// - the PE with most to do has ceil(n / parts) of each loop, and tiles of it have no fewer vectors than the
//   whole (a sum of quotients rounded up is no less than the sum rounded up), nor their parts along c fewer
//   steps: startup + T + D + (vectors - 1) x max(T, D) of one tile is the least;
// - with q of the cores at work a vector has q times the bytes, but for inputs that cores along k share, and
//   vectors are no fewer than those of one core / q: the ports' cycles of one core are what they are in all;
// - where k of a grouped op is spread, a tile has one group (check()), with its own start-up and end, and no
//   lanes along g.
std::int64_t least_array_cycles(const program::Op& op, const std::vector<VectorCost>& costs, const Grid& grid,
                                const machine::TemplateConstants& constants);

// Loops of which an op may do a part at a time, each part mapped as if it were an op (lower/slices.h).
struct Cuts {
  bool rows = false, columns = false, groups = false;
};
// As vector_costs(), of all that may serve best on some part of the op.
std::vector<VectorCost> vector_costs_of_parts(const program::Op& op, int lanes, const Cuts& cuts,
                                              const machine::TemplateConstants& constants);
// At most what the parts take together, however the op is cut: parts may divide more evenly among PEs, cores
// and lanes than the whole. So no quotient of a loop that may be cut is rounded up. Certain, because
// - with loops that are not cut rounded up, a part's cycles less its start-up are then no less than its share
//   of the op's outputs times those of the whole op, mapped alike;
// - of parts that are mapped differently, the one with fewest such cycles stands for all, and start-ups of
//   the others come on top.
std::int64_t least_cycles_of_parts(const program::Op& op, const std::vector<VectorCost>& costs,
                                   const Grid& grid, const Cuts& cuts,
                                   const machine::TemplateConstants& constants);

// By op of a program, whose ops may be parts of the network's.
std::vector<std::int64_t> least_array_cycles(const program::Program& program);

}  // namespace apollo::compiler::bound
