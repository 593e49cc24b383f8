#pragma once

namespace apollo::optimizers::testing {

// The address sanitizer makes the models some thirty times slower: fewer trials there, which still see every
// part of a strategy, and no tests of how good it is.
#ifdef __SANITIZE_ADDRESS__
inline constexpr bool kSanitized = true;
#else
inline constexpr bool kSanitized = false;
#endif

inline int trials(int usual, int if_sanitized) { return kSanitized ? if_sanitized : usual; }

}  // namespace apollo::optimizers::testing
