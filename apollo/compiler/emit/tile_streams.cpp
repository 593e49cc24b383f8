#include "apollo/compiler/emit/tile_streams.h"

#include <algorithm>

namespace apollo::compiler::emit {

using program::Dim;
using program::LoopNest;
using program::Op;
using program::Range;
using program::Tile;

void TileStreams::assign(const LoopNest& n, const workloads::Shape& input_buffer,
                         const workloads::Shape& operand2_buffer, const workloads::Shape& output_buffer,
                         int burst_bytes, bool weights_only) {
  const Op& op = n.op;
  input_buffer_ = input_buffer;
  operand2_buffer_ = operand2_buffer;
  output_buffer_ = output_buffer;
  burst_ = burst_bytes;
  broadcast_ = op.broadcast_operand2;
  kernel_ = op.kernel;
  weight_view_ = op.weight_view.buffer >= 0;
  transpose_weight_ = op.transpose_weight;
  C_ = op.C;
  tile_c_ = n.tiling.mapping.tile_c;
  taps_ = std::int64_t{op.R()} * op.S();
  bias_bytes_ = op.has_bias ? 4 : 0;
  const int y = static_cast<int>(Dim::y), x = static_cast<int>(Dim::x);
  cores_ = n.tiling.cores;
  cores_share_weights_ = n.tiling.mapping.cores == Dim::y || n.tiling.mapping.cores == Dim::x;
  spatial_parts_ = std::int64_t{n.tiling.parts[y]} * n.tiling.parts[x];
  rows_.clear();
  columns_.clear();
  weights_only_ = weights_only;
  rearranges_ = op.rearrangement != nullptr;
  if (rearranges_ && !weights_only) rearranged_.assign(n, input_buffer, burst_bytes);
  if (!weights_only) {
    for (int t = 0; t < n.tiling.tiles[y]; ++t) rows_.push_back(spatial(n, Dim::y, t));
    for (int t = 0; t < n.tiling.tiles[x]; ++t) columns_.push_back(spatial(n, Dim::x, t));
  }
  tiles_k_ = n.tiling.tiles[static_cast<int>(Dim::k)];
  channels_.clear();
  for (int g = 0; g < n.tiling.tiles[static_cast<int>(Dim::g)]; ++g)
    for (int k = 0; k < tiles_k_; ++k) channels_.push_back(channels(n, g, k));
}

TileStreams::Spatial TileStreams::spatial(const LoopNest& n, Dim dim, int tile) {
  const Op& op = n.op;
  const bool rows = dim == Dim::y;
  const program::WindowAxis& axis = rows ? op.rows : op.columns;
  const int input_size = rows ? op.input.shape.height : op.input.shape.width;
  Spatial out;
  // Along y all runs are rounded, whole buffer or not: no extent is -1.
  const auto add_piece = [&](Extents* to, int extent, const workloads::Shape& buffer) {
    if (rows)
      add(to, extent, -1, std::int64_t{buffer.width} * buffer.channels);
    else
      add(to, extent, buffer.width, buffer.channels);
  };
  const int d = static_cast<int>(dim);
  const bool merged = n.tiling.tiles[d] == 1;
  n.tiling.output_ranges(dim, tile, &scratch_);
  if (broadcast_) add_piece(&out.operand2, 1, operand2_buffer_);
  for (std::size_t i = 0; i < scratch_.size(); ++i) {
    const Range piece = scratch_[i], window = axis.input_range(piece, input_size);
    if (window.size() > 0) add_piece(&out.input, window.size(), input_buffer_);
    if (!broadcast_) add_piece(&out.operand2, piece.size(), operand2_buffer_);
    add_piece(&out.output, piece.size(), output_buffer_);
    if (merged) break;
    // Windows begin and end in the order of their parts: those that overlap this one are its neighbours.
    const auto shared = [&](std::size_t part) {
      const int size = intersect(window, axis.input_range(scratch_[part], input_size)).size();
      out.input_needed += size;
      return size > 0;
    };
    std::size_t part = i;
    while (part < scratch_.size() && shared(part)) ++part;
    part = i;
    while (part > 0 && shared(part - 1)) --part;
  }
  for (int p = 0; p < n.tiling.parts[d]; ++p) {
    const Range part = n.tiling.output_range(dim, p, tile);
    if (part.size() == 0) break;  // later parts have nothing either
    ++out.parts;
    out.computed += part.size();
    if (merged) out.input_needed += axis.input_range(part, input_size).size();
  }
  return out;
}

TileStreams::Channels TileStreams::channels(const LoopNest& n, int tile_g, int tile_k) {
  const Op& op = n.op;
  Channels out;
  std::int64_t groups = 0, group_parts = 0, outputs = 0, outputs_rounded = 0, output_parts = 0;
  for (int p = 0; p < n.tiling.parts[static_cast<int>(Dim::g)]; ++p)
    if (const int size = n.tiling.output_range(Dim::g, p, tile_g).size()) groups += size, ++group_parts;
  for (int p = 0; p < n.tiling.parts[static_cast<int>(Dim::k)]; ++p)
    if (const int size = n.tiling.output_range(Dim::k, p, tile_k).size())
      outputs += size, outputs_rounded += rounded(size), ++output_parts;
  out.parts = group_parts * output_parts;
  out.computed = groups * outputs;
  out.computed_rounded = groups * outputs_rounded;
  out.core_outputs =
      std::int64_t{n.tiling.core_range(Dim::g, n.tiling.output_range(Dim::g, 0, tile_g), 0).size()} *
      n.tiling.core_range(Dim::k, n.tiling.output_range(Dim::k, 0, tile_k), 0).size();
  if (weights_only_) return out;
  out.input_needed = op.C * groups * output_parts;

  if (is_row_kernel(op.kernel) || op.G == 1) {
    add(&out.input, op.G * op.C, input_buffer_.channels, 1);
  } else {
    n.tiling.output_ranges(Dim::g, tile_g, &scratch_);
    for (const Range g : scratch_) add(&out.input, std::int64_t{g.size()} * op.C, input_buffer_.channels, 1);
  }
  n.output_channel_ranges(tile_g, tile_k, &scratch_);
  const bool cell = is_cell_kernel(op.kernel);
  const int per_unit = cell ? op.operand2.shape.channels / op.G : 1;
  for (const Range c : scratch_) {
    add(&out.output, c.size(), output_buffer_.channels, 1);
    const std::int64_t units = (c.end + op.K - 1) / op.K - c.begin / op.K;
    add(&out.operand2, cell ? units * per_unit : c.size(), operand2_buffer_.channels, 1);
  }
  if (cell) {
    // Pieces that differ only in k carry the same units.
    const std::int64_t pieces_of_unit = out.operand2.sum / (per_unit * groups);
    out.operand2_needed = per_unit * groups * output_parts * pieces_of_unit;
  } else {
    out.operand2_needed = out.computed;
  }
  return out;
}

Stream TileStreams::input(const Tile& t) const {
  if (rearranges_) return rearranged_.of(t);
  const Spatial &y = rows_[t.y], &x = columns_[t.x];
  const Channels& c = channels_of(t);
  return {y.input.sum * x.input.sum * c.input.sum, dram_bytes(y.input, x.input, c.input),
          y.input_needed * x.input_needed * c.input_needed};
}

Stream TileStreams::operand2(const Tile& t) const {
  const Spatial &y = rows_[t.y], &x = columns_[t.x];
  const Channels& c = channels_of(t);
  const std::int64_t positions = broadcast_ ? y.parts * x.parts : y.computed * x.computed;
  return {y.operand2.sum * x.operand2.sum * c.operand2.sum, dram_bytes(y.operand2, x.operand2, c.operand2),
          positions * c.operand2_needed};
}

Stream TileStreams::output(const Tile& t) const {
  const Spatial &y = rows_[t.y], &x = columns_[t.x];
  const Channels& c = channels_of(t);
  return {y.output.sum * x.output.sum * c.output.sum, dram_bytes(y.output, x.output, c.output), 0};
}

std::int64_t TileStreams::weight_bytes(const Tile& t, std::int64_t outputs) const {
  if (kernel_ == program::Kernel::layer_norm) return 2 * std::int64_t{C_};
  const int begin = t.c * tile_c_, end = std::min(begin + tile_c_, C_);
  return outputs * ((end - begin) * taps_ + (end == C_ ? bias_bytes_ : 0));
}

std::int64_t TileStreams::core_tile_bytes(const Tile& t) const {
  return weight_bytes(t, channels_of(t).core_outputs);
}

Stream TileStreams::weights(const Tile& t) const {
  const Channels& c = channels_of(t);
  Stream out;
  out.bytes = weight_bytes(t, c.computed);
  out.receiver_bytes = out.bytes * spatial_parts_;
  if (kernel_ == program::Kernel::layer_norm)
    out.receiver_bytes *= cores_ * c.parts;  // every core takes gamma and beta whole
  else if (cores_share_weights_)
    out.receiver_bytes *= cores_;
  out.dram_bytes = rounded(out.bytes);
  if (weight_view_) {
    const std::int64_t channels = std::min(tile_c_, C_ - t.c * tile_c_);
    out.dram_bytes = transpose_weight_ ? c.computed * rounded(channels) : channels * c.computed_rounded;
  }
  return out;
}

}  // namespace apollo::compiler::emit
