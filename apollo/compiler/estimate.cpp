// What a mapping costs, in closed form: the busiest unit of the pipeline plus the ends that do not overlap.
#include <algorithm>
#include <cmath>

#include "apollo/compiler/mapping_search.h"

namespace apollo::compiler {

using simulator::Accelerator;
using simulator::Dim;
using simulator::LoopOrder;
using simulator::Op;
using simulator::Range;
using simulator::Tiling;

namespace {

std::int64_t ceil_div(std::int64_t a, std::int64_t b) { return (a + b - 1) / b; }

// Input rows (columns) that all tiles and parts of an axis carry together: merged where the axis has one
// tile. Elsewhere every piece carries its own window, less what lies outside the input at the two ends.
double carried(const Tiling& n, Dim dim, const simulator::WindowAxis& axis, int size) {
  const int d = static_cast<int>(dim), outputs = n.extent[d];
  if (n.tiles[d] == 1) return axis.input_range({0, outputs}, size).size();
  const int full_parts = outputs / n.share[d];
  const double pieces = double(full_parts) * n.tiles[d] +
                        double(ceil_div(outputs - std::int64_t{full_parts} * n.share[d], n.tile[d]));
  if (axis.transposed) return double(outputs) / axis.stride + pieces * double(axis.window - 1) / axis.stride;
  const std::int64_t reach = std::int64_t{axis.window - 1} * axis.dilation + 1;
  const std::int64_t beyond =
      std::max<std::int64_t>(0, std::int64_t{outputs - 1} * axis.stride - axis.pad + reach - size);
  return double(outputs) * axis.stride + pieces * double(reach - axis.stride) - axis.pad - double(beyond);
}

// Vectors of one dimension over all tiles of the first part, the largest.
double vectors_along(const Tiling& n, int d) {
  const auto of = [&](int size) {
    std::array<int, 4> e{1, 1, 1, 1};
    e[d] = size;
    return double(n.vectors(e[0], e[1], e[2], e[3]));
  };
  return (n.tiles[d] - 1) * of(n.tile[d]) + of(n.share[d] - (n.tiles[d] - 1) * n.tile[d]);
}

// Inflation of DRAM traffic by runs shorter than whole bursts.
double burst_factor(std::int64_t run, int burst) {
  return double(ceil_div(run, burst) * burst) / double(run);
}

struct Loops {
  std::int64_t spatial, channel, groups, reduction;  // tiles
  explicit Loops(const Tiling& n)
      : spatial(std::int64_t{n.tiles[0]} * n.tiles[1]),
        channel(std::int64_t{n.tiles[2]} * n.tiles[3]),
        groups(n.tiles[2]),
        reduction(n.tiles_c) {}
  std::int64_t all() const { return spatial * channel * reduction; }
};

}  // namespace

Fit smallest_needs(const Op& op, const Tiling& n, const OpContext& context) {
  Fit fit;
  if (context.input_staged) fit.pe_memory += input_slot_bytes(op, n);
  if (context.operand2_staged) fit.pe_memory += operand2_slot_bytes(op, n);
  if (context.output_staged) fit.pe_memory += output_slot_bytes(op, n);
  fit.pe_memory += psum_bytes(op, n);
  if (op.has_weights()) {
    fit.core_memory = context.weights_pinned ? all_weight_tiles_bytes(op, n) : core_slot_bytes(op, n);
    fit.parameter_memory = parameter_slot_bytes(op, n);
  }
  // A row of a transfer's piece must fit activation memory whole. Pieces are merged along dimensions with one
  // tile.
  const bool row_kernel = is_row_kernel(op.kernel);
  const std::int64_t groups = n.tiles[2] == 1 ? op.G : n.tile[2];
  const std::int64_t channels = row_kernel ? op.C : n.tiles[3] == 1 ? groups * op.K : n.tile[3];
  const std::int64_t columns = n.tiles[1] == 1 ? op.X : n.tile[1];
  const auto row = [&](std::int64_t bytes) {
    fit.activation_memory = std::max(fit.activation_memory, bytes);
  };
  if (context.input_staged) {
    const std::int64_t width =
        n.tiles[1] == 1 ? op.input.shape.width
                        : std::min<std::int64_t>(op.columns.input_extent(n.tile[1]), op.input.shape.width);
    row(width * (row_kernel ? op.C : groups * op.C));
  }
  if (context.operand2_staged)
    row((op.broadcast_operand2 ? 1 : columns) *
        (is_cell_kernel(op.kernel) ? groups * (op.operand2.shape.channels / op.G) : channels));
  if (context.output_stored) row(columns * channels);
  if (context.exchange_bytes > 0)
    row(std::int64_t{n.tile[1]} * (row_kernel ? op.C : n.tile[2] > 1 ? n.tile[2] * op.K : n.tile[3]));
  return fit;
}

bool fits(const Fit& needs, const OpContext& context, const Accelerator& a) {
  return needs.core_memory <= context.core_memory && needs.parameter_memory <= a.parameter_memory_bytes() &&
         needs.activation_memory <= a.activation_memory_bytes() && needs.pe_memory <= context.pe_memory;
}

Candidate estimate(const Op& op, const Tiling& n, const OpContext& context, const Accelerator& a) {
  const auto& k = a.constants;
  const Loops loops(n);
  Candidate out;
  out.mapping = n.mapping;

  // Slots: single ones must fit; then a second one each where there is more than one tile; all inputs, if
  // that saves fetching again.
  const std::int64_t input_tiles = loops.spatial * loops.groups;
  const std::int64_t outputs = loops.spatial * loops.channel;
  if (context.input_staged) out.input = {1, input_slot_bytes(op, n), 0};
  if (context.operand2_staged) out.operand2 = {1, operand2_slot_bytes(op, n), 0};
  if (context.output_staged) out.output = {1, output_slot_bytes(op, n), 0};
  if (const std::int64_t bytes = psum_bytes(op, n)) out.psum = {1, bytes, 0};
  std::int64_t left = context.pe_memory - out.temporary_bytes();
  const auto second = [&](Slots* slots, std::int64_t tiles) {
    if (slots->count == 1 && tiles > 1 && slots->bytes <= left) slots->count = 2, left -= slots->bytes;
  };
  second(&out.input, input_tiles);
  second(&out.output, outputs);
  second(&out.operand2, outputs);
  const bool refetch_order = n.mapping.order != LoopOrder::skc && loops.spatial > 1 &&
                             n.tiles[3] * (n.mapping.order == LoopOrder::kcs ? loops.reduction : 1) > 1;
  if (context.input_staged && refetch_order && input_tiles > 2 &&
      (input_tiles - out.input.count) * out.input.bytes <= left)
    out.input.count = static_cast<int>(input_tiles);

  // Compute.
  const double vectors =
      vectors_along(n, 0) * vectors_along(n, 1) * vectors_along(n, 2) * vectors_along(n, 3);
  const double tiles = double(loops.spatial * loops.channel);
  double array = 0;
  const auto add_c_tiles = [&](double count, int channels, bool first, bool last) {
    const double reduction =
        (first ? 0 : n.psum_beats) + (last ? n.operand2_beats : 0) + double(n.steps(channels)) * n.step_beats;
    const double drain = last ? n.drain_beats : n.psum_drain_beats;
    array += count * (vectors * std::max(reduction, drain) +
                      tiles * (k.compute_startup_cycles + std::min(reduction, drain)));
  };
  const int first_c = n.c_range(0).size();
  if (n.tiles_c > 1) add_c_tiles(1, first_c, true, false);
  if (n.tiles_c > 2) add_c_tiles(n.tiles_c - 2, first_c, false, false);
  add_c_tiles(1, n.c_range(n.tiles_c - 1).size(), n.tiles_c == 1, true);

  // Weights.
  // A memory that holds one tile only makes its filling and its use take turns: `serial` collects what then
  // does not overlap with compute.
  double parameter_bus = 0, dram_load = 0, serial = 0;
  const double latency = a.network_latency();
  std::int64_t weight_instructions = 0;
  if (op.has_weights() && !context.weights_pinned) {
    const std::int64_t tile_bytes = core_slot_bytes(op, n);
    const std::int64_t staged = parameter_slot_bytes(op, n);
    const std::int64_t weight_tiles = loops.channel * loops.reduction;
    std::int64_t passes = 1;
    if (n.mapping.order == LoopOrder::skc && weight_tiles * tile_bytes > context.core_memory)
      passes = loops.spatial;
    if (n.mapping.order == LoopOrder::ksc && loops.reduction * tile_bytes > context.core_memory)
      passes = loops.spatial;
    const double bytes = double(op.weight_bytes(op.G, op.K, op.C, true));
    const bool kept = n.mapping.order == LoopOrder::skc
                          ? weight_tiles * staged <= a.parameter_memory_bytes()
                          : loops.reduction * staged <= a.parameter_memory_bytes();
    const double loads = kept ? 1 : double(passes);
    parameter_bus = passes * (bytes / k.parameter_entry_bytes + 0.5 * weight_tiles);
    double factor = 1;
    if (op.weight_view.buffer >= 0)
      factor = burst_factor(op.transpose_weight ? n.c_range(0).size() : n.tile[3], k.dram_burst_bytes);
    dram_load += loads * (bytes * factor + 0.5 * k.dram_burst_bytes * weight_tiles);
    weight_instructions = weight_tiles * (passes + std::int64_t(loads));
    const double deliveries = double(weight_tiles * passes);
    if (deliveries > 1 && context.core_memory < 2 * tile_bytes)
      serial += parameter_bus + deliveries * latency;
    if (weight_tiles > 1 && a.parameter_memory_bytes() < 2 * staged)
      serial += dram_load * k.clock_mhz / double(a.dram_mbps());
  }

  // Activations.
  double activation_bus = 0, output_bus = 0, dram_store = 0;
  std::int64_t transfers = 0;
  const double chunk = double(std::max<std::int64_t>(a.activation_memory_bytes() / 2, 1));
  const auto chunks = [&](double bytes, double count) {
    return std::int64_t(count * std::ceil(bytes / count / chunk));
  };
  if (context.input_staged) {
    const auto& in = op.input.shape;
    const double rows = carried(n, Dim::y, op.rows, in.height),
                 columns = carried(n, Dim::x, op.columns, in.width);
    double fetches = 1;
    if (refetch_order && out.input.count < input_tiles)
      fetches = double(n.tiles[3]) * (n.mapping.order == LoopOrder::kcs ? double(loops.reduction) : 1);
    const double bytes = rows * columns * in.channels * fetches;
    const bool whole_c = loops.groups == 1 && in.channels == context.input_buffer.channels;
    const std::int64_t run = !whole_c ? in.channels / n.tiles[2] / (loops.groups == 1 ? 1 : n.parts[2])
                             : n.tiles[1] == 1 ? 1 << 20
                                               : std::int64_t(columns / n.tiles[1]) * in.channels;
    activation_bus += bytes / k.activation_entry_bytes;
    dram_load += bytes * burst_factor(std::max<std::int64_t>(run, 1), k.dram_burst_bytes);
    transfers += 2 * chunks(bytes, double(input_tiles) * fetches);
    if (out.input.count == 1 && input_tiles > 1)
      serial += activation_bus + double(input_tiles) * fetches * latency;
  }
  if (context.operand2_staged) {
    const double bytes = double(op.operand2.shape.elements());
    activation_bus += bytes / k.activation_entry_bytes;
    dram_load += bytes;
    transfers += 2 * chunks(bytes, tiles);
  }
  const double produced = double(op.output.shape.elements());
  if (context.output_stored) {
    const bool whole_c = loops.channel == 1 && op.output_channels() == context.output_buffer.channels;
    const std::int64_t run =
        !whole_c ? (loops.channel == 1 ? op.output_channels() : n.tile[2] * n.tile[3]) : 1 << 20;
    output_bus += produced / k.activation_entry_bytes;
    dram_store += produced * burst_factor(run, k.dram_burst_bytes);
    transfers += 2 * chunks(produced, tiles);
  }
  if (context.exchange_bytes > 0) {
    const double flits = double(context.exchange_bytes) / k.activation_entry_bytes;
    output_bus += flits;
    activation_bus += flits;
    transfers += 2 * chunks(double(context.exchange_bytes), tiles);
  }
  if (out.output.count == 1 && outputs > 1) serial += output_bus + tiles * latency;
  const double dram = (dram_load + dram_store) * k.clock_mhz / double(a.dram_mbps());

  // Ends that nothing overlaps: the first tile's way in (weights come early), and the last results' way out.
  double ends = 0;
  if (context.input_staged)
    ends += k.dram_latency_cycles + latency +
            (dram_load * k.clock_mhz / double(a.dram_mbps()) + activation_bus) / double(loops.all());
  if (context.output_stored)
    ends += latency + (dram_store * k.clock_mhz / double(a.dram_mbps()) + output_bus) / tiles;
  if (context.exchange_bytes > 0) ends += 2 * latency + (output_bus + activation_bus) / tiles;
  out.cycles = std::max({array + serial, parameter_bus, activation_bus, output_bus, dram}) + ends;
  out.instructions = loops.all() + weight_instructions + transfers;
  out.cost = out.cycles + context.cycles_per_instruction * double(out.instructions);
  return out;
}

}  // namespace apollo::compiler
