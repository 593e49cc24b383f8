#pragma once
#include <cstdint>
#include <initializer_list>
#include <random>

namespace apollo::workloads::random {

// Random numbers, the same for a seed on every machine. Their slight bias towards low numbers is of no
// concern to what is drawn here.
class Random {
 public:
  explicit Random(std::uint64_t seed) : engine_(seed) {}
  // lowest .. highest, both included. Requires lowest <= highest.
  int between(int lowest, int highest) {
    return lowest + static_cast<int>(engine_() % static_cast<std::uint64_t>(highest - lowest + 1));
  }
  // True with this probability in percent.
  bool chance(int percent) { return between(1, 100) <= percent; }
  // One of at least one value.
  template <typename T>
  T pick(std::initializer_list<T> values) {
    return values.begin()[between(0, static_cast<int>(values.size()) - 1)];
  }

 private:
  std::mt19937_64 engine_;
};

}  // namespace apollo::workloads::random
