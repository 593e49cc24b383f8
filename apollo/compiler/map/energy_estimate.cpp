#include "apollo/compiler/map/energy_estimate.h"

#include <algorithm>

namespace apollo::compiler::map {

using program::Dim;
using program::Tiling;

namespace {

// PEs or rows and columns of them that have different parts of a dimension.
double parts(const Tiling& whole, Dim dim) {
  const int d = program::index(dim);
  return static_cast<double>(machine::ceil_div(whole.extent[d], whole.share[d]));
}

}  // namespace

EnergyModel::Vectors EnergyModel::along(const Tiling& whole, Dim dim, int tile) const {
  const int d = program::index(dim), share = whole.share[d], extent = whole.extent[d];
  Vectors sum{0, 0};
  const auto add = [&](double times, int size) {
    if (times <= 0 || size <= 0) return;
    const double vectors = times * static_cast<double>(whole.vectors_along(dim, size));
    const int cores = whole.cores_along(dim, size);
    sum.of_pes += vectors;
    sum.of_cores += vectors * cores;
  };
  const auto add_part = [&](int parts, int size) {
    const int whole_tiles = size / tile;
    add(static_cast<double>(parts) * whole_tiles, tile);
    add(parts, size % tile);
  };
  add_part(extent / share, share);
  add_part(1, extent % share);
  return sum;
}

// MACs, and what they read and write in PE and core memories (TileWork::Work, over all tiles).
double EnergyModel::array(const Tiling& whole, const Vectors& vectors, double steps, int c_tiles) const {
  const program::PortTraffic& bytes = whole.bytes;
  const double sums = c_tiles - 1;  // trips of partial sums
  const double read = steps * static_cast<double>(bytes.step) + sums * static_cast<double>(bytes.psum) +
                      static_cast<double>(bytes.operand2);
  const double written = static_cast<double>(bytes.drain) + sums * static_cast<double>(bytes.psum_drain);
  return static_cast<double>(op_.macs()) * op_.macs_per_product() * pj_.multiplication +
         vectors.of_pes * (read * pj_.pe_read_byte + written * pj_.pe_write_byte) +
         vectors.of_cores * steps * whole.weight_bytes_per_step * pj_.core_read_byte;
}

// Bytes on the DRAM bus for results. Those of some channels only are runs of their own, the last of each part
// shorter, in whole bursts.
double EnergyModel::stored(const Tiling& whole, const TileShape& s, const UnitLoads& l) const {
  if (l.dram_store == 0 || s.g().tiles * std::int64_t{s.k().tiles} == 1) return l.dram_store;
  const bool groups = op_.K == 1 || s.g().tile > 1;
  const LoopExtent& tiled = groups ? s.g() : s.k();
  const int d = program::index(groups ? Dim::g : Dim::k);
  const std::int64_t element = (groups ? op_.K : 1) * std::int64_t{op_.out_q.bytes()};
  const auto runs_of_part = [&](int size) {
    const std::int64_t burst = accelerator_.constants.dram_burst_bytes;
    return size / tiled.tile * machine::round_up(tiled.tile * element, burst) +
           machine::round_up(size % tiled.tile * element, burst);
  };
  const std::int64_t runs = whole.extent[d] / whole.share[d] * runs_of_part(whole.share[d]) +
                            runs_of_part(whole.extent[d] % whole.share[d]);
  return static_cast<double>(runs * op_.Y * op_.X * (groups ? 1 : op_.G));
}

double EnergyModel::of(const Tiling& whole, const TileShape& s, const UnitLoads& l,
                       std::int64_t instructions) const {
  const machine::TemplateConstants& t = accelerator_.constants;
  Vectors vectors;
  for (const Dim dim : {Dim::y, Dim::x, Dim::g, Dim::k})
    vectors *= along(whole, dim, s.along[program::index(dim)]->tile);
  double pj = array(whole, vectors, (s.c->tiles - 1.0) * s.c->steps + s.c->last_steps, s.c->tiles);

  const double weights = l.parameter_bus * t.parameter_entry_bytes;
  const double inputs = l.activation_bus * t.activation_entry_bytes;
  const double results = l.output_bus * t.activation_entry_bytes;
  pj += l.dram_weights * (pj_.dram_byte + pj_.parameter_write_byte) +
        l.dram_load * (pj_.dram_byte + pj_.activation_write_byte) +
        stored(whole, s, l) * (pj_.dram_byte + pj_.activation_read_byte);
  pj += l.kept_weights * t.parameter_entry_bytes *
        (pj_.pe_read_byte + pj_.flit_byte + pj_.parameter_write_byte);
  pj += weights * (pj_.parameter_read_byte + pj_.flit_byte + copies_of_weights(whole) * pj_.core_write_byte);
  // Every PE of the same positions takes the same input.
  pj += inputs * (pj_.activation_read_byte + pj_.flit_byte +
                  (context_.input_staged ? parts(whole, Dim::k) : 1) * pj_.pe_write_byte);
  pj += results * (pj_.pe_read_byte + pj_.flit_byte + pj_.activation_write_byte);
  return pj + static_cast<double>(instructions) *
                  (pj_.instruction + t.instruction_entry_bytes * pj_.instruction_byte);
}

double EnergyModel::copies_of_weights(const Tiling& whole) const {
  const Dim cores = whole.mapping.cores;
  return parts(whole, Dim::y) * parts(whole, Dim::x) * (cores == Dim::y || cores == Dim::x ? whole.cores : 1);
}

double EnergyModel::fetching_weights() const {
  if (!op_.has_weights()) return 0;
  return weight_bytes() *
         (pj_.dram_byte + pj_.parameter_write_byte + pj_.parameter_read_byte + pj_.flit_byte);
}

double EnergyModel::least(const Tiling& whole, double dram_bytes) const {
  Vectors vectors;
  for (const Dim dim : {Dim::y, Dim::x, Dim::g, Dim::k})
    vectors *= along(whole, dim, whole.share[program::index(dim)]);
  return array(whole, vectors, whole.steps(op_.C), 1) + dram_bytes * (pj_.dram_byte + pj_.flit_byte) +
         2 * static_cast<double>(context_.exchange_bytes) * pj_.flit_byte;
}

}  // namespace apollo::compiler::map
