#include "simulator/program/mapping.h"

#include <algorithm>
#include <cassert>

#include "simulator/program/functions.h"

namespace apollo::program {

namespace {

PortTraffic beats_of(const PortTraffic& bytes, const machine::TemplateConstants& constants) {
  const auto read = [&](std::int64_t n) { return machine::ceil_div(n, constants.pe_memory_read_bytes); };
  const auto written = [&](std::int64_t n) { return machine::ceil_div(n, constants.pe_memory_write_bytes); };
  return {read(bytes.step), read(bytes.psum), read(bytes.operand2), written(bytes.drain),
          written(bytes.psum_drain)};
}

// Input columns that `lanes` neighbouring outputs read in one step with `taps` neighbouring kernel columns.
int distinct_columns(const Op& op, int lanes, int taps) {
  const int span = (lanes - 1) * op.columns.stride + (taps - 1) * op.columns.dilation;
  return std::min(lanes * taps, machine::ceil_div(span, op.columns.divisor) + 1);
}

}  // namespace

const char* to_string(Dim dim) {
  static const char* const names[] = {"y", "x", "g", "k"};
  return names[index(dim)];
}

const char* to_string(LoopOrder order) {
  static const char* const names[] = {"skc", "ksc", "kcs"};
  return names[static_cast<int>(order)];
}

std::string check(const Op& op, const Mapping& m, const machine::Accelerator& accelerator) {
  const std::array<int, 4> extent{op.Y, op.X, op.G, op.K};
  const std::array<int, 4> tile{m.tile_y, m.tile_x, m.tile_g, m.tile_k};
  if (m.rows_at_work < 0 || m.rows_at_work > accelerator.configuration.pes_y || m.columns_at_work < 0 ||
      m.columns_at_work > accelerator.configuration.pes_x)
    return "more PE rows or columns at work than there are";
  for (int d = 0; d < 4; ++d)
    if (tile[d] < 1 || tile[d] > extent[d]) return "tile size outside its loop bound";
  if (m.tile_c < 1 || m.tile_c > op.C) return "tile_c outside its loop bound";
  if (m.lanes_g < 1 || m.lanes_k < 1 || m.lanes_x < 1 ||
      m.lanes_g * m.lanes_k * m.lanes_x > accelerator.configuration.compute_lanes)
    return "more lanes than the core has";
  if (m.lanes_x > 1 && op.rows.transposed)
    return "a transposed op has no lanes over x: neighbours use different taps";
  if (op.kernel != Kernel::mac && m.tile_c != op.C) return "only mac ops are tiled over c";
  if (op.G > 1 && op.K > 1 && m.tile_g > 1 && (m.tile_k < op.K || m.rows == Dim::k || m.columns == Dim::k))
    return "k of a grouped op may be split only with tile_g = 1";
  return "";
}

LoopNest::LoopNest(const Op& o, const Mapping& m, const machine::Accelerator& a) : tiling(o, m, a), op(o) {
  assert(check(o, m, a).empty());
}

Tiling::Tiling(const Op& op, const Mapping& m, const machine::Accelerator& a)
    : mapping(m), channels_(op.C), row_taps_(op.rows.taps()), column_taps_(op.columns.taps()) {
  pes_x = a.configuration.pes_x;
  pes_y = a.configuration.pes_y;
  cores = a.configuration.cores_per_pe;
  extent = {op.Y, op.X, op.G, op.K};
  parts = {1, 1, 1, 1};
  rows_at_work = m.rows_at_work > 0 ? m.rows_at_work : pes_y;
  columns_at_work = m.columns_at_work > 0 ? m.columns_at_work : pes_x;
  parts[index(m.rows)] *= rows_at_work;
  parts[index(m.columns)] *= columns_at_work;
  const std::array<int, 4> wanted{m.tile_y, m.tile_x, m.tile_g, m.tile_k};
  for (int d = 0; d < 4; ++d) {
    share[d] = machine::ceil_div(extent[d], parts[d]);
    set_tiles(d, wanted[d]);
    whole_shares[d] = extent[d] / share[d];
  }
  tiles_c = machine::ceil_div(op.C, m.tile_c);
  set_vector(op, a);
}

void Tiling::set_lanes(const Op& op, int lanes_g, int lanes_k, int lanes_x, bool ways_over_s,
                       const machine::Accelerator& a) {
  mapping.lanes_g = lanes_g;
  mapping.lanes_k = lanes_k;
  mapping.lanes_x = lanes_x;
  mapping.ways_over_s = ways_over_s;
  set_vector(op, a);
}

void Tiling::set_tile(const Op& op, Dim dim, int size, const machine::Accelerator& a) {
  int* const wanted[] = {&mapping.tile_y, &mapping.tile_x, &mapping.tile_g, &mapping.tile_k};
  *wanted[index(dim)] = size;
  set_tiles(index(dim), size);
  set_vector(op, a);
}

void Tiling::set_tiles(int d, int wanted) {
  tile[d] = std::min(wanted, share[d]);
  tiles[d] = machine::ceil_div(share[d], tile[d]);
}

// What a vector moves, and how long it takes.
void Tiling::set_vector(const Op& op, const machine::Accelerator& a) {
  const Mapping& m = mapping;
  bytes = {};
  functions = {};
  if (is_row_kernel(op.kernel)) {
    set_row_vector(op, a);
    return;
  }
  const auto& constants = a.constants;
  const int cores_at_work = most_active_cores();
  ways_ = std::max(1, constants.mac_ways / op.macs_per_product());
  const int passes = machine::ceil_div(ways_ * op.macs_per_product(), constants.mac_ways);
  const int kernel_columns = op.columns.taps();
  const int taps = m.ways_over_s ? std::min(ways_, kernel_columns) : 1;
  const int channels = m.ways_over_s ? 1 : std::min(ways_, op.C);
  const int readers = m.cores == Dim::k ? 1 : cores_at_work;  // cores that split k read the same input, once
  const std::int64_t inputs =
      std::int64_t{readers} * m.lanes_g * channels * distinct_columns(op, m.lanes_x, taps);
  bytes.step = inputs * op.in_q.bytes();
  const std::int64_t outputs = std::int64_t{cores_at_work} * m.lanes_g * m.lanes_k * m.lanes_x;
  bytes.psum = bytes.psum_drain = op.sum_bytes() * outputs;
  bytes.drain = op.out_q.bytes() * outputs;
  functions.drain = machine::ceil_div(
      std::int64_t{m.lanes_g} * m.lanes_k * m.lanes_x * evaluations_per_result(op), function_units(a));
  if (op.operand2.buffer >= 0) {
    // Distinct values: a cell's k outputs share its unit's, a broadcast operand's positions share a
    // channel's.
    std::int64_t values = outputs;
    if (is_cell_kernel(op.kernel)) {
      values = std::int64_t{readers} * m.lanes_g * m.lanes_x * (op.operand2.shape.channels / op.G);
    } else if (op.broadcast_operand2) {
      const bool by_position = m.cores == Dim::y || m.cores == Dim::x;
      values = std::int64_t{by_position ? 1 : cores_at_work} * m.lanes_g * m.lanes_k;
    }
    bytes.operand2 = values * op.operand2_q.bytes();
  }
  beats = beats_of(bytes, constants);
  bytes.step *= passes;
  beats.step *= passes;
  const int weights = m.lanes_g * m.lanes_k * taps * channels;
  weight_bytes_per_step = op.has_weights() ? machine::ceil_div(weights * op.weight_bits, 8) : 0;
}

// What a vector takes that is a whole row.
void Tiling::set_row_vector(const Op& op, const machine::Accelerator& a) {
  const int cores_at_work = most_active_cores();
  const int lanes = std::min(a.configuration.compute_lanes, op.C), units = function_units(a);
  const int steps_of_pass = machine::ceil_div(op.C, lanes);
  row_steps_ = kRowPasses * steps_of_pass;
  bytes.step = std::int64_t{lanes} * cores_at_work * op.in_q.bytes();
  bytes.drain = std::int64_t{op.C} * cores_at_work * op.out_q.bytes();
  beats = beats_of(bytes, a.constants);
  const RowEvaluations evaluations = row_evaluations(op.kernel);
  const std::int64_t longer = std::max<std::int64_t>(0, machine::ceil_div(lanes, units) - beats.step);
  functions.gather = evaluations.passes * steps_of_pass * longer + machine::ceil_div(evaluations.once, units);
  weight_bytes_per_step = op.has_weights() ? 2 * lanes : 0;
}

// Cores that work at the same time in the tile that uses most of them. A smaller tile may use more: 9 outputs
// on 8 cores are 2 each on 5 cores, 8 outputs are 1 each on 8.
int Tiling::most_active_cores() const {
  if (cores == 1) return 1;
  const int d = index(mapping.cores), full = whole_shares[d];
  const auto active = [&](int size) { return size > 0 ? cores_along(mapping.cores, size) : 0; };
  const int in_full_parts = share[d] - (tiles[d] - 1) * tile[d];     // last tile of a whole share
  const int in_last_part = (extent[d] - full * share[d]) % tile[d];  // last tile of a part that has less
  return std::max({active(tile[d]), full > 0 ? active(in_full_parts) : 0, active(in_last_part)});
}

int Tiling::steps(int c_extent) const {
  if (row_steps_ > 0) return row_steps_;
  return mapping.ways_over_s ? c_extent * row_taps_ * machine::ceil_div(column_taps_, ways_)
                             : machine::ceil_div(c_extent, ways_) * row_taps_ * column_taps_;
}

bool same_weight_tiles(const Tiling& a, const Tiling& b) {
  const auto by = [](Dim spread, Dim dim) { return spread == dim; };
  for (const Dim dim : {Dim::g, Dim::k}) {
    const int d = index(dim);
    if (by(a.mapping.rows, dim) != by(b.mapping.rows, dim) ||
        by(a.mapping.columns, dim) != by(b.mapping.columns, dim) ||
        by(a.mapping.cores, dim) != by(b.mapping.cores, dim) || a.extent[d] != b.extent[d] ||
        a.tile[d] != b.tile[d] || a.tiles[d] != b.tiles[d])
      return false;
  }
  return a.tiles_c == b.tiles_c && a.c_range(0) == b.c_range(0);
}

Range Tiling::core_range(Dim dim, Range r, int core) const {
  if (mapping.cores != dim) return r;
  const int per_core = machine::ceil_div(r.size(), cores);
  return {std::min(r.begin + core * per_core, r.end), std::min(r.begin + (core + 1) * per_core, r.end)};
}

std::int64_t Tiling::vectors(int y, int x, int g, int k) const {
  return std::int64_t{vectors_along(Dim::y, y)} * vectors_along(Dim::x, x) * vectors_along(Dim::g, g) *
         vectors_along(Dim::k, k);
}

std::int64_t Tiling::compute_cycles(std::int64_t vectors, int c_extent, bool psum_in, bool psum_out,
                                    const machine::TemplateConstants& constants) const {
  if (vectors == 0) return 0;
  return program::compute_cycles(functions.of(beats.of(steps(c_extent), psum_in, psum_out), psum_out),
                                 constants.compute_startup_cycles, vectors);
}

}  // namespace apollo::program
