#include "apollo/compiler/emit/tile_streams.h"

namespace apollo::compiler::emit {

using program::Dim;
using program::LoopNest;
using program::Op;
using program::Range;
using program::Tile;
using workloads::Quantization;

namespace {

constexpr int kY = static_cast<int>(Dim::y), kX = static_cast<int>(Dim::x), kG = static_cast<int>(Dim::g),
              kK = static_cast<int>(Dim::k);

}  // namespace

void TileStreams::assign(const LoopNest& n, const BufferShapes& buffers, int burst_bytes) {
  buffers_ = buffers;
  burst_ = burst_bytes;
  rearranges_ = n.op.rearrangement != nullptr;
  if (rearranges_) rearranged_.assign(n, buffers.input, burst_bytes);
  tiles_k_ = n.tiling.tiles[kK];
  rows_.clear();
  columns_.clear();
  channels_.clear();
  for (int t = 0; t < n.tiling.tiles[kY]; ++t) rows_.push_back(spatial(n, Dim::y, t));
  for (int t = 0; t < n.tiling.tiles[kX]; ++t) columns_.push_back(spatial(n, Dim::x, t));
  for (int g = 0; g < n.tiling.tiles[kG]; ++g)
    for (int k = 0; k < tiles_k_; ++k) channels_.push_back(channels(n, g, k));
}

TileStreams::Pieces TileStreams::spatial(const LoopNest& n, Dim dim, int tile) {
  const Op& op = n.op;
  const bool rows = dim == Dim::y;
  const program::WindowAxis& axis = rows ? op.rows : op.columns;
  const int input_size = rows ? op.input.shape.height : op.input.shape.width;
  Pieces out;
  // Along y all runs are rounded, whole buffer or not: no extent is -1.
  const auto add = [&](Extents* to, int extent, const workloads::Shape& buffer, const Quantization& q) {
    const std::int64_t position = std::int64_t{buffer.channels} * q.bytes();
    if (rows)
      to->add(extent, -1, buffer.width * position, burst_);
    else
      to->add(extent, buffer.width, position, burst_);
  };
  n.tiling.output_ranges(dim, tile, &scratch_);
  if (op.broadcast_operand2) add(&out.operand2, 1, buffers_.operand2, op.operand2_q);
  for (const Range piece : scratch_) {
    const int window = axis.input_range(piece, input_size).size();
    if (window > 0) add(&out.input, window, buffers_.input, op.in_q);
    if (!op.broadcast_operand2) add(&out.operand2, piece.size(), buffers_.operand2, op.operand2_q);
    add(&out.output, piece.size(), buffers_.output, op.out_q);
  }
  return out;
}

TileStreams::Pieces TileStreams::channels(const LoopNest& n, int tile_g, int tile_k) {
  const Op& op = n.op;
  Pieces out;
  const auto add = [&](Extents* to, std::int64_t extent, const workloads::Shape& buffer,
                       const Quantization& q) {
    to->add(extent * q.bytes(), std::int64_t{buffer.channels} * q.bytes(), 1, burst_);
  };
  if (is_row_kernel(op.kernel) || op.G == 1) {
    add(&out.input, op.G * op.C, buffers_.input, op.in_q);
  } else {
    n.tiling.output_ranges(Dim::g, tile_g, &scratch_);
    for (const Range g : scratch_) add(&out.input, std::int64_t{g.size()} * op.C, buffers_.input, op.in_q);
  }
  n.output_channel_ranges(tile_g, tile_k, &scratch_);
  const bool cell = is_cell_kernel(op.kernel);
  const int per_unit = cell ? op.operand2.shape.channels / op.G : 1;
  for (const Range c : scratch_) {
    add(&out.output, c.size(), buffers_.output, op.out_q);
    const std::int64_t units = machine::ceil_div(c.end, op.K) - c.begin / op.K;
    add(&out.operand2, cell ? units * per_unit : c.size(), buffers_.operand2, op.operand2_q);
  }
  return out;
}

Stream TileStreams::input(const Tile& t) const {
  if (rearranges_) return rearranged_.of(t);
  return stream_of(rows_[t.y].input, columns_[t.x].input, channels_of(t).input);
}

Stream TileStreams::operand2(const Tile& t) const {
  return stream_of(rows_[t.y].operand2, columns_[t.x].operand2, channels_of(t).operand2);
}

Stream TileStreams::output(const Tile& t) const {
  return stream_of(rows_[t.y].output, columns_[t.x].output, channels_of(t).output);
}

}  // namespace apollo::compiler::emit
