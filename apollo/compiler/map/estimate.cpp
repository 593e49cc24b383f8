#include "apollo/compiler/map/estimate.h"

#include <algorithm>
#include <cmath>

namespace apollo::compiler::map {

using decisions::kLookahead;
using machine::Accelerator;
using program::Dim;
using program::LoopOrder;
using program::Op;
using program::Tiling;

namespace {

// The last memory entry of a weight tile, and its last DRAM burst, are half empty on average.
constexpr double kPartOfLast = 0.5;

constexpr std::int64_t kLongRun = 1 << 20;  // bytes; rounding it up to whole bursts makes no difference

// Tiles along a loop that code in loops has to tell apart, of all. The first one and the last one differ from
// those between them; a last one that is shorter is also fetched ahead by the one before it.
double told_apart(int tiles, bool even) {
  constexpr int kOfEven = 3, kOfUneven = 5;
  return std::min(1.0, static_cast<double>(even ? kOfEven : kOfUneven) / tiles);
}

// Likewise of all tiles; a few more, because loops break off here and there, and programs of very many
// instructions are not folded at all.
double share_in_loops(const Tiling& whole, const TileShape& s) {
  constexpr double kBrokenOff = 0.01;
  double share = told_apart(s.c->tiles, s.c->last_channels == s.c->channels);
  for (std::size_t d = 0; d < s.along.size(); ++d)
    share *= told_apart(s.along[d]->tiles, whole.share[d] % s.along[d]->tile == 0);
  return std::min(1.0, share + kBrokenOff);
}

// Inflation of DRAM traffic by runs shorter than whole bursts.
double burst_factor(std::int64_t run, int burst) {
  if (run >= kLongRun) return 1;
  return static_cast<double>(machine::round_up(run, burst)) / static_cast<double>(run);
}

// Sum over the tiles along c of of_tile(extent, first, last), where all but the last have `extent`.
template <typename OfTile>
double over_reduction(int tiles, int extent, int last_extent, OfTile of_tile) {
  double sum = of_tile(last_extent, tiles == 1, true);
  if (tiles > 1) sum += of_tile(extent, true, false);
  if (tiles > 2) sum += (tiles - 2) * of_tile(extent, false, false);
  return sum;
}

}  // namespace

TileCounts::TileCounts(const TileShape& s)
    : spatial(std::int64_t{s.y().tiles} * s.x().tiles),
      channel(std::int64_t{s.g().tiles} * s.k().tiles),
      input(spatial * s.g().tiles),
      output(spatial * channel),
      all(output * s.c->tiles),
      passes_over_input(s.k().tiles * std::int64_t{s.order == LoopOrder::kcs ? s.c->tiles : 1}),
      refetch_order(s.order != LoopOrder::skc && spatial > 1 && passes_over_input > 1) {}

CostModel::CostModel(const Op& op, const OpContext& context, const Accelerator& a, const Prices& prices)
    : op_(op),
      context_(context),
      accelerator_(a),
      cycles_per_byte_(a.constants.clock_mhz / static_cast<double>(a.dram_mbps())),
      flits_per_byte_(1.0 / a.constants.activation_entry_bytes),
      flits_per_parameter_byte_(1.0 / a.constants.parameter_entry_bytes),
      latency_(a.network_latency()),
      chunk_bytes_(static_cast<double>(std::max<std::int64_t>(context.free.activation / 2, 1))),
      prices_(prices),
      energies_(op, context, a, prices.picojoules) {
  double dram = 0;
  double bus = static_cast<double>(context.exchange_bytes) * flits_per_byte_;
  if (op.has_weights() && !context.weights_pinned) {
    const auto weights = static_cast<double>(op.weight_bytes(op.G, op.K, op.C, true));
    if (context.weights_kept)
      bus += weights * flits_per_parameter_byte_;
    else
      dram += weights;
  }
  const auto& in = op.input.shape;
  if (context.input_staged && op.rearrangement)
    dram += static_cast<double>(in.elements() * op.in_q.bytes());
  else if (context.input_staged && op.rows.stride <= op.R() && op.columns.stride <= op.S())
    dram += static_cast<double>(op.rows.input_range({0, op.Y}, in.height).size()) *
            op.columns.input_range({0, op.X}, in.width).size() * in.channels * op.in_q.bytes();
  if (context.output_stored) dram += static_cast<double>(op.output.shape.elements() * op.out_q.bytes());
  least_dram_ = dram;
  least_transfer_ = std::max(dram_cycles(dram), bus);
}

// Single slots must fit; then a second one each where there is more than one tile; all inputs, if that saves
// fetching again.
void CostModel::choose_slots(const TileCounts& counts, const Footprint& footprint, Candidate* out) const {
  if (context_.input_staged) out->input = {1, footprint.input, 0};
  if (context_.operand2_staged) out->operand2 = {1, footprint.operand2, 0};
  if (context_.output_staged) out->output = {1, footprint.output, 0};
  if (footprint.psum > 0) out->psum = {1, footprint.psum, 0};
  std::int64_t left = context_.free.pe - out->temporary_bytes();
  const auto second = [&](decisions::Slots* slots, std::int64_t tiles) {
    if (slots->count != 1 || tiles <= 1) return;
    const std::int64_t more = decisions::Slots{2, slots->bytes}.total() - slots->total();
    if (more <= left) slots->count = 2, left -= more;
  };
  second(&out->input, counts.input);
  second(&out->output, counts.output);
  second(&out->operand2, counts.output);
  if (context_.input_staged && counts.refetch_order && counts.input > 2) {
    const decisions::Slots all{static_cast<int>(counts.input), out->input.bytes};
    if (all.total() - out->input.total() <= left) out->input.count = all.count;
  }
}

// Rule T5 over all tiles of the busiest PE.
double CostModel::array_cycles(const Tiling& whole, const TileShape& s, const TileCounts& counts) const {
  const LoopExtent& cores = *s.along[static_cast<int>(whole.mapping.cores)];
  const double vectors = s.y().vectors * s.x().vectors * s.g().vectors * s.k().vectors;
  const double tiles = static_cast<double>(counts.output);
  return over_reduction(s.c->tiles, s.c->steps, s.c->last_steps, [&](int steps, bool first, bool last) {
    return program::compute_cycles(cores.functions.of(cores.beats.of(steps, !first, !last), !last),
                                   accelerator_.constants.compute_startup_cycles, vectors, tiles);
  });
}

double CostModel::compute_cycles(const Tiling& whole, int channels) const {
  const std::int64_t vectors = whole.vectors(whole.share[0], whole.share[1], whole.share[2], whole.share[3]);
  const int tiles = machine::ceil_div(op_.C, channels), last_channels = op_.C - (tiles - 1) * channels;
  return over_reduction(tiles, channels, last_channels, [&](int c, bool first, bool last) {
    return static_cast<double>(whole.compute_cycles(vectors, c, !first, !last, accelerator_.constants));
  });
}

void CostModel::add_weights(const TileShape& s, const TileCounts& counts, const Footprint& footprint,
                            UnitLoads* loads) const {
  if (!op_.has_weights() || context_.weights_pinned) return;
  const int burst = accelerator_.constants.dram_burst_bytes;
  const bool skc = s.order == LoopOrder::skc, kcs = s.order == LoopOrder::kcs;
  const std::int64_t weight_tiles = counts.channel * s.c->tiles;
  const std::int64_t tiles_of_pass = skc ? weight_tiles : s.c->tiles;
  const std::int64_t passes =
      !kcs && tiles_of_pass * footprint.core > context_.free.core ? counts.spatial : 1;
  const double bytes = static_cast<double>(op_.weight_bytes(op_.G, op_.K, op_.C, true));
  const bool kept = tiles_of_pass * footprint.parameter <= context_.free.parameter;
  const double times_loaded = kept ? 1 : static_cast<double>(passes);
  loads->parameter_bus = static_cast<double>(passes) * (bytes * flits_per_parameter_byte_ +
                                                        kPartOfLast * static_cast<double>(weight_tiles));
  double factor = 1;
  if (op_.weight_view.buffer >= 0)
    factor = burst_factor((op_.transpose_weight ? s.c->channels : s.k().tile) * op_.weight_bits / 8, burst);
  if (context_.weights_kept)
    loads->kept_weights =
        times_loaded * (bytes * flits_per_parameter_byte_ + kPartOfLast * static_cast<double>(weight_tiles));
  else
    loads->dram_weights =
        times_loaded * (bytes * factor + kPartOfLast * burst * static_cast<double>(weight_tiles));
  if (times_loaded == 1) {
    // Loads come in groups, one after the other, each followed by tiles that need none.
    const std::int64_t groups = skc ? 1 : kcs ? weight_tiles : counts.channel;
    const std::int64_t without = (counts.all - weight_tiles) / groups;
    loads->fetching = 1 - static_cast<double>(groups * std::max<std::int64_t>(0, without - kLookahead)) /
                              static_cast<double>(counts.all);
  }
  loads->transfers += weight_tiles * (passes + static_cast<std::int64_t>(times_loaded));
  const double deliveries = static_cast<double>(weight_tiles * passes);
  if (deliveries > 1 && context_.free.core < 2 * footprint.core)
    loads->serial += loads->parameter_bus + deliveries * latency_;
  if (weight_tiles > 1 && context_.free.parameter < 2 * footprint.parameter)
    loads->serial += dram_cycles(loads->dram_weights) + loads->kept_weights;
}

// Instructions that `count` transfers of so many bytes together take each way.
std::int64_t CostModel::chunks(double bytes, double count) const {
  return bytes <= count * chunk_bytes_
             ? static_cast<std::int64_t>(count)
             : static_cast<std::int64_t>(count * std::ceil(bytes / count / chunk_bytes_));
}

void CostModel::add_input(const Tiling& whole, const TileShape& s, const TileCounts& counts, int slots,
                          UnitLoads* loads) const {
  if (!context_.input_staged) return;
  const auto& in = op_.input.shape;
  const LoopExtent &x = s.x(), &g = s.g();
  const double fetches =
      counts.refetch_order && slots < counts.input ? static_cast<double>(counts.passes_over_input) : 1;
  const int element = op_.in_q.bytes();
  const double bytes = s.y().carried * x.carried * g.carried * fetches * element;
  const bool whole_c = g.tiles == 1 && in.channels == context_.input_buffer_channels;
  std::int64_t run = kLongRun;
  if (!whole_c)
    run = in.channels / g.tiles / (g.tiles == 1 ? 1 : whole.parts[static_cast<int>(Dim::g)]);
  else if (x.tiles > 1)  // each PE column's part for itself
    run =
        static_cast<std::int64_t>(x.carried / x.tiles) / whole.parts[static_cast<int>(Dim::x)] * in.channels;
  loads->activation_bus += bytes * flits_per_byte_;
  loads->dram_load +=
      bytes * burst_factor(std::max<std::int64_t>(run, 1) * element, accelerator_.constants.dram_burst_bytes);
  const double transfers = static_cast<double>(counts.input) * fetches;
  loads->transfers += 2 * chunks(bytes, transfers);
  if (slots == 1 && counts.input > 1) loads->serial += loads->activation_bus + transfers * latency_;
}

// Neighbouring results that a tile makes, in a buffer that may have more channels.
std::int64_t CostModel::output_run(const TileShape& s, const TileCounts& counts) const {
  if (counts.channel > 1) return s.g().tile * s.k().tile;
  const std::int64_t channels = op_.output_channels();
  if (channels != context_.output_buffer_channels) return channels;
  return s.x().tiles > 1 ? s.x().tile * channels : kLongRun;  // of one tile all PE columns' parts are one run
}

void CostModel::add_operand2(const TileShape& s, const TileCounts& counts, UnitLoads* loads) const {
  if (!context_.operand2_staged) return;
  const double bytes = static_cast<double>(op_.operand2.shape.elements() * op_.operand2_q.bytes());
  loads->activation_bus += bytes * flits_per_byte_;
  loads->dram_load += bytes * burst_factor(output_run(s, counts) * op_.operand2_q.bytes(),
                                           accelerator_.constants.dram_burst_bytes);
  loads->transfers += 2 * chunks(bytes, static_cast<double>(counts.output));
}

void CostModel::add_results(const TileShape& s, const TileCounts& counts, int slots, UnitLoads* loads) const {
  const double tiles = static_cast<double>(counts.output);
  if (context_.output_stored) {
    const double produced = static_cast<double>(op_.output.shape.elements() * op_.out_q.bytes());
    loads->output_bus += produced * flits_per_byte_;
    loads->dram_store += produced * burst_factor(output_run(s, counts) * op_.out_q.bytes(),
                                                 accelerator_.constants.dram_burst_bytes);
    loads->transfers += 2 * chunks(produced, tiles);
  }
  if (context_.exchange_bytes > 0) {
    const double bytes = static_cast<double>(context_.exchange_bytes), flits = bytes * flits_per_byte_;
    loads->output_bus += flits;
    loads->activation_bus += flits;
    loads->transfers += 2 * chunks(bytes, tiles);
  }
  if (slots == 1 && counts.output > 1) loads->serial += loads->output_bus + tiles * latency_;
}

double CostModel::loads_before_store(const TileCounts& counts, const UnitLoads& l, int input_slots) const {
  const int ahead = context_.input_staged ? std::min(input_slots - 1, kLookahead) : kLookahead;
  // Until then results are in activation memory, with those of the tiles between and what one tile loads.
  const double of_tile =
      l.dram_store / static_cast<double>(counts.output) + l.dram_load / static_cast<double>(counts.all);
  const double room = static_cast<double>(context_.free.activation) / of_tile - 1;
  return ahead + std::clamp(room, 0.0, static_cast<double>(decisions::kStoresBehind));
}

// Cycles that the op takes beyond those of DRAM, if that is the busiest unit: the way of the last tile,
// during which the stores of tiles before it are still to be done. Of the wait for the first weights or
// second operand the op before covers a part.
double CostModel::dram_ends(const TileCounts& counts, const UnitLoads& l, int input_slots) const {
  constexpr double kCovered = 0.5;
  const double all = static_cast<double>(counts.all), tiles = static_cast<double>(counts.output);
  const bool stores = context_.output_stored;
  double ends = l.array / all;
  if (context_.input_staged) ends += latency_ + l.activation_bus / all;
  if (stores) ends += latency_ + l.output_bus / tiles;
  if (stores && (context_.input_staged || context_.operand2_staged))
    ends -=
        dram_cycles(l.dram_store) / tiles * std::min(tiles - 1, loads_before_store(counts, l, input_slots));
  else if (!stores && !context_.input_staged)
    ends -= kCovered * dram_cycles(l.dram_load + l.dram_weights) / all;
  return (context_.input_staged ? accelerator_.constants.dram_latency_cycles : 0) + std::max(0.0, ends);
}

double CostModel::cycles(const TileCounts& counts, const UnitLoads& l, int input_slots) const {
  const double tiles = static_cast<double>(counts.output),
               dram_latency = accelerator_.constants.dram_latency_cycles;
  const double dram = dram_cycles(l.dram_load + l.dram_store), weights = dram_cycles(l.dram_weights);
  const double on_chip = std::max({l.array + l.serial, l.activation_bus, l.output_bus});
  const double busiest = std::max(on_chip, dram);
  const double fetching = std::max(busiest * l.fetching, weights + dram * l.fetching);
  // Ends that nothing overlaps: the first tile's way in (weights come early), and the last results' way out.
  double ends = 0;
  if (context_.input_staged)
    ends += dram_latency + latency_ +
            (dram_cycles(l.dram_weights + l.dram_load) + l.activation_bus) / static_cast<double>(counts.all);
  if (context_.output_stored) ends += latency_ + (dram_cycles(l.dram_store) + l.output_bus) / tiles;
  if (context_.exchange_bytes > 0) ends += 2 * latency_ + (l.output_bus + l.activation_bus) / tiles;
  // The DMA works in order: what a tile loads waits for the store of the results of some tile before it,
  // which waits for their computation.
  double turns = 0;
  if (context_.output_stored && (context_.input_staged || context_.operand2_staged))
    turns = l.array / tiles + (l.array + l.output_bus + l.activation_bus + dram_cycles(l.dram_load) +
                               tiles * (2 * latency_ + dram_latency)) *
                                  (1 - 1 / tiles) / (loads_before_store(counts, l, input_slots) + 1);
  const double together = fetching + busiest * (1 - l.fetching);
  const double waiting = together > weights + dram ? together : on_chip;
  return std::max(std::max({waiting, l.parameter_bus, turns}) + ends,
                  weights + dram + dram_ends(counts, l, input_slots));
}

Candidate CostModel::estimate(const Tiling& whole, const TileShape& s, const Footprint& footprint) const {
  Candidate out;
  out.mapping = whole.mapping;
  out.mapping.tile_y = s.y().tile;
  out.mapping.tile_x = s.x().tile;
  out.mapping.tile_g = s.g().tile;
  out.mapping.tile_k = s.k().tile;
  out.mapping.tile_c = s.c->tile;
  out.mapping.order = s.order;
  const TileCounts counts(s);
  choose_slots(counts, footprint, &out);
  UnitLoads loads;
  loads.array = array_cycles(whole, s, counts);
  add_weights(s, counts, footprint, &loads);
  add_input(whole, s, counts, out.input.count, &loads);
  add_operand2(s, counts, &loads);
  add_results(s, counts, out.output.count, &loads);
  out.cycles = cycles(counts, loads, out.input.count);
  out.instructions = counts.all + loads.transfers;
  if (context_.cycles_per_entry > 0)
    out.entries = static_cast<double>(out.instructions) * share_in_loops(whole, s);
  out.cost = prices_.of_cycles(out.cycles, loads.array) +
             context_.cycles_per_entry * prices_.cycle_of_network * out.entries;
  if (prices_.of_energy) out.cost += energies_.of(whole, s, loads, out.instructions);
  return out;
}

std::optional<Candidate> estimate(const Op& op, const OpContext& context, const Accelerator& accelerator,
                                  const program::Mapping& m, const Prices& prices) {
  SplitExtents extents(op, accelerator);
  extents.set_split(m);
  const int tiles[] = {m.tile_y, m.tile_x, m.tile_g, m.tile_k};
  std::array<LoopExtent, 4> loops;
  TileShape shape;
  for (int d = 0; d < 4; ++d) {
    loops[d] = extents.along(static_cast<Dim>(d), tiles[d]);
    shape.along[d] = &loops[d];
  }
  const ReductionExtent reduction = extents.reduction(m.tile_c);
  shape.c = &reduction;
  shape.order = m.order;
  const FootprintModel footprints(op, context, accelerator.constants.transfers_held);
  const Footprint footprint = footprints.of(extents.whole(), shape);
  if (!footprints.needs(shape, footprint).fit(context.free)) return std::nullopt;
  return CostModel(op, context, accelerator, prices).estimate(extents.whole(), shape, footprint);
}

}  // namespace apollo::compiler::map
