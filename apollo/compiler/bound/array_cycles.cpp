#include "apollo/compiler/bound/array_cycles.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>

#include "simulator/program/functions.h"
#include "simulator/program/mapping.h"

namespace apollo::compiler::bound {

using machine::ceil_div;
using program::Dim;
using program::Mapping;
using program::Op;
using program::Tiling;

namespace {

constexpr int kG = program::index(Dim::g), kK = program::index(Dim::k), kX = program::index(Dim::x);

std::array<int, 4> extents_of(const Op& op) { return {op.Y, op.X, op.G, op.K}; }

// ceil(extent / m) for m = 1, 2, ..., each once, as far as it is at most `most`.
std::vector<int> divisions_up_to(int extent, int most) {
  std::vector<int> out;
  for (int part = extent; part >= 1;) {
    if (part <= most) out.push_back(part);
    if (part == 1) break;
    part = ceil_div(extent, ceil_div(extent, part - 1));  // the largest below
  }
  return out;
}

Mapping whole_on_lanes(const Op& op, int lanes_g, int lanes_k, int lanes_x, bool ways_over_s) {
  Mapping m;
  m.tile_y = op.Y;
  m.tile_x = op.X;
  m.tile_g = op.G;
  m.tile_k = op.K;
  m.tile_c = op.C;
  m.lanes_g = lanes_g;
  m.lanes_k = lanes_k;
  m.lanes_x = lanes_x;
  m.ways_over_s = ways_over_s;
  return m;
}

// Of a vector on one core of one PE.
VectorCost cost_of(const Op& op, const Mapping& m, const machine::Accelerator& core) {
  const Tiling n(op, m, core);
  const int steps = n.steps(op.C);
  const program::VectorCycles cycles = n.functions.of(n.beats.of(steps, false, false), false);
  VectorCost cost;
  cost.lanes_g = m.lanes_g;
  cost.lanes_k = m.lanes_k;
  cost.lanes_x = m.lanes_x;
  cost.gather = cycles.gather;
  cost.drain = cycles.drain;
  const bool cell = is_cell_kernel(op.kernel);
  for (const Dim cores : {Dim::y, Dim::x, Dim::g, Dim::k}) {
    const bool position = cores == Dim::y || cores == Dim::x;
    double read = 0;
    if (cores != Dim::k) read += static_cast<double>(steps * n.bytes.step);
    if (cell ? cores != Dim::k : !(op.broadcast_operand2 && position))
      read += static_cast<double>(n.bytes.operand2);
    cost.port[program::index(cores)] =
        std::max(read / core.constants.pe_memory_read_bytes,
                 static_cast<double>(n.bytes.drain) / core.constants.pe_memory_write_bytes);
  }
  return cost;
}

// Of a row on all lanes of a core or fewer, which have the function units of all.
std::vector<VectorCost> row_costs(const Op& op, const machine::Accelerator& core) {
  const int lanes = core.configuration.compute_lanes, units = program::function_units(core);
  const program::RowEvaluations evaluations = program::row_evaluations(op.kernel);
  const Mapping whole = whole_on_lanes(op, 1, 1, 1, false);
  std::vector<VectorCost> out;
  for (const int used : divisions_up_to(op.C, lanes)) {
    machine::Accelerator fewer = core;
    fewer.configuration.compute_lanes = used;
    const Tiling n(op, whole, fewer);
    // As Tiling has it where all lanes are used.
    const std::int64_t longer = std::max<std::int64_t>(0, ceil_div(used, units) - n.beats.step);
    out.push_back(cost_of(op, whole, fewer));
    out.back().gather = n.beats.of(n.steps(op.C), false, false).read +
                        evaluations.passes * ceil_div(op.C, used) * longer +
                        ceil_div(evaluations.once, units);
  }
  return out;
}

// One way to spread an op over the grid.
struct Shares {
  std::array<int, 4> parts{1, 1, 1, 1};  // PEs that share a loop, by Dim
  std::array<int, 4> of_pe{};            // of the PE with most to do, likewise
  int cores_split = 0;                   // Dim
  bool tile_per_group = false;
  double outputs = 0;  // of the core with most to do, at least

  // Whether whole ops take the same by both, or ops of which parts are done.
  bool is_like(const Shares& o, bool in_parts) const {
    return of_pe == o.of_pe && cores_split == o.cores_split && tile_per_group == o.tile_per_group &&
           (!in_parts || parts == o.parts);
  }
};

// A fixed array and how much of it is used: there is one for each pair of loops and each third one.
struct AllShares {
  std::array<Shares, 64> list;
  std::size_t count = 0;

  void add(const Shares& shares, bool in_parts) {
    const auto end = list.begin() + static_cast<std::ptrdiff_t>(count);
    const auto is_like = [&](const Shares& other) { return other.is_like(shares, in_parts); };
    if (std::none_of(list.begin(), end, is_like)) list[count++] = shares;
  }
};

AllShares all_shares(const Op& op, const Grid& grid, bool in_parts) {
  const std::array<int, 4> extents = extents_of(op);
  const auto useful = [&](int dim) { return extents[dim] > 1 || dim == 0; };
  AllShares out;
  for (int rows = 0; rows < 4; ++rows)
    for (int columns = 0; columns < 4; ++columns) {
      if (!useful(rows) || !useful(columns)) continue;
      Shares s;
      s.of_pe = extents;
      s.parts[rows] *= grid.rows;
      s.parts[columns] *= grid.columns;
      for (int d = 0; d < 4; ++d) s.of_pe[d] = ceil_div(extents[d], s.parts[d]);
      s.tile_per_group = op.G > 1 && op.K > 1 && (rows == kK || columns == kK);
      for (int cores = 0; cores < (grid.cores == 1 ? 1 : 4); ++cores) {
        if (!useful(cores)) continue;
        s.cores_split = cores;
        std::array<int, 4> of_core = s.of_pe;
        of_core[cores] = ceil_div(of_core[cores], grid.cores);
        s.outputs = static_cast<double>(of_core[0]) * of_core[1] * of_core[2] * of_core[3];
        out.add(s, in_parts);
      }
    }
  std::sort(out.list.begin(), out.list.begin() + static_cast<std::ptrdiff_t>(out.count),
            [](const Shares& a, const Shares& b) { return a.outputs < b.outputs; });
  return out;
}

std::int64_t cycles_of(const Shares& s, const VectorCost& v, const Grid& grid, int startup) {
  std::array<int, 4> lanes{1, v.lanes_x, s.tile_per_group ? 1 : v.lanes_g, v.lanes_k};
  std::int64_t others = 1;  // vectors along the loops that cores do not split
  for (int d = 0; d < 4; ++d)
    if (d != s.cores_split) others *= ceil_div(s.of_pe[d], lanes[d]);
  const int along = s.of_pe[s.cores_split], wide = lanes[s.cores_split];
  // A tile of one group leaves cores along g nothing to split.
  const int cores = s.tile_per_group && s.cores_split == kG ? 1 : grid.cores;
  const std::int64_t vectors = others * ceil_div(along, wide * cores);
  std::int64_t cycles = vectors * std::max(v.gather, v.drain);
  if (cores > 1) {
    const double ports = static_cast<double>(others * ceil_div(along, wide)) * v.port[s.cores_split];
    cycles = std::max(cycles, static_cast<std::int64_t>(ports));
  }
  const int tiles = s.tile_per_group ? s.of_pe[kG] : 1;
  return cycles + tiles * (startup + std::min(v.gather, v.drain));
}

// As cycles_of() of a mapping of the whole op, but that no quotient of a loop that is cut is rounded up.
double cycles_of_parts(const Op& op, const Shares& s, const VectorCost& v, const Grid& grid,
                       const std::array<bool, 4>& cut, int startup) {
  const std::array<int, 4> lanes{1, v.lanes_x, s.tile_per_group ? 1 : v.lanes_g, v.lanes_k};
  const int cores = s.tile_per_group && s.cores_split == kG ? 1 : grid.cores;
  const std::array<int, 4> extents = extents_of(op);
  double of_core = 1, of_pe = 1;  // vectors
  for (int d = 0; d < 4; ++d) {
    const int sharers = d == s.cores_split ? cores : 1;
    const double share = static_cast<double>(extents[d]) / s.parts[d] / lanes[d];
    of_core *= cut[d] ? share / sharers : ceil_div(s.of_pe[d], lanes[d] * sharers);
    of_pe *= cut[d] ? share : ceil_div(s.of_pe[d], lanes[d]);
  }
  double cycles = of_core * static_cast<double>(std::max(v.gather, v.drain));
  if (cores > 1) cycles = std::max(cycles, of_pe * v.port[s.cores_split]);
  const int tiles = s.tile_per_group && !cut[kG] ? s.of_pe[kG] : 1;
  return cycles + tiles * static_cast<double>(startup + std::min(v.gather, v.drain));
}

std::vector<int> all_up_to(int most) {
  std::vector<int> out(static_cast<std::size_t>(most));
  std::iota(out.begin(), out.end(), 1);
  return out;
}

std::vector<VectorCost> costs_of(const Op& op, int lanes, const Cuts& cuts,
                                 const machine::TemplateConstants& constants) {
  machine::Accelerator core;
  core.constants = constants;
  core.configuration.pes_x = core.configuration.pes_y = core.configuration.cores_per_pe = 1;
  core.configuration.compute_lanes = lanes;
  std::vector<VectorCost> out;
  const auto choices = [](int extent, int most, bool cut) {
    return cut ? all_up_to(std::min(extent, most)) : divisions_up_to(extent, most);
  };
  if (is_row_kernel(op.kernel)) {
    out = row_costs(op, core);
  } else {
    for (const int g : choices(op.G, lanes, cuts.groups))
      for (const int k : divisions_up_to(op.K, lanes / g))
        for (const int x : choices(op.rows.transposed ? 1 : op.X, lanes / (g * k), cuts.columns))
          for (const bool ways_over_s : {false, true})
            if (!ways_over_s || op.S() > 1)
              out.push_back(cost_of(op, whole_on_lanes(op, g, k, x, ways_over_s), core));
  }
  std::stable_sort(out.begin(), out.end(),
                   [](const VectorCost& a, const VectorCost& b) { return a.slot() < b.slot(); });
  return out;
}

}  // namespace

std::vector<int> array_key(const Op& op) {
  std::vector<int> key{static_cast<int>(op.kernel), op.G, op.K, op.C, op.Y, op.X};
  for (const program::WindowAxis* axis : {&op.rows, &op.columns})
    key.insert(key.end(),
               {axis->window, axis->stride, axis->dilation, axis->transposed ? 1 : 0, axis->divisor});
  const bool second = op.operand2.buffer >= 0;
  key.insert(key.end(), {second ? op.operand2.shape.channels : 0, second ? op.operand2_q.bytes() : 0,
                         op.broadcast_operand2 ? 1 : 0, op.weight_bits, op.in_q.bytes(), op.out_q.bytes(),
                         evaluations_per_result(op)});
  return key;
}

std::vector<VectorCost> vector_costs(const Op& op, int lanes, const machine::TemplateConstants& constants) {
  return costs_of(op, lanes, {}, constants);
}

std::vector<VectorCost> vector_costs_of_parts(const Op& op, int lanes, const Cuts& cuts,
                                              const machine::TemplateConstants& constants) {
  return costs_of(op, lanes, cuts, constants);
}

std::int64_t least_array_cycles(const Op& op, const std::vector<VectorCost>& costs, const Grid& grid,
                                const machine::TemplateConstants& constants) {
  const AllShares shares = all_shares(op, grid, false);
  const int startup = constants.compute_startup_cycles;
  std::int64_t least = std::numeric_limits<std::int64_t>::max();
  for (std::size_t i = 0; i < shares.count; ++i)
    for (const VectorCost& cost : costs) {
      // No lane is without an output, at best; those that follow take no less.
      if (shares.list[i].outputs * cost.slot() >= static_cast<double>(least)) break;
      least = std::min(least, cycles_of(shares.list[i], cost, grid, startup));
    }
  return least;
}

std::int64_t least_cycles_of_parts(const Op& op, const std::vector<VectorCost>& costs, const Grid& grid,
                                   const Cuts& cuts, const machine::TemplateConstants& constants) {
  const std::array<bool, 4> cut{cuts.rows, cuts.columns, cuts.groups, false};
  const std::array<int, 4> extents = extents_of(op);
  const AllShares shares = all_shares(op, grid, true);
  double least = std::numeric_limits<double>::max();
  for (std::size_t i = 0; i < shares.count; ++i) {
    const Shares& s = shares.list[i];
    double outputs = 1;  // of a core, at least
    for (int d = 0; d < 4; ++d) {
      const int sharers = s.parts[d] * (d == s.cores_split ? grid.cores : 1);
      outputs *= cut[d] ? static_cast<double>(extents[d]) / sharers : ceil_div(extents[d], sharers);
    }
    for (const VectorCost& cost : costs) {
      if (outputs * cost.slot() >= least) break;
      least = std::min(least, cycles_of_parts(op, s, cost, grid, cut, constants.compute_startup_cycles));
    }
  }
  return static_cast<std::int64_t>(least);
}

std::vector<std::int64_t> least_array_cycles(const program::Program& program) {
  const machine::TemplateConstants& constants = program.accelerator.constants;
  const machine::Configuration& c = program.accelerator.configuration;
  std::vector<std::int64_t> least;
  for (const program::OpPlan& plan : program.ops)
    least.push_back(least_array_cycles(plan.op(), vector_costs(plan.op(), c.compute_lanes, constants),
                                       {c.pes_y, c.pes_x, c.cores_per_pe}, constants));
  return least;
}

}  // namespace apollo::compiler::bound
