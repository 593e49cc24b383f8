#pragma once
#include <optional>
#include <vector>

#include "apollo/compiler/emit/weight_transfers.h"

namespace apollo::compiler::emit {

// Brings weights before they are asked for: tile after tile in the order in which they are first needed, on
// through ops to come, to parameter memory, and from there to core memories, whenever the unit that does it
// would have nothing to do otherwise and the memory has room beside what is still to be used. Where
// parameter memory is full, DRAM goes on with weights that may wait in PE memories until it has room.
class WeightsAhead {
 public:
  // Both have to live as long.
  WeightsAhead(WeightTransfers* transfers, const InstructionList& list)
      : transfers_(*transfers), list_(list) {}

  // Before a program of these ops, which have to live until the next call.
  void reset(const std::vector<PlacedOp>& ops);
  // Before and after the tiles of an op with weights, by its place among the ops; they are written in order.
  OpWeights& begin(std::size_t place);
  void end(std::size_t place);
  const OpWeights& of(std::size_t place) const { return weights_[place]; }  // after begin()
  // The weights of that tile of the op begun last are needed now: they are loaded, and delivered, on demand.
  void needed(const program::Tile& tile);
  // Brings more, by units that are free before cycle `until`; what is to wait in PE memories only until the
  // array has `computed` what is written, as what is needed next would wait behind it. `oldest`: the first
  // op, in the network, of which instructions are still to be written.
  void advance(std::int64_t computed, std::int64_t until, int oldest);

 private:
  // The weight tile to bring next.
  struct Next {
    std::size_t place = 0, index = 0;      // of its op; in the order of need
    std::optional<program::Tile> to_come;  // the tile, once it is known not to be there

    void go_on() { *this = {place, index + 1, {}}; }
    bool before(const Next& other) const {
      return place < other.place || (place == other.place && index < other.index);
    }
  };
  bool skip(Next* next) const;  // whether it is past the end of an op that has such weights
  bool may_begin(const Next& next);
  program::Tile tile(const Next& next) const;
  bool load(std::int64_t until);  // the next one; whether that is possible now
  bool deliver(std::int64_t until);
  bool park(std::int64_t until, int oldest);  // likewise
  void scatter(std::int64_t until);           // what is parked, as far as it is loaded

  WeightTransfers& transfers_;
  const InstructionList& list_;
  const std::vector<PlacedOp>* ops_ = nullptr;
  std::vector<OpWeights> weights_;  // by place
  std::vector<bool> begun_;         // likewise
  std::size_t now_ = 0;             // the op begun last
  Next load_, deliver_, park_;
};

}  // namespace apollo::compiler::emit
