#pragma once
#include <array>
#include <cstdint>
#include <string>
#include <utility>
#include <vector>

#include "simulator/systemc/memory_image.h"

namespace apollo::systemc {

enum class Use { input, operand2, partial_sums };

// Through which the lanes of all cores of a PE read its memory, with data. Checks the beats of the timing,
// which LoopNest derives, against what is really read in them.
class ReadPort {
 public:
  explicit ReadPort(const MemoryImage& memory) : memory_(memory) {}
  const std::int8_t* read(Use use, std::int64_t address, std::int64_t bytes) {
    reads_[static_cast<int>(use)].push_back({address, address + bytes});
    return memory_.at(address, bytes);
  }
  // Forgets what was read for `use` since the last call. Throws std::runtime_error naming the op if that were
  // more than `allowed` distinct bytes.
  void check(Use use, std::int64_t allowed, const std::string& op);

 private:
  using Reads = std::vector<std::pair<std::int64_t, std::int64_t>>;  // begin and end
  static std::int64_t distinct_bytes(Reads* reads);

  const MemoryImage& memory_;
  std::array<Reads, 3> reads_;  // by Use
};

}  // namespace apollo::systemc
