#pragma once
#include <cstdint>
#include <unordered_map>
#include <vector>

#include "apollo/compiler/map/member_hash.h"
#include "simulator/program/mapping.h"

// How an op can be split over PEs, cores, lanes and ways.
namespace apollo::compiler::map {

// Ops of fewer compute cycles are small: latencies weigh most, and no bound tells them.
inline constexpr std::int64_t kSmallCycles = 600;

// A split of a PE's work over cores, lanes and ways. Small, because many are remembered.
struct Split {
  std::int64_t cycles;  // of compute, the PE's whole share as one tile
  std::int16_t lanes_g, lanes_k, lanes_x;
  program::Dim cores;
  bool ways_over_s;
};

// What PE rows and PE columns spread, of those at work, with the best splits of what is left to a PE, fewest
// cycles first.
struct Spread {
  program::Dim rows, columns;
  int rows_at_work, columns_at_work;
  std::vector<Split> splits;
  // Whether a mapping, or another spread, spreads the same.
  template <typename Other>
  bool spreads_like(const Other& o) const {
    return rows == o.rows && columns == o.columns && rows_at_work == o.rows_at_work &&
           columns_at_work == o.columns_at_work;
  }
  bool is_of_whole(const machine::Accelerator& a) const {
    return rows_at_work == a.configuration.pes_y && columns_at_work == a.configuration.pes_x;
  }
  std::int64_t compute_cycles() const { return splits.front().cycles; }
  // The mapping of a split, the whole share as one tile.
  program::Mapping whole_share(const program::Op& op, const Split& split) const;
};

// The mapping whose only tile is the whole op; nothing else is decided.
program::Mapping whole_op(const program::Op& op);

// Cycles in which the activation bus brings an op's input and takes its output whole.
std::int64_t bus_cycles(const program::Op& op, const machine::Accelerator& accelerator);

// The best splits of one op, remembered by what they depend on: the share of a PE, its cores and lanes,
// whatever the array and the spread that leave it.
class KnownSplits {
 public:
  // Of a spread whose own are not filled in. Always of the same op, on accelerators with the same constants.
  // Valid until clear().
  const std::vector<Split>& of(const program::Op& op, const machine::Accelerator& accelerator,
                               const Spread& spread);
  void clear() { splits_.clear(); }

 private:
  struct Key {
    std::array<int, 4> share;  // by Dim
    bool single_groups;
    int cores, lanes;

    auto members() const { return std::tuple_cat(share, std::make_tuple(single_groups, cores, lanes)); }
    bool operator==(const Key& o) const { return members() == o.members(); }
  };
  std::unordered_map<Key, std::vector<Split>, MemberHash> splits_;
};

// The spreads worth considering for an op, fewest compute cycles first: over the whole array, and over parts
// of it that compute no longer than bus_cycles().
std::vector<Spread> spreads(const program::Op& op, const machine::Accelerator& accelerator,
                            KnownSplits* known);
std::vector<Spread> spreads(const program::Op& op, const machine::Accelerator& accelerator);

}  // namespace apollo::compiler::map
