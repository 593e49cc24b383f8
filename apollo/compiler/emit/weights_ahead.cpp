#include "apollo/compiler/emit/weights_ahead.h"

namespace apollo::compiler::emit {

using machine::Unit;
using program::Tile;

void WeightsAhead::reset(const std::vector<PlacedOp>& ops) {
  ops_ = &ops;
  if (weights_.size() < ops.size()) weights_.resize(ops.size());
  begun_.assign(ops.size(), false);
  now_ = 0;
  load_ = deliver_ = park_ = {};
}

OpWeights& WeightsAhead::begin(std::size_t place) {
  now_ = place;
  transfers_.end_parking((*ops_)[place].index);
  for (Next* next : {&load_, &deliver_})
    if (next->place < place) *next = {place, 0, {}};
  if (!begun_[place]) transfers_.begin((*ops_)[place], &weights_[place]);
  begun_[place] = true;
  return weights_[place];
}

void WeightsAhead::end(std::size_t place) { transfers_.end(weights_[place]); }

void WeightsAhead::needed(const Tile& tile) {
  const std::size_t after = weight_tile_index(*(*ops_)[now_].nest, tile) + 1;
  for (Next* next : {&load_, &deliver_})
    if (next->place == now_ && next->index < after) *next = {now_, after, {}};
}

// Loop nests of all orders need weight tiles for the first time in the order of their indices.
Tile WeightsAhead::tile(const Next& next) const {
  const program::Tiling& tiling = (*ops_)[next.place].nest->tiling;
  const int n = static_cast<int>(next.index), k = n / tiling.tiles_c,
            tiles_k = tiling.tiles[index(program::Dim::k)];
  Tile tile;
  tile.c = n % tiling.tiles_c;
  tile.k = k % tiles_k;
  tile.g = k / tiles_k;
  return tile;
}

bool WeightsAhead::skip(Next* next) const {
  if (next->to_come) return false;
  const PlacedOp& op = (*ops_)[next->place];
  if (op.nest->op.has_weights() && !op.decision->pins_all() && next->index < weight_tiles(*op.nest))
    return false;
  *next = {next->place + 1, 0, {}};
  return true;
}

// Results of other ops are no weights until these have been written; and who shares weights with an op before
// has to know what that one leaves.
bool WeightsAhead::may_begin(const Next& next) {
  const PlacedOp& op = (*ops_)[next.place];
  if (op.nest->op.weight_view.buffer >= 0) return false;
  if (begun_[next.place]) return true;
  if (!transfers_.may_begin(op)) return false;
  transfers_.begin(op, &weights_[next.place]);
  begun_[next.place] = true;
  return true;
}

bool WeightsAhead::load(std::int64_t until) {
  if (!load_.to_come) {
    if (!may_begin(load_)) return false;
    const OpWeights& weights = weights_[load_.place];
    const Tile next = tile(load_);
    if (weights.stays(next) || transfers_.reserve_delivered(weights, next) ||
        transfers_.reserve_staged(weights, next))
      return true;
    load_.to_come = next;
  }
  OpWeights& weights = weights_[load_.place];
  const Tile& next = *load_.to_come;
  const auto busy = [&](Unit unit) { return list_.busy_until(unit) >= until; };
  const bool from_pes = transfers_.from_pe_memories(weights, next) > 0;
  if (from_pes && busy(Unit::output_bus)) return false;
  if (!(from_pes && transfers_.from_dram(weights, next) == 0) && busy(Unit::dma)) return false;
  if (transfers_.parameter_memory_full(weights, next)) return false;
  transfers_.load(&weights, next);
  return true;
}

bool WeightsAhead::deliver(std::int64_t until) {
  if (!deliver_.to_come) {
    if (!may_begin(deliver_)) return false;
    const Tile next = tile(deliver_);
    const OpWeights& weights = weights_[deliver_.place];
    if (weights.stays(next) || transfers_.reserve_delivered(weights, next)) return true;
    deliver_.to_come = next;
  }
  OpWeights& weights = weights_[deliver_.place];
  const Tile& next = *deliver_.to_come;
  if (list_.busy_until(Unit::parameter_bus) >= until || !transfers_.staged(weights, next) ||
      weights.staged_at[weight_tile_index(*weights.nest, next)] >= until ||
      transfers_.core_memory_full(weights, next))
    return false;
  transfers_.deliver_ahead(&weights, next);
  return true;
}

bool WeightsAhead::park(std::int64_t until, int oldest) {
  if (!(*ops_)[park_.place].decision->parks || !may_begin(park_)) {
    park_ = {park_.place + 1, 0, {}};
    return true;
  }
  OpWeights& weights = weights_[park_.place];
  const Tile next = tile(park_);
  const bool there = weights.pins(next) || weights.keeps(next);
  if (!there && (list_.busy_until(Unit::dma) >= until || !transfers_.park(&weights, next, oldest)))
    return false;
  if (there || transfers_.from_dram(weights, next) == 0) ++park_.index;
  return true;
}

void WeightsAhead::scatter(std::int64_t until) {
  WeightParking& parking = transfers_.parking();
  while (parking.any_loaded() && std::max(list_.busy_until(Unit::parameter_bus), parking.loaded_at()) < until)
    parking.scatter();
}

void WeightsAhead::advance(std::int64_t computed, std::int64_t until, int oldest) {
  while (load_.place < ops_->size()) {
    if (skip(&load_)) continue;
    if (!load(until)) break;
    load_.go_on();
  }
  while (deliver_.before(load_)) {
    if (skip(&deliver_)) continue;
    if (!deliver(until)) break;
    deliver_.go_on();
  }
  scatter(until);
  if (!transfers_.parking().goes_on((*ops_)[now_].index)) return;
  if (park_.before(load_)) park_ = {load_.place, load_.index, {}};
  while (park_.place < ops_->size()) {
    if (skip(&park_)) continue;
    if (!park(computed, oldest)) break;
    scatter(until);
  }
}

}  // namespace apollo::compiler::emit
