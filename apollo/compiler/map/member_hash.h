#pragma once
#include <cstddef>
#include <cstdint>
#include <tuple>

namespace apollo::compiler::map {

// Hash of a memo's key by its members(), a tuple of numbers: FNV-1a over whole values
// (http://www.isthe.com/chongo/tech/comp/fnv), with a final mix.
struct MemberHash {
  template <typename Key>
  std::size_t operator()(const Key& key) const {
    std::uint64_t hash = 1469598103934665603ULL;
    std::apply(
        [&hash](const auto&... value) {
          ((hash = (hash ^ static_cast<std::uint64_t>(value)) * 1099511628211ULL), ...);
        },
        key.members());
    return hash ^ (hash >> 29);
  }
};

}  // namespace apollo::compiler::map
