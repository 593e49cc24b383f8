#include "simulator/fast/deliveries.h"

#include <cassert>

namespace apollo::fast {

using program::Dim;
using program::Range;

void Deliveries::assign(const DeliveredOp& op) {
  op_ = op;
  tabulated_.reset();
  for (int d = 0; d < 4; ++d) {
    tables_[d].clear();
    for (int tile = 0; tile < op.nest->tiling.tiles[d]; ++tile)
      tables_[d].push_back(along(static_cast<Dim>(d), tile));
  }
}

Deliveries::Along Deliveries::along(Dim dim, int tile) const {
  const program::Op& op = op_.nest->op;
  const program::Tiling& tiling = op_.nest->tiling;
  Along out;
  for (int part = 0; part < tiling.parts[static_cast<int>(dim)]; ++part) {
    const Range outputs = tiling.output_range(dim, part, tile);
    if (outputs.size() == 0) break;  // later parts have nothing either
    out.extent += outputs.size();
    ++out.parts;
    if (op.rearrangement && dim != Dim::k)
      out.window += op.rearrangement->driven_elements(static_cast<int>(dim), outputs);
  }
  if (op.rearrangement) return out;
  if (dim == Dim::y || dim == Dim::x) out.window = shared_windows(dim, tile);
  if (dim == Dim::g) out.window = op.C * out.extent;
  return out;
}

// What the window of each part has in common with the window of each piece, summed: windows overlap.
std::int64_t Deliveries::shared_windows(Dim dim, int tile) const {
  const program::Op& op = op_.nest->op;
  const program::Tiling& tiling = op_.nest->tiling;
  const program::WindowAxis& axis = dim == Dim::y ? op.rows : op.columns;
  const int size = dim == Dim::y ? op.input.shape.height : op.input.shape.width;
  const int parts = tiling.parts[static_cast<int>(dim)];
  const bool merged = tiling.tiles[static_cast<int>(dim)] == 1;  // one piece, with the windows of all parts
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

std::int64_t Deliveries::of(program::Operand operand, const program::Tile& tile) {
  switch (operand) {
    case program::Operand::weights:
      return weights(tile);
    case program::Operand::input:
      return op_.nest->op.in_q.bytes() * at(Dim::y, tile.y).window * at(Dim::x, tile.x).window *
             at(Dim::g, tile.g).window * at(Dim::k, tile.k).parts;
    case program::Operand::operand2:
      return operand2(tile);
    case program::Operand::exchange:
      return exchange(tile);
    case program::Operand::output:
      break;
  }
  assert(false);
  return 0;
}

std::int64_t Deliveries::weights(const program::Tile& tile) const {
  const program::Op& op = op_.nest->op;
  const program::Tiling& tiling = op_.nest->tiling;
  const Along &g = at(Dim::g, tile.g), &k = at(Dim::k, tile.k);
  const Range c = tiling.c_range(tile.c);
  // Cores that split y or x all take their PE's weights, and of a row kernel gamma and beta whole.
  const Dim cores = tiling.mapping.cores;
  const bool shared = is_row_kernel(op.kernel) || cores == Dim::y || cores == Dim::x;
  const std::int64_t bytes =
      op.weight_bytes(static_cast<int>(g.extent), static_cast<int>(k.extent), c.size(), c.end == op.C);
  return bytes * tiling.parts[static_cast<int>(Dim::y)] * tiling.parts[static_cast<int>(Dim::x)] *
         (shared ? tiling.cores : 1);
}

std::int64_t Deliveries::operand2(const program::Tile& tile) const {
  const program::Op& op = op_.nest->op;
  const Along &y = at(Dim::y, tile.y), &x = at(Dim::x, tile.x), &g = at(Dim::g, tile.g),
              &k = at(Dim::k, tile.k);
  const std::int64_t positions = op.broadcast_operand2 ? y.parts * x.parts : y.extent * x.extent;
  const int bytes = op.operand2_q.bytes();
  if (!is_cell_kernel(op.kernel)) return positions * g.extent * k.extent * bytes;
  // Every part of k needs the values of its units; pieces that differ only in k carry the same units.
  const std::int64_t pieces_of_unit = op_.nest->tiling.tiles[static_cast<int>(Dim::k)] == 1 ? 1 : k.parts;
  return positions * g.extent * (op.operand2.shape.channels / op.G) * k.parts * pieces_of_unit * bytes;
}

std::int64_t Deliveries::exchange(const program::Tile& tile) {
  const program::LoopNest& nest = *op_.nest;
  if (!tabulated_) tabulated_ = table_.assign(nest, op_.output_in_place, *op_.overlap);
  if (*tabulated_) return table_.received(nest, tile);
  program::exchange_pieces(nest, op_.output_in_place, *op_.holds, tile, &pieces_);
  std::int64_t elements = 0;
  for (const program::Box& piece : pieces_) elements += op_.overlap->with(piece);
  return elements * nest.op.out_q.bytes();
}

void DeliveryCounter::set_op(std::size_t index, const DeliveredOp& op) {
  if (ops_.size() <= index) ops_.resize(index + 1);
  ops_[index] = op;
}

void DeliveryCounter::sort_streams(const std::vector<program::Instruction>& instructions) {
  const auto delivers = [](const program::Instruction& i) {
    return i.stream_begin == 0 && (i.opcode == program::Opcode::multicast_parameters ||
                                   i.opcode == program::Opcode::multicast_activations);
  };
  begins_.assign(ops_.size() + 1, 0);
  for (const program::Instruction& i : instructions)
    if (delivers(i)) ++begins_[i.op];
  std::size_t streams = 0;
  for (std::size_t& begin : begins_) streams += begin, begin = streams;  // so far: the end of each op's
  streams_.resize(streams);
  for (const program::Instruction& i : instructions)
    if (delivers(i)) streams_[--begins_[i.op]] = &i;
}

void DeliveryCounter::count(const std::vector<program::Instruction>& instructions,
                            machine::Counters* counters) {
  sort_streams(instructions);
  for (std::size_t op = 0; op < ops_.size(); ++op) {
    if (begins_[op] == begins_[op + 1]) continue;
    deliveries_.assign(ops_[op]);
    for (std::size_t s = begins_[op]; s < begins_[op + 1]; ++s) {
      const program::Instruction& i = *streams_[s];
      (i.operand == program::Operand::weights ? counters->core_write_bytes
                                              : counters->pe_network_write_bytes) +=
          deliveries_.of(i.operand, i.tile);
    }
  }
}

}  // namespace apollo::fast
