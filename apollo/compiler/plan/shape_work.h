#pragma once
#include <boost/container/static_vector.hpp>
#include <boost/functional/hash.hpp>
#include <deque>
#include <unordered_map>
#include <variant>
#include <vector>

#include "apollo/compiler/map/mapping_search.h"
#include "apollo/compiler/map/member_hash.h"
#include "apollo/compiler/plan/shape_numbers.h"

namespace apollo::compiler::plan {

// All that the best candidate for an op depends on, on one accelerator.
struct OpSurroundings {
  int shape = 0;                                        // ShapeNumbers::shape()
  int spread = -1;                                      // position among the op's spreads; -1: any
  bool of_energy = false;                               // by prices, not by cycles
  bool first = false;                                   // the network's first op
  int input_buffer_width = 0, output_buffer_width = 0;  // for DRAM runs
  map::OpContext context;

  auto members() const {
    return std::tuple_cat(
        std::make_tuple(shape, spread, of_energy, first, input_buffer_width, output_buffer_width),
        context.members());
  }
  bool operator==(const OpSurroundings& o) const { return members() == o.members(); }
};

// Work that ops of equal shape share: those of a network, of what it is when cut into parts, and on
// accelerators that an op cannot tell apart. Everything here is a pure function of its arguments, so what is
// remembered changes nothing but the time. Bounded in size, some 60 MB: begin() forgets everything when it
// has grown too large.
class ShapeWork {
 public:
  ShapeNumbers numbers;  // of what follows

  // For another accelerator, before set_accelerator(): what only one can use is forgotten.
  void begin();
  // For the next calls. Spreads that are listed stay until begin(), or other constants; what else was
  // returned before is no longer valid.
  void set_accelerator(const machine::Accelerator& accelerator);
  // What searches minimise. Those by energy are remembered until a call with other prices.
  void set_prices(const map::Prices& prices);

  // What one core has of an op's weights: with the best split over cores, and with the one that gives a core
  // least.
  struct WeightShare {
    std::int64_t cycles = 0;  // of compute
    double share = 1;         // of the weights
  };
  struct WeightShares {
    WeightShare fastest, smallest;
  };

  struct OpSpreads {
    std::vector<map::Spread> spreads;
    std::vector<program::Tiling> tilings;     // by spread: its best core split, the whole share as one tile
    std::vector<WeightShares> weight_shares;  // by spread
  };
  // Has them listed, for an op of that shape.
  void list_spreads(int shape, const program::Op& op);
  const OpSpreads& spreads(int shape) const { return array_->by_shape[shape]; }  // after list_spreads()

  // What an op hands to the next one in a chain, for a pair of spreads: bytes that go to other PEs, and the
  // largest hold. Filled in by the caller.
  struct Handover {
    std::int64_t bytes = -1;        // not known yet
    std::int64_t largest_hold = 0;  // elements
  };
  // By pair of ops, the spread of the one that reads, and that of the one before, of so many. Valid until the
  // next call.
  Handover& handover(int pair, std::size_t spread, std::size_t spread_before, std::size_t spreads_before);
  // By kind of buffer and the spreads of those that write and read it, always as many of them.
  using Spreads = boost::container::static_vector<std::uint16_t, 16>;
  Handover& handover(int kind, const Spreads& spreads);

  // search_mapping() for one spread of an op (by position in spreads()), or for all of them (-1). Valid until
  // set_accelerator().
  using Found = std::variant<std::vector<map::Candidate>, machine::Infeasible>;
  const Found& search(int shape, const program::Op& op, const map::OpContext& context, int spread,
                      std::size_t count);

  // Null if it is not known yet. Valid until begin(), like what is noted.
  using Best = std::variant<map::Candidate, machine::Infeasible>;
  const Best* best(const OpSurroundings& around) const;
  const Best& note_best(const OpSurroundings& around, Best best) {
    return best_.emplace(around, std::move(best)).first->second;
  }

 private:
  struct BufferKey {
    int kind = 0;
    Spreads spreads;
    bool operator==(const BufferKey& o) const { return kind == o.kind && spreads == o.spreads; }
  };
  struct BufferKeyHash {
    std::size_t operator()(const BufferKey& key) const {
      return boost::hash_range(key.spreads.begin(), key.spreads.end()) * 31 +
             static_cast<std::size_t>(key.kind);
    }
  };
  struct Array {
    std::deque<OpSpreads> by_shape;                // those listed; stay where they are
    std::vector<std::vector<Handover>> handovers;  // by pair: [spread][spread before]
    std::unordered_map<BufferKey, Handover, BufferKeyHash> of_buffers;
  };

  // What the spreads of an op, and what they hand over, depend on of an accelerator with the same constants.
  struct ArrayKey {
    int columns = 0, rows = 0;  // of PEs
    int cores = 0, lanes = 0;

    auto members() const { return std::make_tuple(columns, rows, cores, lanes); }
    bool operator==(const ArrayKey& o) const { return members() == o.members(); }
  };
  struct SearchKey {
    int shape = 0, spread = -1;
    std::size_t count = 0;
    ArrayKey array;
    std::int64_t dram_mbps = 0;  // 0: the op has no DRAM traffic
    map::OpContext context;

    auto members() const {
      return std::tuple_cat(std::make_tuple(shape, spread, count, dram_mbps), array.members(),
                            context.members());
    }
    bool operator==(const SearchKey& o) const { return members() == o.members(); }
  };

  void forget_best();  // what begin() forgets in any case
  void forget_all();

  machine::Accelerator accelerator_;
  std::unordered_map<ArrayKey, Array, map::MemberHash> arrays_;
  std::size_t held_ = 0;                 // bytes in arrays_
  std::deque<map::KnownSplits> splits_;  // by shape
  ArrayKey array_key_;                   // of accelerator_
  Array* array_ = nullptr;
  map::Prices prices_, priced_by_;  // priced_by_: those of priced_searches_
  std::unordered_map<SearchKey, Found, map::MemberHash> searches_, priced_searches_;  // by cycles; by energy
  std::unordered_map<OpSurroundings, Best, map::MemberHash> best_;
};

}  // namespace apollo::compiler::plan
