#pragma once
#include <type_traits>

// Integer division that rounds.
namespace apollo::machine {

// Upwards; a >= 0, b > 0.
template <typename A, typename B>
constexpr std::common_type_t<A, B> ceil_div(A a, B b) {
  return (a + b - 1) / b;
}

// To a multiple of b; a >= 0, b > 0.
template <typename A, typename B>
constexpr std::common_type_t<A, B> round_up(A a, B b) {
  return ceil_div(a, b) * b;
}

// Towards minus infinity; b > 0.
template <typename A, typename B>
constexpr std::common_type_t<A, B> floor_div(A a, B b) {
  return a >= 0 ? a / b : -((-a + b - 1) / b);
}

}  // namespace apollo::machine
