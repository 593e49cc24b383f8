#include "apollo/compiler/plan/shared_work.h"

#include <algorithm>
#include <array>
#include <limits>
#include <map>

#include "apollo/compiler/decisions/holds.h"
#include "apollo/compiler/map/energy_estimate.h"

namespace apollo::compiler::plan {

using program::Op;

SharedWork::SharedWork(const lower::LoweredNetwork& network, std::shared_ptr<ShapeWork> known)
    : network_(network), known_(std::move(known)) {
  std::map<int, int> first;
  for (std::size_t op = 0; op < network.ops.size(); ++op) {
    shapes_.push_back(known_->numbers.shape(network.ops[op]));
    first_of_shape_.push_back(first.emplace(shapes_.back(), static_cast<int>(op)).first->second);
  }
  find_alike();
  for (const Op& op : network.ops)
    if (op.has_weights() && op.parameter_layer >= 0)
      all_weights_ += static_cast<double>(op.weight_bytes(op.G, op.K, op.C, true));
}

// Ops are alike where a buffer is concerned if their shapes are equal, and where their tensors lie in it.
void SharedWork::find_alike() {
  using Places = ShapeNumbers::Places;
  const auto place = [&](int op, const program::View& view, int buffer, Places* places) {
    const std::array<int, 4> here = {shapes_[op], view.y, view.x, view.c}, elsewhere = {-1, 0, 0, 0};
    const std::array<int, 4>& numbers = view.buffer == buffer ? here : elsewhere;
    places->insert(places->end(), numbers.begin(), numbers.end());
  };
  const auto reads = [&](int op, int buffer, Places* places) {
    place(op, network_.ops[op].input, buffer, places);
    place(op, network_.ops[op].operand2, buffer, places);
  };
  Places places;
  for (int op = 0; op < static_cast<int>(shapes_.size()); ++op) {
    const int buffer = network_.ops[op].input.buffer;
    places.assign(1, op > 0 ? shapes_[op - 1] : -1);
    if (op > 0) place(op - 1, network_.ops[op - 1].output, buffer, &places);
    reads(op, buffer, &places);
    pairs_.push_back(known_->numbers.pair(places));
  }
  const std::vector<decisions::BufferUses> uses = decisions::buffer_uses(network_);
  for (int b = 0; b < static_cast<int>(uses.size()); ++b) {
    places.clear();
    for (const int op : uses[b].writers) place(op, network_.ops[op].output, b, &places);
    for (const int op : uses[b].readers) reads(op, b, &places);
    kinds_.push_back(known_->numbers.kind(places));
  }
}

void SharedWork::set_accelerator(const machine::Accelerator& accelerator) {
  accelerator_ = accelerator;
  known_->set_accelerator(accelerator);
  for (std::size_t op = 0; op < shapes_.size(); ++op) known_->list_spreads(shapes_[op], network_.ops[op]);
  prices_ = {};
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
  fetching_.resize(shapes_.size());
  for (std::size_t i = 0; i < shapes_.size(); ++i) {
    if (!is_first(i)) continue;
    const Op& op = network_.ops[i];
    const bool fetched = op.has_weights() && op.parameter_layer >= 0;
    const double all = fetched ? bring(op) : 0;
    fetching_[i].clear();
    for (const ShapeWork::WeightShares& shares : spreads(static_cast<int>(i)).weight_shares) {
      const auto rest = [&](const ShapeWork::WeightShare& of) {
        return all * (1 - std::min(core_memory / (all_weights_ * of.share), 1.0));
      };
      const auto more = static_cast<double>(shares.smallest.cycles - shares.fastest.cycles);
      fetching_[i].push_back(fetched ? std::min(rest(shares.fastest), more + rest(shares.smallest)) : 0);
    }
  }
  // As far as weights take longer than computation, all in all: what comes meanwhile costs nothing.
  double compute = 0, fetch = 0;
  for (int op = 0; op < static_cast<int>(shapes_.size()); ++op) {
    compute += static_cast<double>(spreads(op).spreads.front().compute_cycles());
    fetch += fetching(op, 0);
  }
  const double waiting = fetch > compute ? 1 - compute / fetch : 0;
  for (std::size_t i = 0; i < fetching_.size(); ++i)
    for (std::size_t s = 0; s < fetching_[i].size(); ++s)
      fetching_[i][s] =
          std::max(fetching_[i][s] * waiting, kept * beyond_computation(static_cast<int>(i), s));
}

// Cycles that the array stands still for weights which PE memories keep: what the bus takes for them beyond
// the computation, or what it takes to fill cores from what each PE has.
double SharedWork::beyond_computation(int index, std::size_t spread) const {
  const Op& op = network_.ops[index];
  if (!op.has_weights() || op.parameter_layer < 0) return 0;
  const ShapeWork::OpSpreads& of_op = spreads(index);
  const machine::Configuration& c = accelerator_.configuration;
  const machine::TemplateConstants& k = accelerator_.constants;
  const auto bytes = static_cast<double>(op.weight_bytes(op.G, op.K, op.C, true));
  const double share = of_op.weight_shares[spread].fastest.share;
  const double of_pe = std::min(share * c.cores_per_pe, 1.0);  // at most
  const double moving = 1 - std::min(static_cast<double>(c.core_memory_bytes) / (all_weights_ * share), 1.0);
  const double bus =
      bytes / k.parameter_entry_bytes - static_cast<double>(of_op.spreads[spread].compute_cycles());
  const double fill = bytes * std::max(of_pe / k.pe_memory_read_bytes, share / k.parameter_entry_bytes);
  return moving * std::max(0.0, std::min(bus, fill));
}

void SharedWork::set_prices(const map::Prices& prices) {
  prices_ = prices;
  known_->set_prices(prices);
  events_.assign(shapes_.size(), {});
  if (prices.of_energy) price_spreads();
}

// Each by its best split. Of so many copies of all weights the core memories hold a share; these need not be
// fetched, once weights are pinned.
void SharedWork::price_spreads() {
  const double core_memories = static_cast<double>(accelerator_.configuration.core_memory_bytes) *
                               accelerator_.pes() * accelerator_.configuration.cores_per_pe;
  for (std::size_t i = 0; i < shapes_.size(); ++i) {
    if (!is_first(i)) continue;
    const Op& op = network_.ops[i];
    const map::OpContext context;
    const map::EnergyModel energies(op, context, accelerator_, prices_.picojoules);
    for (const map::Spread& spread : spreads(static_cast<int>(i)).spreads) {
      double least = std::numeric_limits<double>::max();
      for (const map::Split& split : spread.splits) {
        const program::Tiling whole(op, spread.whole_share(op, split), accelerator_);
        const double held =
            op.parameter_layer < 0 ? 0 : core_memories / (all_weights_ * energies.copies_of_weights(whole));
        least = std::min(least,
                         energies.least(whole, 0) + energies.fetching_weights() * (1 - std::min(held, 1.0)));
      }
      events_[i].push_back(least);
    }
  }
}

}  // namespace apollo::compiler::plan
