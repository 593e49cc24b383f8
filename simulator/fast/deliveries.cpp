#include "simulator/fast/deliveries.h"

#include <cassert>

namespace apollo::fast {

using program::Dim;
using program::Opcode;
using program::Operand;
using program::Range;
using program::TileParts;

void Deliveries::assign(const DeliveredOp& op) {
  op_ = op;
  for (auto& along : inputs_) along.clear();
  tabulated_.reset();
  if (!op.nest->op.has_weights()) return;
  const int tiles_c = op.nest->tiling.tiles_c;
  channel_weights_[1] = channel_weights(tiles_c - 1);
  if (tiles_c > 1) channel_weights_[0] = channel_weights(0);
}

std::int64_t Deliveries::channel_weights(int tile_c) const {
  const program::Op& op = op_.nest->op;
  const program::Tiling& tiling = op_.nest->tiling;
  // Cores that split y or x all take their PE's weights, and of a row kernel gamma and beta whole.
  const Dim cores = tiling.mapping.cores;
  const bool shared = is_row_kernel(op.kernel) || cores == Dim::y || cores == Dim::x;
  const Range c = tiling.c_range(tile_c);
  return op.weight_bytes(1, 1, c.size(), c.end == op.C) * tiling.parts[index(Dim::y)] *
         tiling.parts[index(Dim::x)] * (shared ? tiling.cores : 1);
}

std::int64_t Deliveries::of(Operand operand, const program::Tile& tile) {
  switch (operand) {
    case Operand::weights:
      return weights(tile);
    case Operand::input:
      return input(tile);
    case Operand::operand2:
      return operand2(tile);
    case Operand::exchange:
      return exchange(tile);
    case Operand::output:
      break;
  }
  assert(false);
  return 0;
}

std::int64_t Deliveries::weights(const program::Tile& tile) const {
  const program::Tiling& tiling = op_.nest->tiling;
  return channel_weights_[tile.c + 1 == tiling.tiles_c] * tiling.tile_parts(Dim::g, tile.g).outputs() *
         tiling.tile_parts(Dim::k, tile.k).outputs();
}

std::int64_t Deliveries::input(const program::Tile& tile) {
  if (inputs_[0].empty())
    for (const Dim dim : {Dim::y, Dim::x, Dim::g})
      for (int t = 0; t < op_.nest->tiling.tiles[index(dim)]; ++t)
        inputs_[index(dim)].push_back(inputs_along(dim, t));
  return op_.nest->op.in_q.bytes() * inputs_[0][tile.y] * inputs_[1][tile.x] * inputs_[2][tile.g] *
         parts(Dim::k, tile.k).with_outputs();
}

std::int64_t Deliveries::inputs_along(Dim dim, int tile) const {
  if (op_.nest->op.rearrangement) return rearranged_inputs(dim, tile);
  return dim == Dim::g ? std::int64_t{op_.nest->op.C} * parts(dim, tile).outputs()
                       : shared_windows(dim, tile);
}

std::int64_t Deliveries::rearranged_inputs(Dim dim, int tile) const {
  const program::Tiling& tiling = op_.nest->tiling;
  std::int64_t sum = 0;
  for (int part = 0; part < tiling.parts[index(dim)]; ++part)
    if (const Range outputs = tiling.output_range(dim, part, tile); outputs.size() > 0)
      sum += op_.nest->op.rearrangement->driven_elements(index(dim), outputs);
  return sum;
}

// Windows overlap: that of each part has something in common with the pieces of other parts.
std::int64_t Deliveries::shared_windows(Dim dim, int tile) const {
  const program::Op& op = op_.nest->op;
  const program::Tiling& tiling = op_.nest->tiling;
  const program::WindowAxis& axis = dim == Dim::y ? op.rows : op.columns;
  const int size = dim == Dim::y ? op.input.shape.height : op.input.shape.width;
  const int parts = tiling.parts[index(dim)];
  const bool merged = tiling.tiles[index(dim)] == 1;  // one piece, with the windows of all parts
  const auto window = [&](int part) { return axis.input_range(tiling.output_range(dim, part, tile), size); };
  std::int64_t sum = 0;
  for (int part = 0; part < parts; ++part) {
    const Range own = window(part);
    sum += own.size();
    // Windows begin and end in the order of their parts: those that overlap this one are its neighbours.
    for (int other = part + 1; !merged && other < parts; ++other) {
      const int shared = intersect(own, window(other)).size();
      if (shared == 0) break;
      sum += 2 * shared;  // each in the piece of the other
    }
  }
  return sum;
}

std::int64_t Deliveries::operand2(const program::Tile& tile) const {
  const program::Op& op = op_.nest->op;
  const TileParts y = parts(Dim::y, tile.y), x = parts(Dim::x, tile.x), g = parts(Dim::g, tile.g),
                  k = parts(Dim::k, tile.k);
  const std::int64_t positions = op.broadcast_operand2 ? std::int64_t{y.with_outputs()} * x.with_outputs()
                                                       : std::int64_t{y.outputs()} * x.outputs();
  const std::int64_t of_units = positions * g.outputs() * op.operand2_q.bytes();
  if (!is_cell_kernel(op.kernel)) return of_units * k.outputs();
  // Every part of k needs the values of its units; pieces that differ only in k carry the same units.
  const int pieces_of_unit = op_.nest->tiling.tiles[index(Dim::k)] == 1 ? 1 : k.with_outputs();
  return of_units * (op.operand2.shape.channels / op.G) * k.with_outputs() * pieces_of_unit;
}

std::int64_t Deliveries::exchange(const program::Tile& tile) {
  const program::LoopNest& nest = *op_.nest;
  if (!tabulated_) tabulated_ = table_.assign(nest, op_.output_in_place, *op_.ranges);
  if (*tabulated_) return table_.received(tile);
  program::exchange_pieces(nest, op_.output_in_place, *op_.holds, tile, &pieces_);
  std::int64_t elements = 0;
  for (const program::Box& piece : pieces_)
    for (const program::DistinctHold& hold : *op_.holds)
      elements += hold.holders * intersect(piece, hold.box).elements();
  return elements * nest.op.out_q.bytes();
}

void DeliveryCounter::count(const std::vector<program::Instruction>& instructions,
                            machine::Counters* counters) {
  for (const program::Instruction& i : instructions) {
    const bool parameters = i.opcode == Opcode::multicast_parameters || i.opcode == Opcode::fill_parameters;
    if (!parameters && i.opcode != Opcode::multicast_activations) continue;
    if (i.stream_begin > 0) continue;  // its first chunk counts for all
    (parameters ? counters->core_write_bytes : counters->pe_network_write_bytes) +=
        ops_[i.op].of(i.operand, i.tile);
  }
}

}  // namespace apollo::fast
