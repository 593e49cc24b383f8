#include "apollo/compiler/plan/shape_work.h"

namespace apollo::compiler::plan {

using program::Op;

namespace {

// A core's share of an op's weights, when the spread and a split have given it its part.
double weight_share(const Op& op, const program::Tiling& whole, const map::Split& split, int cores) {
  const auto of_core = [&](program::Dim dim) {
    const int share = whole.share[program::index(dim)];
    return static_cast<double>(split.cores == dim ? machine::ceil_div(share, cores) : share);
  };
  return of_core(program::Dim::g) * of_core(program::Dim::k) / (static_cast<double>(op.G) * op.K);
}

ShapeWork::WeightShares weight_shares(const Op& op, const map::Spread& spread, const program::Tiling& whole,
                                      int cores) {
  ShapeWork::WeightShares shares;
  if (!op.has_weights() || op.parameter_layer < 0) return shares;
  for (const map::Split& split : spread.splits) {
    const ShapeWork::WeightShare of_split{split.cycles, weight_share(op, whole, split, cores)};
    if (&split == &spread.splits.front()) shares = {of_split, of_split};
    if (of_split.share < shares.smallest.share) shares.smallest = of_split;
  }
  return shares;
}

constexpr std::size_t kMostArrayBytes = 48 << 20;
constexpr std::size_t kMostSearches = 6000;  // of some 2 KB

}  // namespace

void ShapeWork::begin() {
  if (held_ > kMostArrayBytes) forget_all();
  forget_best();
}

void ShapeWork::forget_best() {
  best_.clear();
  priced_searches_.clear();
}

void ShapeWork::forget_all() {
  arrays_.clear();
  array_ = nullptr;
  for (map::KnownSplits& of_shape : splits_) of_shape.clear();
  held_ = 0;
  searches_.clear();
  forget_best();
}

void ShapeWork::set_accelerator(const machine::Accelerator& a) {
  if (!(a.constants == accelerator_.constants)) forget_all();
  if (searches_.size() > kMostSearches) searches_.clear();
  prices_ = {};
  accelerator_ = a;
  const auto& c = a.configuration;
  array_key_ = {c.pes_x, c.pes_y, c.cores_per_pe, c.compute_lanes};
  array_ = &arrays_[array_key_];
}

void ShapeWork::set_prices(const map::Prices& prices) {
  prices_ = prices;
  if (!prices.of_energy || prices == priced_by_) return;
  priced_by_ = prices;
  forget_best();
}

void ShapeWork::list_spreads(int shape, const Op& op) {
  const auto index = static_cast<std::size_t>(shape);
  if (splits_.size() <= index) splits_.resize(index + 1);
  if (array_->by_shape.size() <= index) array_->by_shape.resize(index + 1);
  OpSpreads& of_op = array_->by_shape[index];
  if (!of_op.spreads.empty()) return;
  of_op.spreads = map::spreads(op, accelerator_, &splits_[index]);
  for (const map::Spread& spread : of_op.spreads) {
    of_op.tilings.emplace_back(op, spread.whole_share(op, spread.splits.front()), accelerator_);
    of_op.weight_shares.push_back(
        weight_shares(op, spread, of_op.tilings.back(), accelerator_.configuration.cores_per_pe));
    held_ += sizeof(map::Spread) + sizeof(program::Tiling) + sizeof(WeightShares) +
             spread.splits.size() * sizeof(map::Split);
  }
}

ShapeWork::Handover& ShapeWork::handover(int pair, std::size_t spread, std::size_t spread_before,
                                         std::size_t spreads_before) {
  const auto index = static_cast<std::size_t>(pair);
  if (array_->handovers.size() <= index) array_->handovers.resize(index + 1);
  std::vector<Handover>& of_pair = array_->handovers[index];
  const std::size_t last = spread * spreads_before + spread_before;
  if (of_pair.size() <= last) {
    const std::size_t all = (spread + 1) * spreads_before;
    held_ += (all - of_pair.size()) * sizeof(Handover);
    of_pair.resize(all);
  }
  return of_pair[last];
}

ShapeWork::Handover& ShapeWork::handover(int kind, const Spreads& spreads) {
  const auto [known, added] = array_->of_buffers.emplace(BufferKey{kind, spreads}, Handover());
  if (added) held_ += sizeof(*known) + 2 * sizeof(void*);
  return known->second;
}

const ShapeWork::Found& ShapeWork::search(int shape, const Op& op, const map::OpContext& context, int spread,
                                          std::size_t count) {
  const bool weights_from_dram = op.has_weights() && !context.weights_pinned && !context.weights_kept;
  const bool uses_dram =
      context.input_staged || context.operand2_staged || context.output_stored || weights_from_dram;
  const SearchKey key{shape, spread, count, array_key_, uses_dram ? accelerator_.dram_mbps() : 0, context};
  auto& searches = prices_.of_energy ? priced_searches_ : searches_;
  const auto known = searches.find(key);
  if (known != searches.end()) return known->second;
  const OpSpreads& of_op = spreads(shape);
  std::vector<const map::Spread*> tried;
  for (std::size_t s = 0; s < of_op.spreads.size(); ++s)
    if (spread < 0 || spread == static_cast<int>(s)) tried.push_back(&of_op.spreads[s]);
  return searches.emplace(key, map::search_mapping(op, context, accelerator_, tried, count, prices_))
      .first->second;
}

const ShapeWork::Best* ShapeWork::best(const OpSurroundings& around) const {
  const auto known = best_.find(around);
  return known == best_.end() ? nullptr : &known->second;
}

}  // namespace apollo::compiler::plan
