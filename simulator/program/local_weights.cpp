#include "simulator/program/local_weights.h"

#include <cassert>

namespace apollo::program {

LocalWeights local_weights(const LoopNest& nest, const Tile& tile,
                           const machine::TemplateConstants& constants) {
  const Tiling& tiling = nest.tiling;
  assert(nest.op.kernel == Kernel::mac);
  const TileParts g = tiling.tile_parts(Dim::g, tile.g), k = tiling.tile_parts(Dim::k, tile.k);
  const Range c = tiling.c_range(tile.c);
  const std::int64_t copies = std::int64_t{tiling.parts[index(Dim::y)]} * tiling.parts[index(Dim::x)];
  LocalWeights out;
  const auto add = [&](std::int64_t pes, int groups, int channels) {
    const std::int64_t bytes = nest.op.weight_bytes(groups, channels, c.size(), c.end == nest.op.C);
    out.largest = pes > 0 ? std::max(out.largest, bytes) : out.largest;
    out.bytes += pes * bytes;
    out.beats += pes * machine::ceil_div(bytes, constants.pe_memory_read_bytes);
  };
  const std::int64_t rest_g = g.rest > 0 ? copies : 0, rest_k = k.rest > 0 ? 1 : 0;
  add(copies * g.whole * k.whole, g.size, k.size);
  add(copies * g.whole * rest_k, g.size, k.rest);
  add(rest_g * k.whole, g.rest, k.size);
  add(rest_g * rest_k, g.rest, k.rest);
  out.fill_cycles = constants.compute_startup_cycles +
                    std::max(machine::ceil_div(out.largest, constants.pe_memory_read_bytes),
                             machine::ceil_div(core_tile_bytes(nest.op, tiling, tile),
                                               std::int64_t{constants.parameter_entry_bytes}));
  return out;
}

}  // namespace apollo::program
