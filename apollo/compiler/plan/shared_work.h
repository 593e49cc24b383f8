#pragma once
#include <boost/container/static_vector.hpp>
#include <boost/functional/hash.hpp>
#include <unordered_map>
#include <variant>
#include <vector>

#include "apollo/compiler/lower/lowering.h"
#include "apollo/compiler/map/mapping_search.h"
#include "apollo/compiler/map/member_hash.h"

namespace apollo::compiler::plan {

// Work that compilations of one network share: between ops of equal shape, and between accelerators that an
// op cannot tell apart. Everything here is a pure function of its arguments, so what is remembered changes
// nothing but the time. Bounded in size, some 60 MB: forgets everything when it has grown too large.
class SharedWork {
 public:
  explicit SharedWork(const lower::LoweredNetwork& network);

  // Ops with equal shapes, but perhaps at other places of other buffers, have the same number.
  int shape(int op) const { return shapes_[op]; }

  // For the next calls; what was returned before is no longer valid. Only cycles count until set_prices().
  void set_accelerator(const machine::Accelerator& accelerator);
  // What searches minimise. Those by energy are remembered until the next call: their prices are those of one
  // chip.
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
  const OpSpreads& spreads(int op) const { return array_->by_shape[shapes_[op]]; }
  // Cycles in which an op's weights come from DRAM, with the spread, as far as core memories are not likely
  // to hold them: they hold a part of all weights, so large as if each core had such a share of all ops'.
  double fetching(int op, std::size_t spread) const { return fetching_[shapes_[op]][spread]; }
  // Picojoules of the best split's computation, and of bringing its weights as far as they are not likely to
  // be pinned; 0 if only cycles count.
  double events(int op, std::size_t spread) const {
    return prices_.of_energy ? events_[shapes_[op]][spread] : 0;
  }

  // What an op hands to the next one in a chain, for a pair of spreads: bytes that go to other PEs, and the
  // largest hold. Filled in by the caller; by the op that reads, its spread, and that of the op before.
  struct Handover {
    std::int64_t bytes = -1;        // not known yet
    std::int64_t largest_hold = 0;  // elements
  };
  // Pairs of ops that are alike share it.
  Handover& handover(int op, std::size_t spread, std::size_t spread_before) {
    return array_->handovers[first_alike_[op]][spread * spreads(op - 1).spreads.size() + spread_before];
  }
  // Likewise of a buffer, by the spreads of those that write and read it, always as many of them; buffers
  // that are written and read alike share it. Valid until the next call.
  using Spreads = boost::container::static_vector<std::uint16_t, 16>;
  Handover& handover(int buffer, const Spreads& spreads);

  // search_mapping() for one spread of an op (by position in spreads()), or for all of them (-1). Valid until
  // set_accelerator().
  using Found = std::variant<std::vector<map::Candidate>, machine::Infeasible>;
  const Found& search(int op, const map::OpContext& context, int spread, std::size_t count);

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
    std::vector<OpSpreads> by_shape;
    std::vector<std::vector<Handover>> handovers;  // by op
    std::unordered_map<BufferKey, Handover, BufferKeyHash> of_buffers;
  };
  void find_alike();                                        // fills first_alike_ and kinds_
  Array array_of(const machine::Accelerator& accelerator);  // adds to held_
  void price_spreads();                                     // fills events_
  void estimate_fetching();                                 // fills fetching_

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

  const lower::LoweredNetwork& network_;
  std::vector<int> shapes_;          // by op
  std::vector<int> first_of_shape_;  // an op of each shape
  std::vector<int>
      first_alike_;         // by op: the first one that reads likewise what an op alike before it writes
  std::vector<int> kinds_;  // by buffer: those of one kind are written and read alike
  machine::Accelerator accelerator_;
  std::unordered_map<ArrayKey, Array, map::MemberHash> arrays_;
  std::size_t held_ = 0;                  // bytes in arrays_
  std::vector<map::KnownSplits> splits_;  // by shape
  ArrayKey array_key_;                    // of accelerator_
  Array* array_ = nullptr;
  double all_weights_ = 0;                     // bytes, of the network
  std::vector<std::vector<double>> fetching_;  // by shape and spread
  map::Prices prices_;
  std::vector<std::vector<double>> events_;                                           // by shape and spread
  std::unordered_map<SearchKey, Found, map::MemberHash> searches_, priced_searches_;  // by cycles; by prices_
};

}  // namespace apollo::compiler::plan
