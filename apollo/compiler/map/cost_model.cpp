#include "apollo/compiler/map/cost_model.h"

#include <algorithm>
#include <cmath>

#include "apollo/compiler/emit/emitter.h"
#include "apollo/compiler/emit/rearranged_streams.h"

namespace apollo::compiler::map {

using machine::Accelerator;
using machine::ceil_div;
using program::Dim;
using program::LoopOrder;
using program::Mapping;
using program::Op;
using program::Tiling;

namespace {

std::int64_t aligned(std::int64_t bytes) { return machine::round_up(bytes, 4); }

constexpr std::int64_t kLookahead = emit::Emitter::kLookahead;

constexpr int kY = static_cast<int>(Dim::y), kX = static_cast<int>(Dim::x), kG = static_cast<int>(Dim::g),
              kK = static_cast<int>(Dim::k);

Mapping whole_op(const Op& op) {
  Mapping m;
  m.tile_y = op.Y;
  m.tile_x = op.X;
  m.tile_g = op.G;
  m.tile_k = op.K;
  m.tile_c = op.C;
  return m;
}

constexpr std::int64_t kLongRun = 1 << 20;  // bytes; rounding it up to whole bursts makes no difference

// Inflation of DRAM traffic by runs shorter than whole bursts.
double burst_factor(std::int64_t run, int burst) {
  if (run >= kLongRun) return 1;
  return double(machine::round_up(run, burst)) / double(run);
}

}  // namespace

CostModel::CostModel(const Op& op, const OpContext& context, const Accelerator& a)
    : op_(op),
      context_(context),
      accelerator_(a),
      row_kernel_(is_row_kernel(op.kernel)),
      cell_kernel_(is_cell_kernel(op.kernel)),
      has_weights_(op.has_weights()),
      fixed_weight_bytes_(op.kernel == program::Kernel::layer_norm ? op.weight_bytes(1, 1, op.C, false) : 0),
      weight_taps_(op.kernel == program::Kernel::mac ? std::int64_t{op.R()} * op.S() : 0),
      bias_bytes_(op.kernel == program::Kernel::mac && op.has_bias ? 4 : 0),
      cycles_per_byte_(a.constants.clock_mhz / double(a.dram_mbps())),
      flits_per_byte_(1.0 / a.constants.activation_entry_bytes),
      flits_per_parameter_byte_(1.0 / a.constants.parameter_entry_bytes),
      latency_(a.network_latency()),
      whole_(op, whole_op(op), a) {
  double dram = 0;
  if (op.has_weights() && !context.weights_pinned) dram += double(op.weight_bytes(op.G, op.K, op.C, true));
  const auto& in = op.input.shape;
  if (context.input_staged && op.rearrangement)
    dram += double(in.elements());
  else if (context.input_staged && op.rows.stride <= op.R() && op.columns.stride <= op.S())
    dram += double(op.rows.input_range({0, op.Y}, in.height).size()) *
            op.columns.input_range({0, op.X}, in.width).size() * in.channels;
  if (context.output_stored) dram += double(op.output.shape.elements());
  least_transfer_ =
      std::max(dram_cycles(dram), double(context.exchange_bytes) / a.constants.activation_entry_bytes);
}

MappingShape::MappingShape(CostModel* model, const Mapping& m) {
  model->set_split(m);
  const int tiles[] = {m.tile_y, m.tile_x, m.tile_g, m.tile_k};
  for (int d = 0; d < 4; ++d) {
    extents_[d] = model->extent(static_cast<Dim>(d), tiles[d]);
    shape_.along[d] = &extents_[d];
  }
  reduction_ = model->reduction(m.tile_c);
  shape_.c = &reduction_;
  shape_.order = m.order;
}

void CostModel::set_split(const Mapping& split) { whole_ = Tiling(op_, split, accelerator_); }

// Input rows (columns) that all tiles and parts of an axis carry together: merged where the axis has one
// tile. Elsewhere every piece carries its own window, less what lies outside the input at the two ends.
double CostModel::carried(Dim dim, int tiles, int tile) const {
  const int d = static_cast<int>(dim), outputs = whole_.extent[d], share = whole_.share[d];
  const program::WindowAxis& axis = dim == Dim::y ? op_.rows : op_.columns;
  const int size = dim == Dim::y ? op_.input.shape.height : op_.input.shape.width;
  if (tiles == 1) return axis.input_range({0, outputs}, size).size();
  const int full_parts = outputs / share;
  const double pieces =
      double(full_parts) * tiles + double(ceil_div(outputs - std::int64_t{full_parts} * share, tile));
  if (axis.transposed) return double(outputs) / axis.stride + pieces * double(axis.window - 1) / axis.stride;
  // In units of 1 / divisor; a piece that spans s of them has s / divisor + 1 positions on average.
  const std::int64_t reach = std::int64_t{axis.window - 1} * axis.dilation;
  const std::int64_t last =
      machine::floor_div(std::int64_t{outputs - 1} * axis.stride - axis.pad + reach, axis.divisor);
  const std::int64_t beyond = std::max<std::int64_t>(0, last + 1 - size);
  return (double(outputs) * axis.stride + pieces * double(reach - axis.stride) - axis.pad) / axis.divisor +
         pieces - double(beyond);
}

Tiling CostModel::with_tile(Dim dim, int tile) const {
  Mapping m = whole_.mapping;
  int* const tiles[] = {&m.tile_y, &m.tile_x, &m.tile_g, &m.tile_k};
  *tiles[static_cast<int>(dim)] = tile;
  return Tiling(op_, m, accelerator_);
}

LoopExtent CostModel::extent(Dim dim, int tile) const {
  const int d = static_cast<int>(dim), share = whole_.share[d];
  LoopExtent out;
  out.tile = std::min(tile, share);
  out.tiles = static_cast<int>(ceil_div(share, out.tile));
  const int last = share - (out.tiles - 1) * out.tile;
  const auto vectors = [&](int size) {
    std::array<int, 4> e{1, 1, 1, 1};
    e[d] = size;
    return double(whole_.vectors(e[0], e[1], e[2], e[3]));
  };
  out.vectors = out.tiles > 1 ? (out.tiles - 1) * vectors(out.tile) + vectors(last) : vectors(out.tile);
  const auto of_core = [&](int size) { return whole_.core_range(dim, {0, size}, 0).size(); };
  if (op_.rearrangement && dim != Dim::k) {
    const emit::RearrangedExtent input =
        emit::rearranged_extent(*op_.rearrangement, with_tile(dim, out.tile), dim);
    out.window = input.window;
    out.row = input.row;
    out.carried = input.carried;
  }
  switch (dim) {
    case Dim::y:
      if (op_.rearrangement) break;
      out.window = std::min<std::int64_t>(op_.rows.input_extent(out.tile), op_.input.shape.height);
      out.carried = carried(dim, out.tiles, out.tile);
      break;
    case Dim::x:
      if (op_.rearrangement) break;
      out.window = std::min<std::int64_t>(op_.columns.input_extent(out.tile), op_.input.shape.width);
      out.row = out.tiles == 1 ? op_.input.shape.width : out.window;
      out.carried = carried(dim, out.tiles, out.tile);
      break;
    case Dim::g:
      if (!op_.rearrangement) {
        out.window = std::int64_t{out.tile} * op_.C;
        out.row = out.tiles == 1 ? op_.input.shape.channels : out.window;
        out.carried = op_.input.shape.channels;
      }
      [[fallthrough]];
    case Dim::k: {
      const int full = whole_.extent[d] / share;
      out.covered = full * out.tile + std::min(out.tile, whole_.extent[d] - full * share);
      out.of_core = of_core(out.tile);
      out.of_core_last = of_core(last);
      break;
    }
  }
  if (whole_.mapping.cores == dim) {
    const Tiling tiling = with_tile(dim, out.tile);
    out.step_beats = tiling.step_beats;
    out.psum_beats = tiling.psum_beats;
    out.operand2_beats = tiling.operand2_beats;
    out.drain_beats = tiling.drain_beats;
    out.psum_drain_beats = tiling.psum_drain_beats;
  }
  return out;
}

ReductionExtent CostModel::reduction(int tile) const {
  ReductionExtent out;
  out.tile = tile;
  out.tiles = static_cast<int>(ceil_div(op_.C, tile));
  out.channels = std::min(tile, op_.C);
  out.last_channels = op_.C - (out.tiles - 1) * tile;
  out.steps = whole_.steps(out.channels);
  out.last_steps = whole_.steps(out.last_channels);
  return out;
}

CostModel::Sizes CostModel::sizes(const TileShape& s) const {
  const LoopExtent &y = *s.along[kY], &x = *s.along[kX], &g = *s.along[kG], &k = *s.along[kK];
  const ReductionExtent& c = *s.c;
  Sizes out;
  const std::int64_t positions = std::int64_t{y.tile} * x.tile;
  const std::int64_t channels = row_kernel_ ? op_.C : g.tile > 1 ? std::int64_t{g.tile} * op_.K : k.tile;
  if (context_.input_staged) out.input = y.window * x.window * g.window;
  if (context_.operand2_staged) {
    const std::int64_t operand2_positions = op_.broadcast_operand2 ? 1 : positions;
    out.operand2 =
        operand2_positions * (cell_kernel_ ? g.tile * (op_.operand2.shape.channels / op_.G) : channels);
  }
  if (context_.output_staged) out.output = positions * channels;
  if (c.tiles > 1) {
    const bool whole_share = s.order == LoopOrder::kcs;
    out.psum = 4 * channels * (whole_share ? std::int64_t{whole_.share[kY]} * whole_.share[kX] : positions);
  }
  if (!has_weights_) return out;
  out.parameter = std::max(weight_bytes(g.covered * k.covered, c.channels, c.tiles == 1),
                           weight_bytes(g.covered * k.covered, c.last_channels, true));
  if (!context_.weights_pinned) {
    // The last c tile may be smaller, but brings the bias.
    out.core = aligned(std::max(weight_bytes(g.of_core * k.of_core, c.channels, c.tiles == 1),
                                weight_bytes(g.of_core * k.of_core, c.last_channels, true)));
    return out;
  }
  // All tiles, which differ in size only at the end of each dimension.
  for (const bool last_g : {false, true})
    for (const bool last_k : {false, true}) {
      const std::int64_t times = (last_g ? 1 : g.tiles - 1) * std::int64_t{last_k ? 1 : k.tiles - 1};
      const std::int64_t outputs =
          (last_g ? g.of_core_last : g.of_core) * (last_k ? k.of_core_last : k.of_core);
      if (times > 0)
        out.core += times * ((c.tiles - 1) * aligned(weight_bytes(outputs, c.channels, false)) +
                             aligned(weight_bytes(outputs, c.last_channels, true)));
    }
  return out;
}

Fit CostModel::smallest_needs(const TileShape& s, const Sizes& size) const {
  const LoopExtent &x = *s.along[kX], &g = *s.along[kG], &k = *s.along[kK];
  Fit fit;
  fit.pe_memory = size.input + size.operand2 + size.output + size.psum;
  fit.core_memory = size.core;
  fit.parameter_memory = size.parameter;
  // A row of a transfer's piece must fit activation memory whole. Pieces are merged along dimensions with one
  // tile.
  const std::int64_t groups = g.tiles == 1 ? op_.G : g.tile;
  const std::int64_t channels = row_kernel_ ? op_.C : k.tiles == 1 ? groups * op_.K : k.tile;
  const std::int64_t columns = x.tiles == 1 ? op_.X : x.tile;
  const auto row = [&](std::int64_t bytes) {
    fit.activation_memory = std::max(fit.activation_memory, bytes);
  };
  if (context_.input_staged) row(s.along[kY]->row * x.row * g.row);
  if (context_.operand2_staged)
    row((op_.broadcast_operand2 ? 1 : columns) *
        (cell_kernel_ ? groups * (op_.operand2.shape.channels / op_.G) : channels));
  if (context_.output_stored) row(columns * channels);
  if (context_.exchange_bytes > 0)
    row(std::int64_t{x.tile} * (row_kernel_ ? op_.C : g.tile > 1 ? g.tile * op_.K : k.tile));
  return fit;
}

bool CostModel::fits(const Fit& needs) const {
  return needs.core_memory <= context_.core_memory && needs.parameter_memory <= context_.parameter_memory &&
         needs.activation_memory <= context_.activation_memory && needs.pe_memory <= context_.pe_memory;
}

Candidate CostModel::estimate(const TileShape& s, const Sizes& size) const {
  const LoopExtent &y = *s.along[kY], &x = *s.along[kX], &g = *s.along[kG], &k = *s.along[kK];
  const ReductionExtent& c = *s.c;
  const auto& constants = accelerator_.constants;
  const std::int64_t spatial_tiles = std::int64_t{y.tiles} * x.tiles,
                     channel_tiles = std::int64_t{g.tiles} * k.tiles;
  const std::int64_t all_tiles = spatial_tiles * channel_tiles * c.tiles;
  const bool skc = s.order == LoopOrder::skc, kcs = s.order == LoopOrder::kcs;
  Candidate out;
  out.mapping = whole_.mapping;
  out.mapping.tile_y = y.tile;
  out.mapping.tile_x = x.tile;
  out.mapping.tile_g = g.tile;
  out.mapping.tile_k = k.tile;
  out.mapping.tile_c = c.tile;
  out.mapping.order = s.order;

  // Slots: single ones must fit; then a second one each where there is more than one tile; all inputs, if
  // that saves fetching again.
  const std::int64_t input_tiles = spatial_tiles * g.tiles;
  const std::int64_t outputs = spatial_tiles * channel_tiles;
  if (context_.input_staged) out.input = {1, size.input, 0};
  if (context_.operand2_staged) out.operand2 = {1, size.operand2, 0};
  if (context_.output_staged) out.output = {1, size.output, 0};
  if (size.psum > 0) out.psum = {1, size.psum, 0};
  std::int64_t left = context_.pe_memory - out.temporary_bytes();
  const auto second = [&](decisions::Slots* slots, std::int64_t tiles) {
    if (slots->count == 1 && tiles > 1 && slots->bytes <= left) slots->count = 2, left -= slots->bytes;
  };
  second(&out.input, input_tiles);
  second(&out.output, outputs);
  second(&out.operand2, outputs);
  const std::int64_t passes_over_input = k.tiles * std::int64_t{kcs ? c.tiles : 1};
  const bool refetch_order = !skc && spatial_tiles > 1 && passes_over_input > 1;
  if (context_.input_staged && refetch_order && input_tiles > 2 &&
      (input_tiles - out.input.count) * out.input.bytes <= left)
    out.input.count = static_cast<int>(input_tiles);

  // Compute.
  const LoopExtent& cores = *s.along[static_cast<int>(whole_.mapping.cores)];
  const double vectors = y.vectors * x.vectors * g.vectors * k.vectors;
  const double tiles = double(outputs);
  double array = 0;
  const auto add_c_tiles = [&](double count, int steps, bool first, bool last) {
    const double reduction =
        (first ? 0 : cores.psum_beats) + (last ? cores.operand2_beats : 0) + double(steps) * cores.step_beats;
    const double drain = last ? cores.drain_beats : cores.psum_drain_beats;
    array += count * (vectors * std::max(reduction, drain) +
                      tiles * (constants.compute_startup_cycles + std::min(reduction, drain)));
  };
  if (c.tiles > 1) add_c_tiles(1, c.steps, true, false);
  if (c.tiles > 2) add_c_tiles(c.tiles - 2, c.steps, false, false);
  add_c_tiles(1, c.last_steps, c.tiles == 1, true);

  // Weights.
  // A memory that holds one tile only makes its filling and its use take turns: `serial` collects what then
  // does not overlap with compute.
  double parameter_bus = 0, dram_weights = 0, dram_load = 0, serial = 0;
  // Share of the tiles during which weights are on their way from DRAM: where they are kept, later passes
  // bring none, and they are fetched no more than kLookahead tiles ahead.
  double fetching = 1;
  std::int64_t weight_instructions = 0;
  if (has_weights_ && !context_.weights_pinned) {
    const std::int64_t weight_tiles = channel_tiles * c.tiles;
    const std::int64_t tiles_of_pass = skc ? weight_tiles : c.tiles;
    const std::int64_t passes = !kcs && tiles_of_pass * size.core > context_.core_memory ? spatial_tiles : 1;
    const double bytes = double(op_.weight_bytes(op_.G, op_.K, op_.C, true));
    const bool kept = tiles_of_pass * size.parameter <= context_.parameter_memory;
    const double loads = kept ? 1 : double(passes);
    parameter_bus = double(passes) * (bytes * flits_per_parameter_byte_ + 0.5 * double(weight_tiles));
    double factor = 1;
    if (op_.weight_view.buffer >= 0)
      factor = burst_factor(op_.transpose_weight ? c.channels : k.tile, constants.dram_burst_bytes);
    dram_weights = loads * (bytes * factor + 0.5 * constants.dram_burst_bytes * double(weight_tiles));
    if (loads == 1) {
      // Loads come in groups, one after the other, each followed by tiles that need none.
      const std::int64_t groups = skc ? 1 : kcs ? weight_tiles : channel_tiles;
      const std::int64_t without = (all_tiles - weight_tiles) / groups;
      fetching = 1 - double(groups * std::max<std::int64_t>(0, without - kLookahead)) / double(all_tiles);
    }
    weight_instructions = weight_tiles * (passes + std::int64_t(loads));
    const double deliveries = double(weight_tiles * passes);
    if (deliveries > 1 && context_.core_memory < 2 * size.core)
      serial += parameter_bus + deliveries * latency_;
    if (weight_tiles > 1 && context_.parameter_memory < 2 * size.parameter)
      serial += dram_cycles(dram_weights);
  }

  // Activations.
  double activation_bus = 0, output_bus = 0, dram_store = 0;
  std::int64_t transfers = 0;
  const double chunk = double(std::max<std::int64_t>(context_.activation_memory / 2, 1));
  const auto chunks = [&](double bytes, double count) {
    return bytes <= count * chunk ? std::int64_t(count)
                                  : std::int64_t(count * std::ceil(bytes / count / chunk));
  };
  if (context_.input_staged) {
    const auto& in = op_.input.shape;
    const double fetches = refetch_order && out.input.count < input_tiles ? double(passes_over_input) : 1;
    const double bytes = y.carried * x.carried * g.carried * fetches;
    const bool whole_c = g.tiles == 1 && in.channels == context_.input_buffer.channels;
    const std::int64_t run = !whole_c       ? in.channels / g.tiles / (g.tiles == 1 ? 1 : whole_.parts[kG])
                             : x.tiles == 1 ? kLongRun
                                            : std::int64_t(x.carried / x.tiles) * in.channels;
    activation_bus += bytes * flits_per_byte_;
    dram_load += bytes * burst_factor(std::max<std::int64_t>(run, 1), constants.dram_burst_bytes);
    transfers += 2 * chunks(bytes, double(input_tiles) * fetches);
    if (out.input.count == 1 && input_tiles > 1)
      serial += activation_bus + double(input_tiles) * fetches * latency_;
  }
  if (context_.operand2_staged) {
    const double bytes = double(op_.operand2.shape.elements());
    activation_bus += bytes * flits_per_byte_;
    dram_load += bytes;
    transfers += 2 * chunks(bytes, tiles);
  }
  const double produced = double(op_.output.shape.elements());
  if (context_.output_stored) {
    const bool whole_c = channel_tiles == 1 && op_.output_channels() == context_.output_buffer.channels;
    const std::int64_t run =
        !whole_c ? (channel_tiles == 1 ? op_.output_channels() : g.tile * k.tile) : kLongRun;
    output_bus += produced * flits_per_byte_;
    dram_store += produced * burst_factor(run, constants.dram_burst_bytes);
    transfers += 2 * chunks(produced, tiles);
  }
  if (context_.exchange_bytes > 0) {
    const double flits = double(context_.exchange_bytes) * flits_per_byte_;
    output_bus += flits;
    activation_bus += flits;
    transfers += 2 * chunks(double(context_.exchange_bytes), tiles);
  }
  if (out.output.count == 1 && outputs > 1) serial += output_bus + tiles * latency_;
  const double dram = dram_cycles(dram_load + dram_store);
  const double busiest = std::max({array + serial, activation_bus, output_bus, dram});
  const double fetch = std::max(busiest * fetching, dram_cycles(dram_weights) + dram * fetching);

  // Ends that nothing overlaps: the first tile's way in (weights come early), and the last results' way out.
  double ends = 0;
  if (context_.input_staged)
    ends += constants.dram_latency_cycles + latency_ +
            (dram_cycles(dram_weights + dram_load) + activation_bus) / double(all_tiles);
  if (context_.output_stored) ends += latency_ + (dram_cycles(dram_store) + output_bus) / tiles;
  if (context_.exchange_bytes > 0) ends += 2 * latency_ + (output_bus + activation_bus) / tiles;
  // The DMA works in order: what a tile loads waits for the store of the results of the tile kLookahead + 1
  // before it, which waits for their computation.
  double turns = 0;
  if (context_.output_stored && (context_.input_staged || context_.operand2_staged))
    turns = (array + output_bus + activation_bus + dram_cycles(dram_load) +
             tiles * (2 * latency_ + constants.dram_latency_cycles)) /
            double(kLookahead + 1);
  out.cycles = std::max({fetch + busiest * (1 - fetching), parameter_bus, turns}) + ends;
  out.instructions = all_tiles + weight_instructions + transfers;
  out.cost = out.cycles + context_.cycles_per_instruction * double(out.instructions);
  return out;
}

}  // namespace apollo::compiler::map
