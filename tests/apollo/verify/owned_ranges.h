#pragma once
#include <cstdint>
#include <map>
#include <utility>

namespace apollo::testing {

// Who wrote each byte of a memory last.
template <typename Owner>
class OwnedRanges {
 public:
  void claim(std::int64_t begin, std::int64_t end, const Owner& owner) {
    if (begin >= end) return;
    split(begin);
    split(end);
    ranges_.erase(ranges_.lower_bound(begin), ranges_.lower_bound(end));
    ranges_.emplace(begin, std::make_pair(end, owner));
  }

  bool owned_by(std::int64_t begin, std::int64_t end, const Owner& owner) const {
    auto at = ranges_.upper_bound(begin);
    while (begin < end) {
      if (at == ranges_.begin()) return false;
      const auto& [range_end, range_owner] = std::prev(at)->second;
      if (range_end <= begin || !(range_owner == owner)) return false;
      begin = range_end;
      if (at != ranges_.end() && at->first == begin) ++at;
    }
    return true;
  }

 private:
  void split(std::int64_t address) {
    auto at = ranges_.upper_bound(address);
    if (at == ranges_.begin()) return;
    --at;
    const auto [end, owner] = at->second;
    if (at->first == address || end <= address) return;
    at->second.first = address;
    ranges_.emplace(address, std::make_pair(end, owner));
  }

  std::map<std::int64_t, std::pair<std::int64_t, Owner>> ranges_;  // begin -> end, owner; disjoint
};

}  // namespace apollo::testing
