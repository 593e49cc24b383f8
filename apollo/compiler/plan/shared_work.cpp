#include "apollo/compiler/plan/shared_work.h"

#include <algorithm>
#include <limits>
#include <map>

#include "apollo/compiler/decisions/holds.h"
#include "apollo/compiler/map/energy_estimate.h"
#include "simulator/program/functions.h"

namespace apollo::compiler::plan {

using program::Op;

namespace {

// Everything about an op that its mapping can depend on, but where its tensors lie.
std::vector<int> shape_of(const Op& op) {
  const auto& in = op.input.shape;
  const auto& operand2 = op.operand2.shape;
  const auto& out = op.output.shape;
  std::vector<int> shape{static_cast<int>(op.kernel), op.G, op.K, op.C, op.Y, op.X};
  for (const program::WindowAxis* axis : {&op.rows, &op.columns})
    shape.insert(shape.end(), {axis->window, axis->stride, axis->dilation, axis->pad,
                               static_cast<int>(axis->transposed), axis->divisor});
  for (const auto* tensor : {&in, &operand2, &out})
    shape.insert(shape.end(), {tensor->height, tensor->width, tensor->channels});
  shape.insert(shape.end(), {op.operand2.buffer >= 0, op.broadcast_operand2, op.has_bias,
                             op.weight_view.buffer >= 0, op.transpose_weight, op.weight_bits, op.in_q.bits,
                             op.operand2_q.bits, op.out_q.bits, evaluations_per_result(op)});
  for (int axis = 0; op.rearrangement && axis < 3; ++axis)
    for (const auto& term : op.rearrangement->terms(axis))
      shape.insert(shape.end(), {axis, term.axis, term.inner, term.size, term.weight});
  return shape;
}

// A core's share of an op's weights, when the spread and a split have given it its part.
double weight_share(const Op& op, const program::Tiling& whole, const map::Split& split, int cores) {
  const auto of_core = [&](program::Dim dim) {
    const int share = whole.share[program::index(dim)];
    return static_cast<double>(split.cores == dim ? machine::ceil_div(share, cores) : share);
  };
  return of_core(program::Dim::g) * of_core(program::Dim::k) / (static_cast<double>(op.G) * op.K);
}

SharedWork::WeightShares weight_shares(const Op& op, const map::Spread& spread, const program::Tiling& whole,
                                       int cores) {
  SharedWork::WeightShares shares;
  if (!op.has_weights() || op.parameter_layer < 0) return shares;
  for (const map::Split& split : spread.splits) {
    const SharedWork::WeightShare of_split{split.cycles, weight_share(op, whole, split, cores)};
    if (&split == &spread.splits.front()) shares = {of_split, of_split};
    if (of_split.share < shares.smallest.share) shares.smallest = of_split;
  }
  return shares;
}

constexpr std::size_t kMostArrayBytes = 48 << 20;
constexpr std::size_t kMostSearches = 6000;  // of some 2 KB

}  // namespace

SharedWork::SharedWork(const lower::LoweredNetwork& network) : network_(network) {
  std::map<std::vector<int>, int> known;
  for (std::size_t op = 0; op < network.ops.size(); ++op) {
    const auto added = known.emplace(shape_of(network.ops[op]), static_cast<int>(known.size()));
    if (added.second) first_of_shape_.push_back(static_cast<int>(op));
    shapes_.push_back(added.first->second);
  }
  splits_.resize(first_of_shape_.size());
  find_alike();
  for (const Op& op : network.ops)
    if (op.has_weights() && op.parameter_layer >= 0)
      all_weights_ += static_cast<double>(op.weight_bytes(op.G, op.K, op.C, true));
}

// Ops are alike where a buffer is concerned if their shapes are equal, and where their tensors lie in it.
void SharedWork::find_alike() {
  const auto place = [&](int op, const program::View& view, int buffer) {
    return view.buffer == buffer ? std::vector<int>{shapes_[op], view.y, view.x, view.c}
                                 : std::vector<int>{-1};
  };
  using Places = std::vector<std::vector<int>>;
  const auto reads = [&](int op, int buffer, Places* places) {
    places->push_back(place(op, network_.ops[op].input, buffer));
    places->push_back(place(op, network_.ops[op].operand2, buffer));
  };
  std::map<Places, int> pairs, kinds;
  for (int op = 0; op < static_cast<int>(shapes_.size()); ++op) {
    const int buffer = network_.ops[op].input.buffer;
    Places places{op > 0 ? place(op - 1, network_.ops[op - 1].output, buffer) : std::vector<int>{-2}};
    places.push_back({op > 0 ? shapes_[op - 1] : -1});
    reads(op, buffer, &places);
    first_alike_.push_back(pairs.emplace(places, op).first->second);
  }
  const std::vector<decisions::BufferUses> uses = decisions::buffer_uses(network_);
  for (int b = 0; b < static_cast<int>(uses.size()); ++b) {
    Places places;
    for (const int op : uses[b].writers) places.push_back(place(op, network_.ops[op].output, b));
    for (const int op : uses[b].readers) reads(op, b, &places);
    kinds_.push_back(kinds.emplace(places, b).first->second);
  }
}

SharedWork::Handover& SharedWork::handover(int buffer, const Spreads& spreads) {
  const auto [known, added] = array_->of_buffers.emplace(BufferKey{kinds_[buffer], spreads}, Handover());
  if (added) held_ += sizeof(*known) + 2 * sizeof(void*);
  return known->second;
}

void SharedWork::set_accelerator(const machine::Accelerator& a) {
  if (!(a.constants == accelerator_.constants) || held_ > kMostArrayBytes) {
    arrays_.clear();
    for (map::KnownSplits& of_shape : splits_) of_shape.clear();
    held_ = 0;
    searches_.clear();
  }
  if (searches_.size() > kMostSearches) searches_.clear();
  set_prices({});
  accelerator_ = a;
  const auto& c = a.configuration;
  array_key_ = {c.pes_x, c.pes_y, c.cores_per_pe, c.compute_lanes};
  auto known = arrays_.find(array_key_);
  if (known == arrays_.end()) known = arrays_.emplace(array_key_, array_of(a)).first;
  array_ = &known->second;
  estimate_fetching();
}

void SharedWork::estimate_fetching() {
  const machine::Configuration& c = accelerator_.configuration;
  const auto core_memory = static_cast<double>(c.core_memory_bytes);
  // Half of PE memories may keep weights, as long as that is faster than DRAM.
  const double pe_memories = 0.5 * static_cast<double>(c.pe_memory_bytes * accelerator_.pes());
  const double kept = all_weights_ > 0 ? std::min(pe_memories / all_weights_, 1.0) : 0;
  const auto bring = [&](const Op& op) {
    const std::int64_t bytes = op.weight_bytes(op.G, op.K, op.C, true);
    const auto dram = static_cast<double>(accelerator_.dram_cycles(bytes));
    const double bus = static_cast<double>(bytes) / accelerator_.constants.parameter_entry_bytes;
    return dram - kept * std::max(0.0, dram - bus);
  };
  fetching_.resize(first_of_shape_.size());
  for (std::size_t s = 0; s < first_of_shape_.size(); ++s) {
    const Op& op = network_.ops[first_of_shape_[s]];
    const bool fetched = op.has_weights() && op.parameter_layer >= 0;
    const double all = fetched ? bring(op) : 0;
    fetching_[s].clear();
    for (const WeightShares& shares : array_->by_shape[s].weight_shares) {
      const auto rest = [&](const WeightShare& of) {
        return all * (1 - std::min(core_memory / (all_weights_ * of.share), 1.0));
      };
      const auto more = static_cast<double>(shares.smallest.cycles - shares.fastest.cycles);
      fetching_[s].push_back(fetched ? std::min(rest(shares.fastest), more + rest(shares.smallest)) : 0);
    }
  }
  // As far as weights take longer than computation, all in all: what comes meanwhile costs nothing.
  double compute = 0, fetch = 0;
  for (const int shape : shapes_) {
    compute += static_cast<double>(array_->by_shape[shape].spreads.front().compute_cycles());
    fetch += fetching_[shape].front();
  }
  const double waiting = fetch > compute ? 1 - compute / fetch : 0;
  for (std::vector<double>& of_shape : fetching_)
    for (double& cycles : of_shape) cycles *= waiting;
}

void SharedWork::set_prices(const map::Prices& prices) {
  prices_ = prices;
  priced_searches_.clear();
  events_.clear();
  if (prices.of_energy) price_spreads();
}

// Each by its best split. Of so many copies of all weights the core memories hold a share; these need not be
// fetched, once weights are pinned.
void SharedWork::price_spreads() {
  const double core_memories = static_cast<double>(accelerator_.configuration.core_memory_bytes) *
                               accelerator_.pes() * accelerator_.configuration.cores_per_pe;
  for (std::size_t s = 0; s < first_of_shape_.size(); ++s) {
    const Op& op = network_.ops[first_of_shape_[s]];
    const map::OpContext context;
    const map::EnergyModel energies(op, context, accelerator_, prices_.picojoules);
    events_.emplace_back();
    for (const map::Spread& spread : array_->by_shape[s].spreads) {
      double least = std::numeric_limits<double>::max();
      for (const map::Split& split : spread.splits) {
        const program::Tiling whole(op, spread.whole_share(op, split), accelerator_);
        const double held =
            op.parameter_layer < 0 ? 0 : core_memories / (all_weights_ * energies.copies_of_weights(whole));
        least = std::min(least,
                         energies.least(whole, 0) + energies.fetching_weights() * (1 - std::min(held, 1.0)));
      }
      events_.back().push_back(least);
    }
  }
}

SharedWork::Array SharedWork::array_of(const machine::Accelerator& a) {
  Array array;
  for (std::size_t shape = 0; shape < first_of_shape_.size(); ++shape) {
    const int op = first_of_shape_[shape];
    OpSpreads of_op{map::spreads(network_.ops[op], a, &splits_[shape]), {}, {}};
    for (const map::Spread& spread : of_op.spreads) {
      of_op.tilings.emplace_back(network_.ops[op],
                                 spread.whole_share(network_.ops[op], spread.splits.front()), a);
      of_op.weight_shares.push_back(
          weight_shares(network_.ops[op], spread, of_op.tilings.back(), a.configuration.cores_per_pe));
      held_ += sizeof(map::Spread) + sizeof(program::Tiling) + sizeof(WeightShares) +
               spread.splits.size() * sizeof(map::Split);
    }
    array.by_shape.push_back(std::move(of_op));
  }
  array.handovers.resize(shapes_.size());
  for (std::size_t op = 1; op < shapes_.size() && a.pes() > 1; ++op) {
    if (first_alike_[op] < static_cast<int>(op)) continue;
    array.handovers[op].resize(array.by_shape[shapes_[op]].spreads.size() *
                               array.by_shape[shapes_[op - 1]].spreads.size());
    held_ += array.handovers[op].size() * sizeof(Handover);
  }
  return array;
}

const SharedWork::Found& SharedWork::search(int op, const map::OpContext& context, int spread,
                                            std::size_t count) {
  const bool weights_from_dram =
      network_.ops[op].has_weights() && !context.weights_pinned && !context.weights_kept;
  const bool uses_dram =
      context.input_staged || context.operand2_staged || context.output_stored || weights_from_dram;
  const SearchKey key{shapes_[op], spread, count, array_key_, uses_dram ? accelerator_.dram_mbps() : 0,
                      context};
  auto& searches = prices_.of_energy ? priced_searches_ : searches_;
  const auto known = searches.find(key);
  if (known != searches.end()) return known->second;
  const OpSpreads& of_op = spreads(op);
  std::vector<const map::Spread*> tried;
  for (std::size_t s = 0; s < of_op.spreads.size(); ++s)
    if (spread < 0 || spread == static_cast<int>(s)) tried.push_back(&of_op.spreads[s]);
  return searches
      .emplace(key, map::search_mapping(network_.ops[op], context, accelerator_, tried, count, prices_))
      .first->second;
}

}  // namespace apollo::compiler::plan
