#pragma once
#include <array>
#include <unordered_map>
#include <variant>
#include <vector>

#include "apollo/compiler/lower/lowering.h"
#include "apollo/compiler/map/mapping_search.h"

namespace apollo::compiler::plan {

// Work that compilations of one network share: between ops of equal shape, and between accelerators that an
// op cannot tell apart. Everything here is a pure function of its arguments, so what is remembered changes
// nothing but the time. Bounded in size, some 60 MB: forgets everything when it has grown too large.
class SharedWork {
 public:
  explicit SharedWork(const lower::LoweredNetwork& network);

  // Ops with equal shapes, but perhaps at other places of other buffers, have the same number.
  int shape(int op) const { return shapes_[op]; }

  // For the next calls; what was returned before is no longer valid.
  void set_accelerator(const machine::Accelerator& accelerator);

  struct OpSpreads {
    std::vector<map::Spread> spreads;
    std::vector<program::Tiling> tilings;  // by spread: its best core split, the whole share as one tile
  };
  const OpSpreads& spreads(int op) const { return array_->by_shape[shapes_[op]]; }

  // What an op hands to the next one in a chain, for a pair of spreads: bytes that go to other PEs, and the
  // largest hold. Filled in by the caller; by the op that reads, its spread, and that of the op before.
  struct Handover {
    std::int64_t bytes = -1;  // not known yet
    std::int64_t largest_hold = 0;
  };
  Handover& handover(int op, std::size_t spread, std::size_t spread_before) {
    return array_->handovers[op][spread * spreads(op - 1).spreads.size() + spread_before];
  }

  // search_mapping() for one spread of an op (by position in spreads()), or for all of them (-1). Valid until
  // set_accelerator().
  using Found = std::variant<std::vector<map::Candidate>, machine::Infeasible>;
  const Found& search(int op, const map::OpContext& context, int spread, std::size_t count);

 private:
  struct Array {
    std::vector<OpSpreads> by_shape;
    std::vector<std::vector<Handover>> handovers;  // by op
  };
  template <std::size_t kSize>
  struct Key {
    std::array<std::int64_t, kSize> values{};
    bool operator==(const Key& o) const { return values == o.values; }
  };
  template <typename AnyKey>
  struct Hash {
    std::size_t operator()(const AnyKey& key) const;
  };
  using ArrayKey = Key<4>;
  using SearchKey = Key<17>;

  const lower::LoweredNetwork& network_;
  std::vector<int> shapes_;          // by op
  std::vector<int> first_of_shape_;  // an op of each shape
  machine::Accelerator accelerator_;
  std::unordered_map<ArrayKey, Array, Hash<ArrayKey>> arrays_;
  std::size_t held_ = 0;  // bytes in arrays_
  Array* array_ = nullptr;
  std::unordered_map<SearchKey, Found, Hash<SearchKey>> searches_;
};

}  // namespace apollo::compiler::plan
