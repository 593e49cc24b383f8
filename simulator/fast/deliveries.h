#pragma once
#include <array>
#include <optional>
#include <vector>

#include "simulator/machine/counters.h"
#include "simulator/program/exchange_table.h"

namespace apollo::fast {

// What the bytes that an op's multicasts deliver follow from: the op, and who holds its results.
struct DeliveredOp {
  const program::LoopNest* nest = nullptr;
  bool output_in_place = false;
  const std::vector<program::DistinctHold>* holds = nullptr;  // of its output's buffer
  const program::HoldRanges* ranges = nullptr;                // likewise
};

// The bytes that each multicast of an op writes, over all PE memories or all core memories. What PEs need is
// a product over the dimensions, so sums over PEs are products of sums along each dimension. Those that take
// a loop over the parts are tabulated when first asked for.
class Deliveries {
 public:
  // May be called again, for another op: memory is reused. Keeps what `op` refers to.
  void assign(const DeliveredOp& op);

  // Of the whole stream of a tile. Not for outputs, which no PE receives.
  std::int64_t of(program::Operand operand, const program::Tile& tile);

 private:
  program::TileParts parts(program::Dim dim, int tile) const {
    return op_.nest->tiling.tile_parts(dim, tile);
  }
  std::int64_t weights(const program::Tile& tile) const;
  std::int64_t channel_weights(int tile_c) const;
  std::int64_t input(const program::Tile& tile);
  std::int64_t operand2(const program::Tile& tile) const;
  std::int64_t exchange(const program::Tile& tile);
  // What each part needs of the input along a dimension, summed; of windows, what it has in common with each
  // piece of the transfer.
  std::int64_t inputs_along(program::Dim dim, int tile) const;
  std::int64_t rearranged_inputs(program::Dim dim, int tile) const;
  std::int64_t shared_windows(program::Dim dim, int tile) const;

  DeliveredOp op_;
  std::array<std::int64_t, 2> channel_weights_{};  // for an output channel, over the parts of y and x and the
                                                   // cores that take it: of any c tile, of the last one
  std::array<std::vector<std::int64_t>, 3> inputs_;  // inputs_along y, x, g by tile index; empty: not asked
  program::ExchangeTable table_;
  std::optional<bool> tabulated_;  // whether table_ knows the exchanges; nothing: not asked yet
  std::vector<program::Box> pieces_;
};

// Counts what multicasts deliver. Keeps its memory between programs.
//
//   counter.set_op(i, op);                  // for every op that the instructions name
//   counter.count(instructions, &counters);
class DeliveryCounter {
 public:
  void set_op(std::size_t index, const DeliveredOp& op) {
    if (ops_.size() <= index) ops_.resize(index + 1);
    ops_[index].assign(op);
  }
  // Adds what the multicasts of a program deliver to its counters of PE and core memories.
  void count(const std::vector<program::Instruction>& instructions, machine::Counters* counters);

 private:
  std::vector<Deliveries> ops_;
};

}  // namespace apollo::fast
