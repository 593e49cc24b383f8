#include "apollo/compiler/map/footprint.h"

#include <algorithm>

namespace apollo::compiler::map {

using program::Dim;
using program::Kernel;
using program::Op;

namespace {

std::int64_t aligned(std::int64_t bytes) { return machine::round_up(bytes, 4); }

}  // namespace

FootprintModel::FootprintModel(const Op& op, const OpContext& context, int transfers_held)
    : op_(op),
      context_(context),
      transfers_held_(transfers_held),
      row_kernel_(is_row_kernel(op.kernel)),
      cell_kernel_(is_cell_kernel(op.kernel)),
      has_weights_(op.has_weights()),
      fixed_weight_bytes_(op.kernel == Kernel::layer_norm ? op.weight_bytes(1, 1, op.C, false) : 0),
      window_bits_(op.kernel == Kernel::mac ? std::int64_t{op.R()} * op.S() * op.weight_bits : 0),
      bias_bytes_(op.kernel == Kernel::mac && op.has_bias ? 4 : 0),
      input_bytes_(op.in_q.bytes()),
      operand2_bytes_(op.operand2_q.bytes()),
      output_bytes_(op.out_q.bytes()),
      sum_bytes_(op.sum_bytes()) {}

// The largest weight tile of so many output channels: the last c tile may be smaller, but brings the bias.
std::int64_t FootprintModel::weight_tile(std::int64_t outputs, const ReductionExtent& c) const {
  return std::max(weight_bytes(outputs, c.channels, c.tiles == 1),
                  weight_bytes(outputs, c.last_channels, true));
}

// All weight tiles of one core, which differ in size only at the end of each dimension.
std::int64_t FootprintModel::all_weight_tiles(const TileShape& s) const {
  const LoopExtent &g = s.g(), &k = s.k();
  std::int64_t bytes = 0;
  for (const bool last_g : {false, true})
    for (const bool last_k : {false, true}) {
      const std::int64_t times = (last_g ? 1 : g.tiles - 1) * std::int64_t{last_k ? 1 : k.tiles - 1};
      const std::int64_t outputs =
          (last_g ? g.of_core_last : g.of_core) * (last_k ? k.of_core_last : k.of_core);
      if (times > 0)
        bytes += times * ((s.c->tiles - 1) * aligned(weight_bytes(outputs, s.c->channels, false)) +
                          aligned(weight_bytes(outputs, s.c->last_channels, true)));
    }
  return bytes;
}

Footprint FootprintModel::of(const program::Tiling& whole, const TileShape& s) const {
  const LoopExtent &y = s.y(), &x = s.x(), &g = s.g(), &k = s.k();
  Footprint out;
  const std::int64_t positions = std::int64_t{y.tile} * x.tile;
  const std::int64_t channels = row_kernel_ ? op_.C : g.tile > 1 ? std::int64_t{g.tile} * op_.K : k.tile;
  if (context_.input_staged) out.input = y.window * x.window * g.window * input_bytes_;
  if (context_.operand2_staged) {
    const std::int64_t operand2_positions = op_.broadcast_operand2 ? 1 : positions;
    out.operand2 = operand2_bytes_ * operand2_positions *
                   (cell_kernel_ ? g.tile * (op_.operand2.shape.channels / op_.G) : channels);
  }
  if (context_.output_staged) out.output = positions * channels * output_bytes_;
  if (s.c->tiles > 1) {
    const bool whole_share = s.order == program::LoopOrder::kcs;
    const std::int64_t share =
        std::int64_t{whole.share[static_cast<int>(Dim::y)]} * whole.share[static_cast<int>(Dim::x)];
    out.psum = sum_bytes_ * channels * (whole_share ? share : positions);
  }
  if (!has_weights_) return out;
  out.parameter = weight_tile(g.covered * k.covered, *s.c);
  out.core =
      context_.weights_pinned ? all_weight_tiles(s) : aligned(weight_tile(g.of_core * k.of_core, *s.c));
  return out;
}

Memories FootprintModel::needs(const TileShape& s, const Footprint& footprint) const {
  const LoopExtent &x = s.x(), &g = s.g(), &k = s.k();
  Memories needs;
  needs.pe = aligned(footprint.input) + aligned(footprint.operand2) + aligned(footprint.output) +
             aligned(footprint.psum);
  needs.core = context_.weights_pinned ? footprint.core : transfers_held_ * footprint.core;
  needs.parameter = transfers_held_ * footprint.parameter;
  // A row of a transfer's piece must fit activation memory whole. Pieces are merged along dimensions with one
  // tile.
  const std::int64_t groups = g.tiles == 1 ? op_.G : g.tile;
  const std::int64_t channels = row_kernel_ ? op_.C : k.tiles == 1 ? groups * op_.K : k.tile;
  const std::int64_t columns = x.tiles == 1 ? op_.X : x.tile;
  const auto row = [&](std::int64_t bytes) {
    needs.activation = std::max(needs.activation, transfers_held_ * bytes);
  };
  if (context_.input_staged) row(s.y().row * x.row * g.row * input_bytes_);
  if (context_.operand2_staged)
    row(operand2_bytes_ * (op_.broadcast_operand2 ? 1 : columns) *
        (cell_kernel_ ? groups * (op_.operand2.shape.channels / op_.G) : channels));
  if (context_.output_stored) row(columns * channels * output_bytes_);
  if (context_.exchange_bytes > 0)
    row(output_bytes_ * std::int64_t{x.tile} * (row_kernel_ ? op_.C : g.tile > 1 ? g.tile * op_.K : k.tile));
  return needs;
}

bool FootprintModel::fits_all_weights() const {
  const std::int64_t free = std::min(free_for_weights(), context_.free.parameter) / transfers_held_;
  return window_bits_ == 0 || op_.weight_bytes(op_.G, op_.K, op_.C, true) <= free;
}

int FootprintModel::most_channels(const program::Tiling& share, const Split& split) const {
  if (fits_all_weights()) return op_.C;
  const std::int64_t core_memory = free_for_weights();
  const auto in_core = [&](Dim d, int lanes) { return std::min(share.share[program::index(d)], lanes); };
  const auto in_all = [&](Dim d, int lanes) {
    const int of_pe = in_core(d, lanes * (split.cores == d ? share.cores : 1));
    return std::min(share.extent[program::index(d)], share.parts[program::index(d)] * of_pe);
  };
  const std::int64_t of_core = std::int64_t{in_core(Dim::g, split.lanes_g)} * in_core(Dim::k, split.lanes_k);
  const std::int64_t of_all = std::int64_t{in_all(Dim::g, split.lanes_g)} * in_all(Dim::k, split.lanes_k);
  // Bytes for the weights of one output.
  const std::int64_t bytes = std::min(core_memory / (transfers_held_ * of_core),
                                      context_.free.parameter / (transfers_held_ * of_all));
  if (weight_bytes(1, op_.C, true) <= bytes) return op_.C;
  return static_cast<int>(std::min<std::int64_t>(bytes * 8 / window_bits_, op_.C - 1));
}

}  // namespace apollo::compiler::map
