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
  const program::HoldOverlap* overlap = nullptr;              // likewise
};

// The bytes that each multicast of an op writes, over all PE memories or all core memories. What PEs need is
// a product over the dimensions, so sums over PEs are products of sums along each dimension, which are
// tabulated.
class Deliveries {
 public:
  // May be called again, for another op: memory is reused. Keeps what `op` refers to.
  void assign(const DeliveredOp& op);

  // Of the whole stream of a tile. Not for outputs, which no PE receives.
  std::int64_t of(program::Operand operand, const program::Tile& tile);

 private:
  // Over the parts of one dimension, for one tile index.
  struct Along {
    std::int64_t extent = 0;  // outputs
    std::int64_t parts = 0;   // that have outputs
    std::int64_t window = 0;  // y, x, g: what each part needs of the input along this dimension; of windows,
                              // what it has in common with each piece of the transfer
  };
  Along along(program::Dim dim, int tile) const;
  std::int64_t shared_windows(program::Dim dim, int tile) const;
  std::int64_t weights(const program::Tile& tile) const;
  std::int64_t operand2(const program::Tile& tile) const;
  std::int64_t exchange(const program::Tile& tile);
  const Along& at(program::Dim dim, int tile) const { return tables_[static_cast<int>(dim)][tile]; }

  DeliveredOp op_;
  std::array<std::vector<Along>, 4> tables_;  // by Dim and tile index
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
  void set_op(std::size_t index, const DeliveredOp& op);
  // Adds what the multicasts of a program deliver to its counters of PE and core memories.
  void count(const std::vector<program::Instruction>& instructions, machine::Counters* counters);

 private:
  // Fills streams_ and begins_: op after op, so that one table serves all.
  void sort_streams(const std::vector<program::Instruction>& instructions);

  std::vector<DeliveredOp> ops_;
  Deliveries deliveries_;                             // of the op whose streams are counted
  std::vector<const program::Instruction*> streams_;  // the first multicast of each stream, by op
  std::vector<std::size_t> begins_;                   // of each op, in streams_; and the end
};

}  // namespace apollo::fast
